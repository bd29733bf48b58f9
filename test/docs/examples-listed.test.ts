import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../scripts/workspace.mjs";

function folders(...path: string[]): string[] {
  const all = readdirSync(join(root, "examples", ...path), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return all.map((entry) => [...path, entry.name].join("/"));
}

/** What can be run: each folder of programs, each port, and the projects beside them. */
const examples = [
  ...folders("src").filter((name) => name !== "src/ports"),
  ...folders("src", "ports"),
  ...folders().filter((name) => existsSync(join(root, "examples", name, "package.json"))),
];

it.each(["docs/ports.md", "docs/ports.zh-CN.md"])("%s leads to each example that there is", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  expect(examples).toContain("src/four-rules");
  for (const example of examples) expect(text).toMatch(new RegExp(`\\]\\(\\.\\./examples/${example}[/)]`));
});
