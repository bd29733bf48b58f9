import { createRequire } from "node:module";
import { format, inspect, isDeepStrictEqual } from "node:util";
import { compileFunction, runInThisContext } from "node:vm";
import ts from "typescript";
import { vi } from "vitest";
import type { Example } from "./examples.js";
import type { Modules } from "./world.js";

const nodeRequire = createRequire(import.meta.url);
const LEVELS = ["log", "debug", "info", "warn", "error"] as const;

/** What a comment behind an expression says that its value is; or, after the word "prints", what its line prints. */
interface Statement {
  readonly line: number;
  readonly prints: boolean;
  readonly expected: unknown;
}

/** The exports of an example that is a file of its own, which has no `await` at its top. */
export function exportsOf({ file, line, code }: Example, modules: Modules): object {
  const exports = {};
  const body = compileFunction(toScript(code), ["require", "exports"], { filename: `${file}:${line}` });
  body((name: string): unknown => modules[name] ?? nodeRequire(name), exports);
  return exports;
}

function toScript(code: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/**
 * An example made ready to run. It finds what it imports in `modules`, and what it uses without having made it in
 * `names`.
 */
export class Script {
  readonly #example: Example;
  readonly #statements: Statement[] = [];
  readonly #met = new Set<Statement>();
  readonly #wrong: string[] = [];
  readonly #printed: string[] = [];
  readonly #errors: string[] = [];
  readonly #failure = new AbortController();
  readonly #code: string;

  constructor(example: Example) {
    this.#example = example;
    this.#code = toScript(this.#watched(example.code));
  }

  /** What it wrote to the console. */
  get printed(): readonly string[] {
    return this.#printed;
  }

  /** Aborted when it logs an error that its comments do not state: it then need not be waited for. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Runs it, and whatever goes on `meanwhile`. Rejects with what it throws. */
  async run(modules: Modules, names: object, meanwhile: () => Promise<void>): Promise<void> {
    const { file, line } = this.#example;
    const parameters = ["require", "exports", "$watch", ...Object.keys(names)];
    const body = compileFunction(`return (async () => {\n${this.#code}\n})();`, parameters, { filename: `${file}:${line}` });
    const find = (name: string): unknown => modules[name] ?? nodeRequire(name);
    const watch = (index: number, value: unknown): unknown => this.#compare(this.#statements[index] as Statement, value);
    const print = (...values: unknown[]): void => {
      this.#print(format(...values));
    };
    const spies = LEVELS.map((level) => vi.spyOn(console, level).mockImplementation(print));
    try {
      await Promise.all([body(find, {}, watch, ...Object.values(names)), meanwhile()]);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  /** What did not come as it says, with its place. */
  get complaints(): string[] {
    const { file, line } = this.#example;
    const missing = this.#statements
      .filter(({ prints, expected }) => prints && !this.#printed.includes(String(expected)))
      .map(({ line: at, expected }) => `${file}:${at}: prints ${inspect(expected)}; printed was ${inspect(this.#printed)}`);
    const unmet = this.#statements.filter((one) => !one.prints && !this.#met.has(one)).map(({ line: at }) => `${file}:${at}: was never reached`);
    return [...this.#wrong, ...missing, ...unmet, ...this.#errors.map((text) => `${file}:${line}: logs ${text}`)];
  }

  #print(text: string): void {
    this.#printed.push(text);
    if (!text.startsWith("E/") || this.#statements.some(({ prints, expected }) => prints && expected === text)) return;
    this.#errors.push(text);
    this.#failure.abort(new Error(text));
  }

  #compare(statement: Statement, value: unknown): unknown {
    this.#met.add(statement);
    const { line, expected } = statement;
    if (!isDeepStrictEqual(value, expected)) this.#wrong.push(`${this.#example.file}:${line}: is ${inspect(value)}; the comment says ${inspect(expected)}`);
    return value;
  }

  /** The code with each expression whose value is stated wrapped into a call of `$watch`. */
  #watched(code: string): string {
    const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
    const insertions: Array<{ at: number; text: string }> = [];
    const visit = (node: ts.Node): void => {
      const expression = ts.isExpressionStatement(node) ? node.expression : ts.isVariableStatement(node) ? node.declarationList.declarations[0]?.initializer : undefined;
      const said = expression === undefined ? undefined : this.#statementAfter(source, node.end);
      if (expression !== undefined && said !== undefined) {
        this.#statements.push(said);
        const index = this.#statements.length - 1;
        if (!said.prints) insertions.push({ at: expression.getStart(), text: `$watch(${index}, ` }, { at: expression.end, text: ")" });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    insertions.sort((a, b) => b.at - a.at);
    return insertions.reduce((text, insertion) => text.slice(0, insertion.at) + insertion.text + text.slice(insertion.at), code);
  }

  #statementAfter(source: ts.SourceFile, end: number): Statement | undefined {
    const [comment] = ts.getTrailingCommentRanges(source.text, end) ?? [];
    if (comment === undefined) return undefined;
    const text = source.text.slice(comment.pos + 2, comment.end).trim();
    const prints = text.startsWith("prints ");
    const line = this.#example.line + source.getLineAndCharacterOfPosition(comment.pos).line;
    try {
      return { line, prints, expected: runInThisContext(`(${prints ? text.slice("prints ".length) : text})`) };
    } catch {
      return undefined; // It is prose.
    }
  }
}
