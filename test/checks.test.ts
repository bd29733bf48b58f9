import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint, Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { differences } from "../scripts/checks/docs.mjs";
import { circleAmong } from "../scripts/checks/imports.mjs";
import { missing, strays } from "../scripts/checks/packages.mjs";
import { broken, mustFail, mustPass } from "../scripts/checks/runners.mjs";
import { PRIVATE } from "../scripts/checks/words.mjs";
import { codeLines, withTable } from "../scripts/count-lines.mjs";
import { withGraphs } from "../scripts/module-graph.mjs";
import { guideFiles } from "../scripts/guide-files.mjs";
import { dependencyFindings } from "../scripts/packages/dependencies.mjs";
import { addressFindings, manifestFindings } from "../scripts/packages/manifests.mjs";
import { NEWER, oldestOf } from "../scripts/packages/node-versions.mjs";
import { mapFindings } from "../scripts/packages/source-maps.mjs";
import { readManifest } from "../scripts/workspace.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("circles among packages", () => {
  const a = { name: "a", dependencies: { b: "*" } };

  it("are found through the dependencies of tests", () => {
    const b = { name: "b", dependencies: { c: "*" } };
    expect(circleAmong([a, b, { name: "c", devDependencies: { b: "*" } }])).toEqual(["b", "c", "b"]);
  });

  it("are not seen where two ways lead to one package", () => {
    const b = { name: "b", dependencies: { c: "*", elsewhere: "*" } };
    expect(circleAmong([{ ...a, devDependencies: { c: "*" } }, b, { name: "c" }])).toBeUndefined();
  });
});

describe("a translated document", () => {
  const original = "# Title\n\n## Use\n\n```ts\nconnect(); // at once\n\nclose();\n```\n\n```\nbox\n```\n";

  it("may translate prose, comments and drawings", () => {
    const translation = "# 标题\n\n## 使用\n\n```ts\n// 立即\nconnect();\nclose(); /* 完 */\n```\n\n```\n框\n```\n";
    expect(differences(original, translation)).toEqual([]);
  });

  it.each([
    ["a heading is missing", original.replace("## Use", "")],
    ["a heading is of another level", original.replace("## Use", "### Use")],
    ["code differs", original.replace("close()", "open()")],
    ["the language of code differs", original.replace("```ts", "```js")],
    ["a code block is missing", original.replace("```\nbox\n```\n", "")],
  ])("is told of when %s", (_, translation) => {
    expect(differences(original, translation)).toHaveLength(1);
  });

  it("keeps what only looks like a comment or a heading", () => {
    const urls = "```ts\nfetch('http://a');\n# no heading\n```\n";
    expect(differences(urls, urls.replace("//a", "//b"))).toHaveLength(1);
    expect(differences(urls, urls.replace("# no", "## no"))).toHaveLength(1);
  });
});

