import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allExamples, ROOT, type Example } from "./examples.js";
import { inVirtualTime } from "./virtual-time.js";

const FILES = ["docs/logs.md", "docs/logs.zh-CN.md"];

/** The examples of a document that are followed by what they print, with that. */
function printing(file: string): Array<readonly [where: string, example: Example, lines: string]> {
  const lines = readFileSync(join(ROOT, file), "utf8").split("\n");
  return allExamples().flatMap((example) => {
    if (example.file !== file) return [];
    const end = lines.indexOf("```", example.line);
    const start = lines.findIndex((line, i) => i > end && line.startsWith("```"));
    if (start > end + 3 || lines[start] !== "```text") return [];
    return [[`${file}:${example.line}`, example, lines.slice(start + 1, lines.indexOf("```", start + 1)).join("\n")] as const];
  });
}

describe("the guide to reading logs", () => {
  it.each(FILES.flatMap(printing))("shows what is printed: %s", async (_, example, lines) => {
    const { printed } = await inVirtualTime(example);
    expect(printed.join("\n")).toBe(lines);
  });

  it("has runs of TCP, UDP and TLS in both languages", () => {
    const [english = [], chinese = []] = FILES.map(printing);
    expect(english.length).toBeGreaterThan(5);
    expect(chinese.map(([, , lines]) => lines)).toEqual(english.map(([, , lines]) => lines));
  });
});
