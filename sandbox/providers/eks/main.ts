import { version } from "@pulumi/eks/package.json";
import * as pulumi from "@pulumi/pulumi";

import { endWithParent } from "../protocol/parent";
import { EksProvider } from "./provider";

void pulumi.provider.main(new EksProvider(version), process.argv.slice(2)).then(endWithParent);
