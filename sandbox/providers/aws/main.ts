import { version } from "@pulumi/aws/package.json";

import { runPlugin } from "../protocol/plugin";
import { AwsProvider } from "./provider";

void runPlugin(new AwsProvider(version));
