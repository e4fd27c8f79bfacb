import { strict as assert } from "node:assert";

import * as proto from "@pulumi/pulumi/proto/provider_pb";

import { isIssued } from "../../../sandbox/providers/aws/ids";
import { AwsProvider } from "../../../sandbox/providers/aws/provider";
import { PropertyMap, Secret, UNKNOWN, Unknown } from "../../../sandbox/providers/protocol/value";
import { Engine, Existing, textOf, urnOf } from "./harness";
import { samples } from "./samples";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const INSTANCE = "aws:rds/instance:Instance";
const CONFIG = { region: "us-east-1", allowedAccountIds: '["111111111111"]' };

describe("the aws stand-in's account", () => {
    let engine: Engine;
    let vpc: Existing;

    const make = (type: string, name: string, inputs: PropertyMap) => engine.make(urnOf(type, name), inputs);
    const subnet = (name: string, cidrBlock: string, zone = "a") =>
        make(SUBNET, name, { vpcId: vpc.id, cidrBlock, availabilityZone: `us-east-1${zone}` });

    beforeEach(async () => {
        engine = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
        vpc = await make(VPC, "vpc", { cidrBlock: "10.10.0.0/16" });
    });
    afterEach(() => {
        engine.stop();
    });

    it("refuses subnets that overlap, lie outside the VPC or in another region, as EC2 does", async () => {
        await subnet("a", "10.10.0.0/24");
        await subnet("b", "10.10.1.0/24");
        await assert.rejects(
            subnet("c", "10.10.0.128/25"),
            /InvalidSubnet.Conflict: The CIDR '10.10.0.128\/25' conflicts/,
        );
        await assert.rejects(subnet("d", "10.11.0.0/24"), /InvalidSubnet.Range: The CIDR '10.11.0.0\/24' is invalid/);
        const elsewhere = { vpcId: vpc.id, cidrBlock: "10.10.2.0/24", availabilityZone: "eu-west-1a" };
        await assert.rejects(make(SUBNET, "e", elsewhere), /Value \(eu-west-1a\) for parameter availabilityZone/);
        const other = await make(VPC, "other", { cidrBlock: "10.10.0.0/16" });
        await make(SUBNET, "f", { vpcId: other.id, cidrBlock: "10.10.0.0/24" });
    });

    it("knows a subnet of an earlier update by its diff, and forgets one that went", async () => {
        const first = await subnet("a", "10.10.0.0/24");
        const later = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
        await later.diff(urnOf(SUBNET, "a"), first, first.inputs);
        const again = { vpcId: vpc.id, cidrBlock: "10.10.0.0/24" };
        await assert.rejects(later.make(urnOf(SUBNET, "b"), again), /InvalidSubnet.Conflict/);
        await later.delete(urnOf(SUBNET, "a"), first);
        await later.make(urnOf(SUBNET, "b"), again);
        later.stop();
    });

    it("refuses what names something that is not there", async () => {
        await assert.rejects(
            make(SUBNET, "x", { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.10.0.0/24" }),
            /InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist/,
        );
        await assert.rejects(
            make(INSTANCE, "db", samples[INSTANCE] ?? {}),
            /DB subnet group 'leanvibe-dev' does not exist/,
        );
        await engine.delete(urnOf(VPC, "vpc"), vpc);
        await assert.rejects(subnet("y", "10.10.0.0/24"), /InvalidVpcID.NotFound/);
    });

    it("takes the id of a resource that it gave out in another run or to another stack", async () => {
        assert(isIssued(vpc.id));
        const elsewhere = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
        const made = await elsewhere.make(urnOf(SUBNET, "z"), { vpcId: vpc.id, cidrBlock: "10.10.0.0/24" });
        assert.match(made.id, /^subnet-[0-9a-f]{17}$/);
        elsewhere.stop();
    });

    it("refuses a second resource under a name that is taken", async () => {
        const group = { name: "/leanvibe" };
        await make("aws:cloudwatch/logGroup:LogGroup", "one", group);
        await assert.rejects(
            make("aws:cloudwatch/logGroup:LogGroup", "two", group),
            /ResourceAlreadyExistsException: The specified log group already exists/,
        );
        const secretName = { name: new Secret("/leanvibe-role"), ...samples["aws:iam/role:Role"] };
        await make("aws:iam/role:Role", "one", secretName);
        await assert.rejects(make("aws:iam/role:Role", "two", secretName), /Role with name \[secret\] already exists/);
    });

    it("wants two zones for a database and a cluster", async () => {
        const one = await subnet("a", "10.10.0.0/24");
        const two = await subnet("b", "10.10.1.0/24");
        const group = { subnetIds: [one.id, two.id] };
        await assert.rejects(make("aws:rds/subnetGroup:SubnetGroup", "g", group), /Current AZ coverage: us-east-1a/);
        const cluster = { ...samples["aws:eks/cluster:Cluster"], vpcConfig: group };
        await assert.rejects(make("aws:eks/cluster:Cluster", "c", cluster), /at least two different AZs/);
        const three = await subnet("c", "10.10.2.0/24", "b");
        const made = await make("aws:rds/subnetGroup:SubnetGroup", "g", { subnetIds: [one.id, three.id] });
        assert.equal(made.outputs.vpcId, vpc.id);
    });

    it("gives a replacement another id and another automatic name, the same in each run", async () => {
        const type = "aws:ec2/securityGroup:SecurityGroup";
        const urn = urnOf(type, "sg");
        const replaceIn = async (): Promise<[Existing, Existing]> => {
            const run = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
            const first = await run.make(urn, { description: "a" });
            const { inputs } = await run.check(urn, { description: "b" }, first.inputs);
            assert.equal(inputs.name, first.inputs.name);
            const diff = await run.diff(urn, first, inputs);
            assert.deepEqual(diff.detailed, { description: proto.PropertyDiff.Kind.UPDATE_REPLACE });
            assert.equal(diff.deleteBeforeReplace, false);
            const second = await run.make(urn, { description: "b" });
            run.stop();
            return [first, second];
        };
        const [first, second] = await replaceIn();
        assert.match(textOf(first.inputs.name), /^sg-[0-9a-f]{7}$/);
        assert.notEqual(second.id, first.id);
        assert.notEqual(second.inputs.name, first.inputs.name);
        assert.deepEqual(await replaceIn(), [first, second]);
    });

    it("deletes first where the program gave the name", async () => {
        const urn = urnOf("aws:iam/role:Role");
        const role = { name: "leanvibe", ...samples["aws:iam/role:Role"] };
        const made = await engine.make(urn, role);
        const { inputs } = await engine.check(urn, { ...role, path: "/x/" }, made.inputs);
        assert.equal((await engine.diff(urn, made, inputs)).deleteBeforeReplace, true);
    });

    it("does not mind the order of a set or the spelling of a document", async () => {
        const urn = urnOf("aws:iam/policy:Policy");
        const document = (text: string) => ({ policy: text });
        const made = await engine.make(
            urn,
            document('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}'),
        );
        const { inputs } = await engine.check(
            urn,
            document('{ "Statement": {"Resource":"*","Effect":"Allow","Action":"a:b"}, "Version": "2012-10-17" }'),
            made.inputs,
        );
        assert.deepEqual((await engine.diff(urn, made, inputs)).detailed, {});
        const cluster = await Engine.start(new AwsProvider("7.48.0"), CONFIG);
        const logs = { id: "x", inputs: { enabledClusterLogTypes: ["api", "audit"] }, outputs: {} };
        const diff = await cluster.diff(urnOf("aws:eks/cluster:Cluster"), logs, {
            enabledClusterLogTypes: ["audit", "api"],
        });
        assert.deepEqual(diff.detailed, {});
        cluster.stop();
    });

    it("makes only those outputs unknown in a preview that the change touches", async () => {
        const urn = urnOf(INSTANCE, "db");
        const inputs = (await engine.check(urn, samples[INSTANCE] ?? {})).inputs;
        const preview = await engine.create(urn, inputs, true);
        const outputs = Object.fromEntries(
            Object.entries(preview.outputs).map(([name, value]) => [
                name,
                value instanceof Unknown ? `made ${name}` : value,
            ]),
        );
        const old = { id: "db-X", inputs, outputs };
        const larger = await engine.update(urn, old, { ...inputs, instanceClass: "db.t4g.large" }, true);
        assert.deepEqual(larger, { ...outputs, instanceClass: "db.t4g.large" });
        const moved = await engine.update(urn, old, { ...inputs, port: 6543 }, true);
        assert(moved.endpoint instanceof Unknown);
        assert.equal(moved.address, "made address");
        const unsure = await engine.update(urn, old, { ...inputs, identifier: UNKNOWN }, true);
        assert(unsure.address instanceof Unknown && unsure.arn instanceof Unknown);
        const hidden = await engine.update(urn, old, { ...inputs, identifier: new Secret("other") });
        assert(hidden.address instanceof Secret && hidden.endpoint instanceof Secret);
    });

    it("joins the provider's default tags to each resource's own in tagsAll, and leaves tags alone", async () => {
        const defaultTags = JSON.stringify({ tags: { project: "hive", owner: "platform" } });
        await engine.configure({ ...CONFIG, defaultTags });
        const own = { ...samples[VPC], tags: { owner: "me" } };
        const { inputs } = await engine.check(urnOf(VPC), own);
        assert.deepEqual([inputs.tags, inputs.tagsAll], [{ owner: "me" }, { project: "hive", owner: "me" }]);
        const unsure = await engine.check(urnOf(VPC), { ...own, tags: { owner: UNKNOWN } });
        assert(unsure.inputs.tagsAll instanceof Unknown);
        const hidden = await engine.check(urnOf(VPC), { ...own, tags: new Secret({ owner: "me" }) });
        assert.deepEqual(hidden.inputs.tagsAll, new Secret({ project: "hive", owner: "me" }));
        // A resource of the plugin framework gets them with its plan.
        const urn = urnOf("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
        const rule = await engine.check(urn, samples["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"] ?? {});
        assert.equal(rule.inputs.tagsAll, undefined);
        const preview = await engine.create(urn, rule.inputs, true);
        assert.deepEqual(preview.outputs.tagsAll, { project: "hive", owner: "platform" });
    });

    it("keeps secret default tags secret on each resource", async () => {
        await engine.configure({ ...CONFIG, defaultTags: new Secret('{"tags":{"owner":"hunter2"}}') });
        const { inputs } = await engine.check(urnOf(VPC), samples[VPC] ?? {});
        assert.deepEqual(inputs.tagsAll, { owner: new Secret("hunter2") });
    });

    it("tells the secret that RDS manages, and no endpoint of another shape", async () => {
        const rest = { ...samples[INSTANCE], dbSubnetGroupName: null, vpcSecurityGroupIds: null };
        const { outputs } = await make(INSTANCE, "db", rest);
        assert.match(textOf(outputs.endpoint), /^leanvibe-dev\.c[0-9a-f]{11}\.us-east-1\.rds\.amazonaws\.com:5432$/);
        const [secret] = outputs.masterUserSecrets as PropertyMap[];
        assert.match(textOf(secret?.secretArn), /^arn:aws:secretsmanager:us-east-1:111111111111:secret:rds!db-/);
        assert.deepEqual(Object.keys(secret ?? {}).sort(), ["kmsKeyId", "secretArn", "secretStatus"]);
    });

    it("keeps what is protected", async () => {
        const cluster = { id: "c", inputs: {}, outputs: { deletionProtection: true } };
        await assert.rejects(
            engine.delete(urnOf("aws:eks/cluster:Cluster"), cluster),
            /deletion protection is enabled/,
        );
        const instance = { ...cluster, outputs: { deletionProtection: true, skipFinalSnapshot: true } };
        await assert.rejects(engine.delete(urnOf(INSTANCE), instance), /Cannot delete protected DB Instance/);
        const bare = { ...cluster, outputs: { skipFinalSnapshot: false } };
        await assert.rejects(engine.delete(urnOf(INSTANCE), bare), /final_snapshot_identifier is required/);
    });

    it("believes what the program tells of a resource elsewhere, and adds what follows from it", async () => {
        const told = { id: "vpc-elsewhere", inputs: {}, outputs: { cidrBlock: "10.20.0.0/16" } };
        const found = await engine.read(urnOf(VPC, "shared"), told);
        assert.equal(found.outputs.cidrBlock, "10.20.0.0/16");
        assert.equal(found.outputs.arn, "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-elsewhere");
        const group = { id: "/x", inputs: {}, outputs: { retentionInDays: 7 } };
        assert.equal((await engine.read(urnOf("aws:cloudwatch/logGroup:LogGroup"), group)).outputs.name, "/x");
    });

    it("names the token and the place to add it for a type, a look-up and a component that it does not know", async () => {
        const unknown = urnOf("aws:lambda/function:Function");
        await assert.rejects(
            engine.check(unknown, {}),
            /aws:lambda\/function:Function.*sandbox\/providers\/aws\/services\//,
        );
        await assert.rejects(
            engine.invoke("aws:ec2/getVpc:getVpc", {}),
            /aws:ec2\/getVpc:getVpc.*sandbox\/providers\/aws\/invokes.ts/,
        );
        await assert.rejects(engine.construct("aws:x:Y"), /aws:x:Y/);
    });

    it("answers the look-ups that @pulumi/eks makes", async () => {
        const partition = await engine.invoke("aws:index/getPartition:getPartition", {});
        assert.deepEqual([partition.partition, partition.dnsSuffix], ["aws", "amazonaws.com"]);
        assert.equal((await engine.invoke("aws:index/getRegion:getRegion", {})).region, "us-east-1");
        const identity = await engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
        assert.equal(identity.accountId, "111111111111");
        const addon = { addonName: "coredns", kubernetesVersion: "1.34", mostRecent: true };
        assert.match(textOf((await engine.invoke("aws:eks/getAddonVersion:getAddonVersion", addon)).version), /^v1\./);
        await assert.rejects(
            engine.invoke("aws:eks/getAddonVersion:getAddonVersion", { ...addon, addonName: "x" }),
            /empty result for "x".*eks-facts.ts/,
        );
        await assert.rejects(
            engine.invoke("aws:eks/getAddonVersion:getAddonVersion", { ...addon, addonName: new Secret("x") }),
            /empty result for \[secret\]/,
        );
    });

    it("works where its configuration says, and nowhere without a region", async () => {
        await assert.rejects(engine.configure({}), /Missing region configuration/);
        await assert.rejects(engine.configure({ region: "virginia" }), /Invalid AWS Region: virginia/);
        await assert.rejects(engine.configure({ region: new Secret("virginia") }), /Invalid AWS Region: \[secret\]/);
        const secretAccount = { region: "us-east-1", allowedAccountIds: new Secret('["12"]') };
        await assert.rejects(engine.configure(secretAccount), /12 digits, got \[secret\]/);
        await assert.rejects(engine.configure({ region: "us-east-1", allowedAccountIds: '["1"]' }), /12 digits/);
        await engine.configure({ region: "cn-north-1" });
        const made = await make(VPC, "beijing", { cidrBlock: "10.0.0.0/16" });
        assert.match(textOf(made.outputs.arn), /^arn:aws-cn:ec2:cn-north-1:000000000000:vpc\/vpc-/);
        const diff = await engine.diffConfig(
            { region: "us-east-1", maxRetries: "1" },
            { region: "us-east-2", maxRetries: "2" },
        );
        assert.deepEqual(diff.replaces, ["region"]);
    });

    it("promises previews and secrets to the engine", async () => {
        const response = await engine.configure(CONFIG);
        assert.deepEqual(
            [response.getSupportspreview(), response.getAcceptsecrets(), response.getAcceptresources()],
            [true, true, false],
        );
    });
});
