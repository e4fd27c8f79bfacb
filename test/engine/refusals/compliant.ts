import { makeStack } from "./program";
import { compliant } from "./stacks";

makeStack(compliant);
