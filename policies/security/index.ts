import { definePack } from "../kit";
import { rules } from "./rules";

definePack("leanvibe-security", rules, {
    displayName: "LeanVibe security",
    description: "Refuses workloads that run as root or unhardened, and AWS resources that are open or unencrypted.",
    tags: ["security", "aws", "kubernetes"],
});
