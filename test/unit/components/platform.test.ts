import assert from "node:assert/strict";

import { componentTags, NAMESPACE } from "../../../components/platform";
import { aPlatform } from "./support/fixtures";

describe("the tags of a component's resources", () => {
    const tags = {
        project: "leanvibe-agent-hive",
        environment: "dev",
        "managed-by": "pulumi",
        component: "network",
    };

    it("hold a name where the resource has one to show, and no empty one elsewhere", () => {
        assert.deepEqual(componentTags(aPlatform(), "network", "main"), { ...tags, Name: "main" });
        assert.deepEqual(Object.keys(componentTags(aPlatform(), "network")), Object.keys(tags));
    });
});

describe("the application's namespace", () => {
    it("is the one that the runbooks and the release command name", () => {
        assert.equal(NAMESPACE, "leanvibe");
    });
});
