import { definePack } from "../kit";
import { rules } from "./rules";

definePack("leanvibe-cost", rules, {
    displayName: "LeanVibe cost",
    description: "Refuses stacks that cost more than their monthly limit, and costs that nothing bounds.",
    tags: ["cost", "aws", "kubernetes"],
});
