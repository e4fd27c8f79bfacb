import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as ts from "typescript";
import type { KubernetesObject } from "../../components/application/render";
import { CUSTOM_KINDS, render, VARIANTS } from "./chart";

const OPTIONS: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    types: [],
};

/** A program that assigns each object, as a literal, to the type that the Kubernetes API has for it. */
function asSource(objects: readonly KubernetesObject[]): string {
    const lines = objects.map((object, index) => {
        const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["core", "v1"];
        const type = `input.${group?.split(".")[0] ?? ""}.${version ?? ""}.${object.kind}`;
        return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
    });
    return ['import type { input } from "@pulumi/kubernetes/types";', ...lines].join("\n");
}

/** What the compiler says about a source text that exists in memory only. */
function compile(source: string): string[] {
    const file = path.join(__dirname, "rendered-objects.ts");
    const host = ts.createCompilerHost(OPTIONS);
    const readSource = host.getSourceFile.bind(host);
    const fileExists = host.fileExists.bind(host);
    host.fileExists = (name) => name === file || fileExists(name);
    host.getSourceFile = (name, version, ...rest) =>
        name === file ? ts.createSourceFile(name, source, version) : readSource(name, version, ...rest);
    const program = ts.createProgram([file], OPTIONS, host);
    return ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe("chart: the Kubernetes API's types", () => {
    // The compiler reads the whole API once, which takes seconds; so all objects, and one that is wrong, go in together.
    it("accept every object of every variant, and would refuse a misspelt field", function () {
        this.timeout(120_000);
        const objects = Object.values(VARIANTS)
            .flatMap((values) => render(values))
            .filter(({ kind }) => !CUSTOM_KINDS.includes(kind));
        const wrong = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "x" }, automountToken: false };
        const errors = compile(asSource([...objects, wrong]));
        assert.deepEqual(
            errors.map((error) => error.split(" in type ")[0]),
            ["Object literal may only specify known properties, and '\"automountToken\"' does not exist"],
        );
    });
});
