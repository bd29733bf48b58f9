import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, type Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { compileErrors, programOf } from "./compile.js";
import { allExamples, fileNameOf, ROOT, type Example } from "./examples.js";
import { exportsOf } from "./script.js";

const GUIDE = "docs/porting.md";
/** Those that show lines which the linter complains of. */
const GUIDES = [GUIDE, "docs/lua-to-js.md"];

/** What the guide says does not compile. */
const NOT_COMPILING = [
  'if (libnet.connect("CLIENT", 1_000, netc, "10.0.0.1", 40123)) log.info("on line?");',
  'const msg = await sys.waitMsg("CLIENT"); if (msg) log.info("message", msg[0]);',
  'const [, data] = socket.read(netc); if (data === "OK") log.info("fine");',
  'await device.connect({ host: "10.0.0.1", port: "40123" });',
];

it("the compiler finds what the porting guide says it does", () => {
  const errors = compileErrors(NOT_COMPILING.map((code, i) => ({ file: `${i}.md`, line: 1, code })));
  expect(errors.map((error) => error.replace(/:.*/s, ""))).toEqual(NOT_COMPILING.map((_, i) => `${i}.md`));
});

/** The linter's settings as the guide shows them. */
function settings(): Linter.Config[] {
  const [, code = ""] = /^```js\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, GUIDE), "utf8")) ?? [];
  return (exportsOf({ file: GUIDE, line: 1, code }, {}) as { readonly default: Linter.Config[] }).default;
}

describe("the linter, set as the porting guide says", () => {
  const isMistakes = ({ file, code }: Example): boolean => GUIDES.includes(file) && /function (mistakes|habits)\(/.test(code);
  const isProgram = (example: Example): boolean => example.file === GUIDE && fileNameOf(example) === "client.ts";
  const { program, files } = programOf(allExamples().filter((one) => isMistakes(one) || isProgram(one)));
  const here: Linter.Config = { languageOptions: { parserOptions: { projectService: false, programs: [program] } } };
  const linter = new ESLint({ cwd: ROOT, overrideConfigFile: true, overrideConfig: [...settings(), here] });

  /** The rules that each line of an example breaks. */
  async function brokenRules(wanted: (example: Example) => boolean): Promise<Array<{ line: string; rules: string[] }>> {
    const [filePath, example] = [...files].find(([, one]) => wanted(one)) ?? [];
    if (filePath === undefined || example === undefined) throw new Error("there is no such example");
    const [result] = await linter.lintText(program.getSourceFile(filePath)?.text ?? "", { filePath });
    return example.code.split("\n").map((line, i) => {
      const found = result?.messages.filter((message) => message.line === example.line + i) ?? [];
      return { line, rules: found.map(({ ruleId, message }) => ruleId?.replace("@typescript-eslint/", "") ?? message) };
    });
  }

  it.each(GUIDES)("finds each mistake by the rule that stands behind it in %s", async (guide) => {
    const lines = await brokenRules((example) => example.file === guide && isMistakes(example));
    const marked = lines.flatMap(({ line, rules }) => {
      const [, rule] = /\/\/ +([\w-]+): /.exec(line) ?? [];
      return rule === undefined ? [] : [{ rule, rules }];
    });
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.filter(({ rule, rules }) => !rules.includes(rule))).toEqual([]);
  });

  it("finds nothing in the ported program", async () => {
    const lines = await brokenRules(isProgram);
    expect(lines.filter(({ rules }) => rules.length > 0)).toEqual([]);
  });
});