describe("a package to be published", () => {
  const files = ["package/bundle/index.js", "package/bundle/index.js.map", "package/dist/index.d.ts", "package/package.json", "package/LICENSE"];

  it("has its licence, and says what it is", () => {
    expect(missing([...files, "package/README.md"])).toEqual([]);
    expect(missing(["package/bundle/index.js"])).toEqual(["package/LICENSE", "package/README.md"].map((file) => `${file} is missing`));
  });

  it.each([
    ["a file names no map", "a;\n", {}],
    ["the map is not there", "a;\n//# sourceMappingURL=other.js.map\n", {}],
    ["the map does not hold the source", undefined, { sources: ["../src/a.ts"] }],
    ["the map holds nothing for the source", undefined, { sources: ["../src/a.ts"], sourcesContent: [null] }],
    ["the map is that of what was compiled", undefined, { sources: ["../dist/a.js"], sourcesContent: ["a;"] }],
  ])("is told of when %s", (_, code = "a;\n//# sourceMappingURL=a.js.map\n", map) => {
    const good = { sources: ["../src/a.ts"], sourcesContent: ["a;"] };
    const found = (text: string, content: object): string[] => mapFindings(new Map([["package/bundle/a.js", text], ["package/bundle/a.js.map", JSON.stringify(content)]]));
    expect(found("a;\n//# sourceMappingURL=a.js.map\n", good)).toEqual([]);
    expect(found(code, map)).toHaveLength(1);
  });

  it("depends on what it imports, and on what these ask for, and on nothing else", () => {
    const others = new Map([["b", { name: "b", peerDependencies: { p: "*" } }]]);
    const manifest = { name: "a", dependencies: { b: "*", p: "*" }, peerDependencies: { c: "*" } };
    expect(dependencyFindings(manifest, new Set(["a", "b", "c", "node:net"]), others)).toEqual([]);
    expect(dependencyFindings(manifest, new Set(["b"]), others)).toEqual(["it depends on c, and never imports it"]);
    expect(dependencyFindings(manifest, new Set(["b", "c", "d", "net"]), others)).toEqual([
      'it imports "net"; expected "node:net"',
      "it imports d, and does not depend on it",
    ]);
  });

  it("says of its licence, its sources and Node.js what all others say", () => {
    const repository = { type: "git", url: "git+https://git.test/a.git" };
    const first = { name: "@luat/b", version: "1.0.0", engines: { node: ">=20.10" } };
    const manifest = { ...first, name: "@luat/a", license: "MIT", repository: { ...repository, directory: "packages/a" }, type: "module", sideEffects: false, files: ["bundle", "dist/**/*.d.ts"] };
    const found = (changes: object): string[] => manifestFindings({ folder: join(root, "packages/a"), manifest: { ...manifest, ...changes } }, { name: "all", license: "MIT", repository }, first);
    expect(found({})).toEqual([]);
    expect(found({ engines: { node: ">=22" }, repository })).toEqual([expect.stringContaining('expected {"type":"git","url":"git+https://git.test/a.git","directory":"packages/a"}'), expect.stringContaining("engines is")]);
  });

  it("is not published while nobody knows where its sources are", () => {
    expect(addressFindings({ name: "all", repository: { type: "git", url: "https://git.example.com/a.git" } })).toHaveLength(1);
    expect(addressFindings({ name: "all", repository: { type: "git", url: "https://git.test/a.git" } })).toEqual([]);
  });

  it.each([["README.md", ", ", " and "], ["README.zh-CN.md", "、", "、"]])("is tried on the versions of Node.js that %s names", async (file, comma, and) => {
    const { engines } = await readManifest(join(root, "packages/contract"));
    const lines = [oldestOf(engines?.node ?? "").replace(/\.0$/, ""), ...NEWER.map((version) => version.replace(/\..*/, ""))];
    expect(await readFile(join(root, file), "utf8")).toContain(`Node.js ${lines.slice(0, -1).join(comma)}${and}${lines.at(-1)}`);
  });

  it("promises an oldest Node.js that can be tried", () => {
    expect(oldestOf(">=20.10")).toBe("20.10.0");
    expect(() => oldestOf("*")).toThrow("expected one such as >=20.10");
  });

  it("holds what was built and nothing else", () => {
    expect(strays(files, '{"exports": "./bundle/index.js"}')).toEqual([]);
    expect(strays([...files, "package/src/index.ts"], "{}")).toEqual(["package/src/index.ts"]);
    expect(strays([...files, "package/dist/.tsbuildinfo"], "{}")).toEqual(["package/dist/.tsbuildinfo"]);
  });

  it.each(['{"luat-source": "x"}', '{"default": "./src/index.ts"}', '{"@luat/contract": "workspace:^"}'])(
    "does not say %s",
    (manifest) => {
      expect(strays(files, manifest)).toHaveLength(1);
    },
  );
});

describe("the tests of a user's project", () => {
  const passed = { code: 0, output: "4 passed" };
  const failed = { code: 1, output: "PeerError: tcp peer 10.0.0.1:9000" };

  it("must pass with a good client", () => {
    expect(mustPass("jest", passed)).toEqual([]);
    expect(mustPass("jest", failed)).toEqual([expect.stringContaining("PeerError: tcp peer")]);
  });

  it("must fail with a bad one, and because of it", () => {
    expect(mustFail("jest", failed)).toEqual([]);
    expect(mustFail("jest", passed)).toEqual([expect.stringContaining("npm run jest should have failed")]);
    expect(mustFail("jest", { code: 1, output: "jest: not found" })).toHaveLength(1);
    expect(mustFail("jest", { code: 0, output: "PeerError is a name" })).toHaveLength(1);
  });

  it("are not taken for good ones because the client could not be broken", () => {
    expect(broken("a; b;", { right: "b", wrong: "c" })).toBe("a; c;");
    expect(() => broken("a; c;", { right: "b", wrong: "c" })).toThrow("expected `b` once in what is to be broken");
    expect(() => broken("b; b;", { right: "b", wrong: "c" })).toThrow("once");
  });
});

