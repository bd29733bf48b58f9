// Counts the lines of code of the ports, and writes the table of docs/ports.md: node scripts/count-lines.mjs
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { PORTS } from "./ports.mjs";
import { root } from "./workspace.mjs";

/** @typedef {"en" | "zh"} Language */
/** @typedef {import("./ports.mjs").Port} Port */

/** @type {Readonly<Record<Language, string>>} */
export const PAGES = { en: "docs/ports.md", zh: "docs/ports.zh-CN.md" };

const BEGIN = "<!-- This table is written by scripts/count-lines.mjs: begin -->\n";
const END = "<!-- end -->";
const SOURCES = "examples/src";
const TESTS = "examples/test";

/** @type {Readonly<Record<Language, string>>} */
const HEADS = {
  en: "| program | faithful | promise | what both outlast | what the promise form outlasts, too |",
  zh: "| 程序 | 忠实写法 | Promise 写法 | 两者都能应付的 | Promise 写法还能应付的 |",
};

/**
 * How many lines hold code: neither comments alone nor nothing.
 *
 * @param {string} text
 */
export function codeLines(text) {
  const source = ts.createSourceFile("code.ts", text, ts.ScriptTarget.Latest, true);
  /** @type {Set<number>} */
  const lines = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isJSDoc(node) || node.getWidth(source) === 0) return;
    const children = node.getChildren(source);
    for (const child of children) visit(child);
    if (children.length > 0) return;
    const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = source.getLineAndCharacterOfPosition(node.getStart(source)).line; line <= last; line++) lines.add(line);
  };
  visit(source);
  return lines.size;
}

/**
 * A page with the table as it should be.
 *
 * @param {string} page
 * @param {Language} language
 */
export async function withTable(page, language) {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the page has no line ${BEGIN.trim()}, or none ${END}`);
  const rows = await Promise.all(PORTS.map((port) => row(port, language)));
  const table = [HEADS[language], "|---|---|---|---|---|", ...rows].join("\n");
  return `${page.slice(0, start)}${BEGIN}${table}\n${page.slice(end)}`;
}

/**
 * @param {Port} port
 * @param {Language} language
 */
async function row(port, language) {
  const nth = language === "en" ? 0 : 1;
  const counts = await Promise.all([port.faithful, port.promise].map(async (file) => `[${codeLines(await readFile(join(root, SOURCES, file), "utf8"))}](../${SOURCES}/${file})`));
  const failures = [port.both, port.more].map((all) => all.map((names) => names[nth]).join("; "));
  return `| [${port.title[nth]}](../${TESTS}/${port.test}) | ${[...counts, ...failures].join(" | ")} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [language, name] of /** @type {[Language, string][]} */ (Object.entries(PAGES))) {
    const file = join(root, name);
    await writeFile(file, await withTable(await readFile(file, "utf8"), language));
  }
}
