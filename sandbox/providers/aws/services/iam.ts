import { fixed, made, ResourceDefinition } from "../definition";
import { policyDocument } from "../policy-document";
import { arn, between, conflicts, length, matches } from "../rules";
import { CREATED_AT } from "./constants";

const ROLE = "aws:iam/role:Role";
const NAME = /^[\w+=,.@-]+$/;
const NAME_FORM = "only alphanumeric characters and +=,.@-_ are allowed";
const PATH = /^\/([\x21-\x7e]+\/)?$/;

/** Digits and capitals as in IAM's unique ids. */
function uniqueId(prefix: string) {
    return made((facts) => prefix + facts.hex(17, "unique id").toUpperCase());
}

/** Identity and access management; one name space for all regions. */
export const iam: Readonly<Record<string, ResourceDefinition>> = {
    [ROLE]: {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        global: true,
        autoname: { property: "name", max: 64 },
        required: ["assumeRolePolicy"],
        defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
        replaceOn: ["name", "namePrefix", "path"],
        sets: ["managedPolicyArns"],
        documents: ["assumeRolePolicy"],
        computed: {
            arn: made((facts) => facts.globalArn("iam", `role${facts.text("path")}${facts.id}`), "path"),
            createDate: fixed(CREATED_AT),
            inlinePolicies: fixed([]),
            managedPolicyArns: fixed([]),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
            uniqueId: uniqueId("AROA"),
        },
        rules: [
            policyDocument("assumeRolePolicy", "trust"),
            length("name", 1, 64),
            matches("name", NAME, NAME_FORM),
            conflicts("name", "namePrefix"),
            length("description", 0, 1000),
            between("maxSessionDuration", 3600, 43200),
            matches("path", PATH, "expected / or a path that begins and ends with /"),
            arn("managedPolicyArns[]"),
            arn("permissionsBoundary"),
        ],
        unique: {
            by: "name",
            error: (name) => `EntityAlreadyExists: Role with name ${name} already exists.`,
        },
        notFound: (name) => `NoSuchEntity: The role with name ${name} cannot be found.`,
    },
    "aws:iam/rolePolicy:RolePolicy": {
        id: (facts) =>
            `${facts.text("role")}:${facts.text("name") || facts.text("namePrefix") + facts.digits(26, "name")}`,
        global: true,
        untagged: true,
        autoname: { property: "name", max: 128 },
        required: ["policy", "role"],
        replaceOn: ["name", "namePrefix", "role"],
        documents: ["policy"],
        computed: {
            name: made((facts) => facts.id.slice(facts.id.indexOf(":") + 1)),
            namePrefix: fixed(""),
        },
        rules: [
            policyDocument("policy", "identity"),
            length("name", 1, 128),
            matches("name", NAME, NAME_FORM),
            conflicts("name", "namePrefix"),
        ],
        refers: [{ path: "role", type: ROLE, by: "name" }],
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        id: (facts) => `${facts.text("role")}/${facts.text("policyArn")}`,
        global: true,
        untagged: true,
        required: ["policyArn", "role"],
        replaceOn: ["policyArn", "role"],
        computed: {},
        rules: [arn("policyArn")],
        refers: [{ path: "role", type: ROLE, by: "name" }],
    },
    "aws:iam/policy:Policy": {
        id: (facts) =>
            facts.globalArn(
                "iam",
                `policy${facts.text("path")}${facts.text("name") || facts.text("namePrefix") + facts.digits(26, "name")}`,
            ),
        global: true,
        autoname: { property: "name", max: 128 },
        required: ["policy"],
        defaults: { path: "/" },
        replaceOn: ["description", "name", "namePrefix", "path"],
        documents: ["policy"],
        computed: {
            arn: made((facts) => facts.id),
            attachmentCount: fixed(0),
            name: made((facts) => facts.id.slice(facts.id.lastIndexOf("/") + 1)),
            namePrefix: fixed(""),
            policyId: uniqueId("ANPA"),
        },
        rules: [
            policyDocument("policy", "identity"),
            length("name", 1, 128),
            matches("name", NAME, NAME_FORM),
            conflicts("name", "namePrefix"),
            matches("path", PATH, "expected / or a path that begins and ends with /"),
        ],
        unique: {
            by: "arn",
            error: (id) => `EntityAlreadyExists: A policy called ${id.slice(id.lastIndexOf("/") + 1)} already exists.`,
        },
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        id: (facts) => facts.text("name") || `${facts.text("namePrefix")}${facts.digits(26, "name")}`,
        global: true,
        autoname: { property: "name", max: 128 },
        defaults: { path: "/" },
        replaceOn: ["name", "namePrefix", "path"],
        computed: {
            arn: made((facts) => facts.globalArn("iam", `instance-profile${facts.text("path")}${facts.id}`), "path"),
            createDate: fixed(CREATED_AT),
            name: made((facts) => facts.id),
            namePrefix: fixed(""),
            uniqueId: uniqueId("AIPA"),
        },
        rules: [length("name", 1, 128), matches("name", NAME, NAME_FORM), conflicts("name", "namePrefix")],
        refers: [{ path: "role", type: ROLE, by: "name" }],
        unique: {
            by: "name",
            error: (name) => `EntityAlreadyExists: Instance Profile ${name} already exists.`,
        },
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        id: (facts) => facts.globalArn("iam", `oidc-provider/${facts.text("url").replace(/^https:\/\//, "")}`),
        global: true,
        required: ["clientIdLists", "url"],
        replaceOn: ["url"],
        sets: ["clientIdLists"],
        computed: {
            arn: made((facts) => facts.id),
            thumbprintLists: made((facts) => [facts.hex(40, "thumbprint")], "url"),
        },
        rules: [
            matches("url", /^(https:\/\/)?[^/:]+(\/.*)?$/, "expected an https:// URL without a port"),
            length("clientIdLists[]", 1, 255),
            matches("thumbprintLists[]", /^[0-9a-fA-F]{40}$/, "expected 40 hexadecimal digits"),
        ],
        unique: {
            by: "arn",
            error: (id) =>
                `EntityAlreadyExists: Provider with url ${id.split("oidc-provider/")[1] ?? ""} already exists.`,
        },
    },
};
