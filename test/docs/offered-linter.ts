import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, type Linter } from "eslint";
import type ts from "typescript";
import { programOf, readersSettings } from "./compile.js";
import { ROOT, type Example } from "./examples.js";
import { exportsOf } from "./script.js";

const GUIDE = "docs/porting.md";

/** A line of an example, and the rules that it breaks. */
export interface LintedLine {
  readonly line: string;
  readonly rules: readonly string[];
}

/** Whether an example shows mistakes that the linter finds. */
export function isMistakes({ code }: Example): boolean {
  return /function (mistakes|habits)\(/.test(code);
}

/** The linter, set as the porting guide says, in a project that is set as the guide to the start says. */
export class OfferedLinter {
  readonly #program: ts.Program;
  readonly #files: ReadonlyMap<Example, string>;
  readonly #linter: ESLint;

  /** @param examples - all that it will be asked of. */
  constructor(examples: readonly Example[]) {
    const { program, files } = programOf(examples, readersSettings());
    const here: Linter.Config = { languageOptions: { parserOptions: { projectService: false, programs: [program] } } };
    this.#program = program;
    this.#files = new Map([...files].map(([name, example]) => [example, name]));
    this.#linter = new ESLint({ cwd: ROOT, overrideConfigFile: true, overrideConfig: [...settings(), here] });
  }

  async linesOf(example: Example): Promise<LintedLine[]> {
    const filePath = this.#files.get(example) ?? "";
    const text = this.#program.getSourceFile(filePath)?.text;
    if (text === undefined) throw new Error(`${example.file}:${example.line} is not in the program`);
    const [result] = await this.#linter.lintText(text, { filePath });
    return example.code.split("\n").map((line, i) => {
      const found = result?.messages.filter((message) => message.line === example.line + i) ?? [];
      return { line, rules: found.map(({ ruleId, message }) => ruleId?.replace("@typescript-eslint/", "") ?? message) };
    });
  }
}

/** The settings as the guide shows them. */
function settings(): Linter.Config[] {
  const [, code = ""] = /^```js\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, GUIDE), "utf8")) ?? [];
  return (exportsOf({ file: GUIDE, line: 1, code }, {}) as { readonly default: Linter.Config[] }).default;
}
