import { strict as assert } from "node:assert";
import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { decode, encode } from "../../../sandbox/providers/protocol/codec";
import { urnOf } from "./harness";
import { AWS_CONFIG } from "./subjects";

const repository = path.resolve(__dirname, "..", "..", "..");
const VPC = "aws:ec2/vpc:Vpc";

/** What became of one creation: the whole answer, or the reason why there is none. */
type Answer = proto.CreateResponse | grpc.ServiceError;

describe("a stand-in's process that is told to stop while operations are under way", () => {
    let plugin: ChildProcess;
    let client: ResourceProviderClient;

    beforeEach(async () => {
        const main = path.join(repository, "sandbox", "providers", "aws", "main.ts");
        plugin = spawn(process.execPath, ["--import", "tsx", main], {
            cwd: repository,
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert(plugin.stdout !== null);
        const [port] = (await once(createInterface(plugin.stdout), "line")) as [string];
        client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        const request = new proto.ConfigureRequest();
        request.setArgs(encode(AWS_CONFIG));
        await new Promise<void>((resolve, reject) => {
            client.configure(request, (error) => {
                if (error === null) {
                    resolve();
                } else {
                    reject(error);
                }
            });
        });
    });
    afterEach(() => {
        client.close();
        plugin.kill("SIGKILL");
    });

    /** Asks for so many creations at once. */
    function createMany(count: number): Promise<Answer>[] {
        return Array.from({ length: count }, (_, index) => {
            const request = new proto.CreateRequest();
            request.setUrn(urnOf(VPC, `vpc-${index}`));
            request.setProperties(encode({ cidrBlock: "10.0.0.0/16" }));
            return new Promise<Answer>((resolve) => {
                client.create(request, (error, response) => {
                    resolve(error ?? response);
                });
            });
        });
    }

    /** True for a whole answer, false for none; fails for half a one. */
    function isWhole(answer: Answer): boolean {
        if (answer instanceof proto.CreateResponse) {
            const outputs = decode(answer.getProperties());
            assert.equal(outputs.arn, `arn:aws:ec2:us-east-1:111111111111:vpc/${answer.getId()}`);
            assert.equal(outputs.mainRouteTableId === "", false);
            return true;
        }
        assert([grpc.status.UNAVAILABLE, grpc.status.CANCELLED].includes(answer.code), answer.message);
        return false;
    }

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`answers on ${signal} what it has begun, wholly or not at all, and ends by itself`, async () => {
            const answers = createMany(200);
            assert(isWhole(await Promise.race(answers)));
            const ended = once(plugin, "exit");
            plugin.kill(signal);
            const whole = (await Promise.all(answers)).map(isWhole);
            assert(whole.includes(true));
            assert.deepEqual(await ended, [0, null]);
            assert.deepEqual((await Promise.all(createMany(1))).map(isWhole), [false]);
        });
    }

    it("answers Cancel at once, and completes what is under way", async () => {
        const answers = createMany(50);
        await new Promise<void>((resolve, reject) => {
            client.cancel(new Empty(), (error) => {
                if (error === null) {
                    resolve();
                } else {
                    reject(error);
                }
            });
        });
        assert((await Promise.all(answers)).every(isWhole));
        const ended = once(plugin, "exit");
        plugin.kill("SIGTERM");
        await ended;
    });
});