describe("the files of a guide", () => {
  const guide = "Write `a.json`:\n\n```json\n{}\n```\n\n```ts\n// b.ts\nlet b;\n```\n\nand `c.ts`\n\n```sh\nls\n```\n\n```ts\nlet c;\n```\n\n```js\n// d.test.js\nlet d;\n```\n";

  it("are named by a comment, or by the text above", () => {
    expect([...guideFiles(guide)]).toEqual([["a.json", "{}\n"], ["b.ts", "// b.ts\nlet b;\n"], ["c.ts", "let c;\n"], ["d.test.js", "// d.test.js\nlet d;\n"]]);
  });

  it("must have names of their own", () => {
    expect(() => guideFiles(`${guide}\n\`\`\`ts\nlet e;\n\`\`\`\n`)).toThrow("in which file this belongs:\nlet e;");
  });
});

describe("the private words", () => {
  const found = (text: string): boolean => new RegExp(PRIVATE, "i").test(text);

  it("are found", () => {
    expect(["/wor" + "k/main", "../shar" + "ed/x", "see Issue" + " #4", "issue" + " 12", "in session" + " 3"].filter(found)).toHaveLength(5);
  });

  it("are not found in the project's own", () => {
    expect(["network/x", "a shared buffer", "TLS session resumption", "reissue 4"].filter(found)).toEqual([]);
  });
});

describe("lines of code", () => {
  it("are those with more than comments on them", () => {
    expect(codeLines("// a\n\nconst a = 1; // b\n/** c */\nconst b = /* d */ `e\n\n  // f`;\n\n/* g\n h */\n")).toBe(4);
    expect(codeLines("")).toBe(0);
    expect(codeLines("class A {\n  /** B. */\n  b = 1;\n}\n")).toBe(3);
  });

  it("are told in a table between its marks alone", async () => {
    await expect(withTable("# No table\n", "en")).rejects.toThrow("the page has no line <!--");
  });
});

describe("the sources of a package", () => {
  /** The names of the bans that one line breaks in a file. */
  async function bansIn(file: string, line: string): Promise<string[]> {
    const config = (await new ESLint({ cwd: root }).calculateConfigForFile(file)) as Linter.Config;
    const bans = Object.entries(config.rules ?? {}).filter(([name]) => name.startsWith("no-restricted-"));
    const messages = new Linter().verify(line, { rules: Object.fromEntries(bans) });
    return messages.map(({ ruleId, message }) => ruleId ?? message);
  }

  it.each([
    "setTimeout(f);",
    "setInterval(f);",
    "setImmediate(f);",
    "globalThis.setTimeout(f);",
    "performance.now();",
    "Date.now();",
    "new Date();",
    "Buffer.from(x);",
    "process.exit();",
    "AbortSignal.timeout(1);",
    "AbortSignal.any([]);",
  ])("do without %s", async (line) => {
    expect(await bansIn("packages/corelib/src/sys/sys.ts", line)).toHaveLength(1);
  });

  it("may use the host where the host is wrapped", async () => {
    expect(await bansIn("packages/contract/src/system-clock.ts", "setTimeout(f, Date.now() - performance.now());")).toEqual([]);
    expect(await bansIn("packages/adapters/src/node/node-stream.ts", "setTimeout(f, process.pid, Buffer);")).toEqual([]);
    expect(await bansIn("packages/adapters/src/node/node-stream.ts", "AbortSignal.timeout(1);")).toHaveLength(1);
  });
});

describe("the graphs of the architecture", () => {
  const mark = (name: string): string => `<!-- This graph is drawn by scripts/module-graph.mjs: ${name} -->\nold\n<!-- end -->\n`;
  const imports = (resolved: string, ...dependencyTypes: string[]): { resolved: string; dependencyTypes: string[] } => ({ resolved, dependencyTypes });
  const modules = [
    { source: "packages/socket/src/runtime/a.ts", dependencies: [imports("packages/socket/src/core/b.ts", "type-only"), imports("packages/socket/src/ids.ts", "type-only")] },
    { source: "packages/socket/src/runtime/c.ts", dependencies: [imports("packages/socket/src/core/b.ts", "local"), imports("packages/contract/src/d.ts", "type-only")] },
  ];

  it("have an arrow from room to room, dotted where all of it is types", () => {
    const page = withGraphs(`a\n${mark("packages")}b\n${mark("rooms")}`, modules);
    expect(page).not.toContain("old");
    expect(page.match(/^ .*>.*$/gm)).toEqual(["  socket -.-> contract", "  socket_runtime --> socket_core", "  socket_runtime -.-> socket_ids"]);
  });

  it("are missed on a page that has no place for them", () => {
    expect(() => withGraphs(mark("packages"), modules)).toThrow("module-graph.mjs: rooms");
  });
});
