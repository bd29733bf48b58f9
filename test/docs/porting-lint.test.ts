import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, type Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { programOf } from "./compile.js";
import { allExamples, fileNameOf, ROOT, type Example } from "./examples.js";
import { exportsOf } from "./script.js";

const GUIDE = "docs/porting.md";

/** The linter's settings as the guide shows them. */
function settings(): Linter.Config[] {
  const [, code = ""] = /^```js\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, GUIDE), "utf8")) ?? [];
  return (exportsOf({ file: GUIDE, line: 1, code }, {}) as { readonly default: Linter.Config[] }).default;
}

const examples = allExamples().filter(({ file }) => file === GUIDE);

/** The rules that each line of an example breaks. */
async function brokenRules(wanted: (example: Example) => boolean): Promise<Array<{ line: string; rules: string[] }>> {
  const example = examples.find(wanted);
  if (example === undefined) throw new Error("there is no such example");
  const { program, files } = programOf([example]);
  const [filePath = ""] = files.keys();
  const here: Linter.Config = { languageOptions: { parserOptions: { projectService: false, programs: [program] } } };
  const linter = new ESLint({ cwd: ROOT, overrideConfigFile: true, overrideConfig: [...settings(), here] });
  const [result] = await linter.lintText(program.getSourceFile(filePath)?.text ?? "", { filePath });
  return example.code.split("\n").map((line, i) => {
    const found = result?.messages.filter((message) => message.line === example.line + i) ?? [];
    return { line, rules: found.map(({ ruleId, message }) => ruleId?.replace("@typescript-eslint/", "") ?? message) };
  });
}

describe("the linter, set as the porting guide says", () => {
  it("finds each mistake by the rule that stands behind it", async () => {
    const lines = await brokenRules(({ code }) => code.includes("function mistakes"));
    const marked = lines.flatMap(({ line, rules }) => {
      const [, rule] = /\/\/ +([\w-]+): /.exec(line) ?? [];
      return rule === undefined ? [] : [{ rule, rules }];
    });
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.filter(({ rule, rules }) => !rules.includes(rule))).toEqual([]);
  });

  it("finds nothing in the ported program", async () => {
    const lines = await brokenRules((example) => fileNameOf(example) === "client.ts");
    expect(lines.filter(({ rules }) => rules.length > 0)).toEqual([]);
  });
});
