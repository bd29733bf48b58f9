import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { CHINESE_PAGES } from "./pages.js";

const GLOSSARY = "docs/glossary.zh-CN.md";

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** The cells of all rows of a page, but those of headings. */
function rowsOf(file: string): string[][] {
  const lines = textOf(file).split("\n");
  return lines.filter((line, i) => line.startsWith("| ") && !lines[i + 1]?.startsWith("|---")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const words = (cell: string): string[] => cell.split("、").filter((word) => word !== "");
const chinese = CHINESE_PAGES.filter((name) => name !== GLOSSARY);
const all = chinese.map(textOf).join("\n");
const rows = rowsOf(GLOSSARY);
const unwanted = rows.flatMap(([, , , cell = ""]) => words(cell));

/**
 * Words in a text that the glossary says are not used; English ones only where they are no code. A sign before may be the end of
 * another word, as in 校验证书.
 */
function foundIn(text: string): string[] {
  const chinese = text.replaceAll("校验证书", "");
  const prose = chinese.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");
  return unwanted.filter((word) => (/^\w+$/.test(word) ? prose : chinese).includes(word));
}

describe("the glossary", () => {
  it("has the same terms in both languages", () => {
    expect(rowsOf("docs/glossary.md").map(([english, term]) => [english, term])).toEqual(rows.map(([term, english]) => [english, term]));
  });

  it("has each term once", () => {
    const terms = rows.flatMap(([term = ""]) => words(term));
    expect(terms).toEqual([...new Set(terms)]);
  });

  it("has words that the Chinese documents use", () => {
    const terms = rows.flatMap(([term = ""]) => words(term));
    expect(terms.filter((term) => !all.includes(term))).toEqual([]);
  });

  it.each(chinese)("holds %s to its words", (file) => {
    expect(foundIn(textOf(file))).toEqual([]);
  });

  it.each(chinese)("lets %s call its reader by one word", (file) => {
    expect(textOf(file).split("\n").filter((line) => line.includes("您"))).toEqual([]);
  });

  it("finds other words, English ones where they are no code", () => {
    expect(foundIn("自己写 codec")).toEqual(["codec"]);
    expect(foundIn("`codec` 与\n```ts\nconst codec = 1;\n```\n")).toEqual([]);
    expect(foundIn("校验证书；用适配器验证环回")).toEqual(["适配器", "环回", "验证"]);
  });
});
