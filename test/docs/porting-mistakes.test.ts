import { describe, expect, it } from "vitest";
import { compileErrors } from "./compile.js";
import { allExamples, fileNameOf, scriptsOf, type Example } from "./examples.js";
import { isMistakes, OfferedLinter } from "./offered-linter.js";

/** Those that show lines which the linter complains of. */
const GUIDES = ["docs/porting.md", "docs/lua-to-js.md"];

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

/** Lines that show what not to do, or what comes of it; and one with an `unknown` that is an error. */
const ON_PURPOSE = ["[10, 9, 1].sort(); // [1, 10, 9]", 'const wrong = divide(1, 0) ? "true" : "false";', '      return state.cause === undefined ? "stopped" : `gave up: ${String(state.cause)}`;'];

describe("the linter, set as the porting guide says", () => {
  const guides = allExamples().filter(({ file }) => !file.includes("/src/") && !file.endsWith(".zh-CN.md"));
  const linter = new OfferedLinter(guides);

  it.each(GUIDES)("finds each mistake by the rule that stands behind it in %s", async (guide) => {
    const mistakes = guides.filter((example) => example.file === guide && isMistakes(example));
    const lines = (await Promise.all(mistakes.map((one) => linter.linesOf(one)))).flat();
    const marked = lines.flatMap(({ line, rules }) => {
      const [, rule] = /\/\/ +([\w-]+): /.exec(line) ?? [];
      return rule === undefined ? [] : [{ rule, rules }];
    });
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.filter(({ rule, rules }) => !rules.includes(rule))).toEqual([]);
  });

  it("finds a `case` that goes on with the next one", async () => {
    const code = 'export function told(n: number): string {\n  switch (n) {\n    case 1:\n      n++;\n    case 2:\n      return "few";\n    default:\n      return "many";\n  }\n}';
    const example: Example = { file: "fallthrough.md", line: 1, code };
    expect(await complaintsOf(new OfferedLinter([example]), example)).toEqual(["fallthrough.md:5: no-fallthrough: case 2:"]);
  });

  it("lets a nullable boolean be a condition, as the results of the faithful face are", async () => {
    const code = 'import { socket } from "@luat/socket";\nexport const [ok] = socket.rx(undefined);\nif (!ok) socket.close(undefined);\nif (!socket.config(undefined)) socket.close(undefined);';
    const example: Example = { file: "nullable.md", line: 1, code };
    expect(await complaintsOf(new OfferedLinter([example]), example)).toEqual([]);
  });

  it("finds nothing in what the documents show", { timeout: 60_000 }, async () => {
    const found: string[] = [];
    for (const example of guides.filter((one) => !isMistakes(one))) found.push(...(await complaintsOf(linter, example)));
    expect(found).toEqual([]);
  });

  it("reads plain JavaScript: finds nothing in the guide's, and a forgotten await", async () => {
    const scripts = ["docs/start.md", "docs/lua-to-js.md"].flatMap(scriptsOf);
    const forgetful = scripts.filter(({ code }) => code.includes("await libnet.tx(")).map((one) => ({ ...one, file: "forgetful.md", code: one.code.replace("await libnet.tx(", "libnet.tx(") }));
    expect(scripts.map(fileNameOf)).toEqual(["hello.js", "hello.test.js", "hints.mjs"]);
    expect(forgetful).toHaveLength(1);
    const javascript = new OfferedLinter([...scripts, ...forgetful]);
    const found = await Promise.all([...scripts, ...forgetful].map((one) => complaintsOf(javascript, one)));
    expect(found.flat()).toEqual([expect.stringMatching(/^forgetful\.md:\d+: no-floating-promises: libnet\.tx/)]);
  });
});

/** What it says of an example, but of values that are shown, and of names that a fragment has no use for yet. */
async function complaintsOf(linter: OfferedLinter, example: Example): Promise<string[]> {
  const lines = await linter.linesOf(example);
  return lines.flatMap(({ line, rules }, i) => {
    const isShown = ON_PURPOSE.includes(line) || /; \/\/ \S/.test(line);
    const told = rules.filter((rule) => rule !== "no-unused-vars" && !(isShown && rule === "no-unused-expressions") && !ON_PURPOSE.includes(line));
    return told.map((rule) => `${example.file}:${example.line + i}: ${rule}: ${line.trim()}`);
  });
}
