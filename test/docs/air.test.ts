import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./examples.js";

/** The tests of the package, as text. */
const folder = join(ROOT, "packages/air/test");
const tests = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

/** What the second column of the table of mistakes says. */
function notCopied(): string[] {
  const [, part = ""] = readFileSync(join(ROOT, "docs/air.md"), "utf8").split("## What is not copied");
  const [table = ""] = part.split("\n## ");
  return [...table.matchAll(/^\| (?!in LuatOS|-).* \| (.*) \|$/gm)].map(([, title = ""]) => title);
}

it("each mistake that is not copied is held by a test", () => {
  expect(notCopied().length).toBeGreaterThanOrEqual(9);
  expect(notCopied().filter((title) => !tests.includes(`it("${title}"`))).toEqual([]);
});
