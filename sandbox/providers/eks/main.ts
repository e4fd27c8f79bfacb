import { Server } from "@grpc/grpc-js";
import { version } from "@pulumi/eks/package.json";
import * as pulumi from "@pulumi/pulumi";

import { endWithParent } from "../protocol/parent";
import { endOnSignal } from "../protocol/plugin";
import { EksProvider } from "./provider";

// Pulumi's main keeps its server to itself and dies of a signal with constructions half answered. The one server that
// this process binds is that one.
const bind = Reflect.get<Server, "bindAsync">(Server.prototype, "bindAsync");
Server.prototype.bindAsync = function (this: Server, ...args) {
    endOnSignal(this);
    bind.apply(this, args);
};

void pulumi.provider.main(new EksProvider(version), process.argv.slice(2)).then(endWithParent);
