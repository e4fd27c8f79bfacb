import { makeStack } from "./program";
import { offending } from "./stacks";

makeStack(offending);
