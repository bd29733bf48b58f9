import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { AIR_NAMES, isOfAir } from "./air-names.js";
import { fileNameOf, isModule, ROOT, type Example } from "./examples.js";
import { NAMES } from "./world.js";

/** Where the examples seem to be, so that they find the packages; nothing is written there. */
const FOLDER = join(ROOT, "test/docs/temp");

/** By settings and name: all programs with the same settings share what they read, but for the examples. */
const parsed = new Map<string, Map<string, ts.SourceFile | undefined>>();

/** Compiles all examples as one program, each as a module of its own, and gives the errors with their places. */
export function compileErrors(examples: readonly Example[], settings = ownSettings()): string[] {
  const { program, files } = programOf(examples, settings);
  return [...files].flatMap(([name, { file }]) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start, messageText }) => {
      const line = source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}

/** One program of examples, and which of its files is which; each has its code on the same lines as its document. */
export function programOf(examples: readonly Example[], settings = ownSettings()): { readonly program: ts.Program; readonly files: ReadonlyMap<string, Example> } {
  const files = new Map(examples.map((example, i) => [join(FOLDER, example.file, fileNameOf(example) ?? `${i}.ts`), example]));
  const options = optionsOf(settings);
  const host = ts.createCompilerHost(options);
  const shared = parsed.get(settings) ?? new Map<string, ts.SourceFile | undefined>();
  parsed.set(settings, shared);
  const folders = new Set([...files.keys()].map((name) => dirname(name)));
  const { fileExists, directoryExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.directoryExists = (name) => folders.has(name) || directoryExists?.(name) === true;
  host.getSourceFile = (name, version) => {
    const example = files.get(name);
    if (example !== undefined) return ts.createSourceFile(name, textOf(example), version);
    if (!shared.has(name)) shared.set(name, getSourceFile(name, version));
    return shared.get(name);
  };
  return { program: ts.createProgram([...files.keys()], options, host), files };
}

/** The text of the repository's `tsconfig`. */
function ownSettings(): string {
  return readFileSync(join(ROOT, "tsconfig.base.json"), "utf8");
}

/** The text of the `tsconfig.json` that a project of a reader has. */
export function readersSettings(): string {
  const [, json = ""] = /^```json\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, "docs/start.md"), "utf8")) ?? [];
  return json;
}

/** The options of a `tsconfig`, but for what only emitting needs; a fragment may end before it uses what it has got. */
function optionsOf(settings: string): ts.CompilerOptions {
  const { config } = ts.parseConfigFileTextToJson("tsconfig.json", settings);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...options, customConditions: ["luat-source"], noEmit: true, composite: false, declaration: false, declarationMap: false, noUnusedLocals: false };
}

/** The text that is compiled: on the same lines as in its document. A fragment is in a block below the well-known names. */
function textOf(example: Example): string {
  const { line, code } = example;
  const lines = "\n".repeat(line - 1);
  if (isModule(example)) return lines + code;
  const [type, file, names] = isOfAir(example) ? ["AirNames", "air-names.js", AIR_NAMES] : ["Names", "world.js", NAMES];
  return `import type { ${type} } from ${JSON.stringify(join(ROOT, "test/docs", file))}; const { ${names.join(", ")} } = {} as ${type}; {${lines}${code}\n}`;
}
