import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One block of TypeScript, or of JavaScript with types in comments, of a document, or of a comment in the sources. */
export interface Example {
  /** The file that shows it, from the root of the repository. */
  readonly file: string;
  /** The line of its first line there. */
  readonly line: number;
  readonly code: string;
}

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A line of a comment in a source, without what makes it a comment. */
const COMMENT = /^\s*\* ?(.*)$/;

/** All examples: those of the README files and the documents, and those in the packages' docstrings. */
export function allExamples(): Example[] {
  const packages = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}`);
  const homes = ["", ...packages.map((folder) => `${folder}/`)].flatMap((folder) => [`${folder}README.md`, `${folder}README.zh-CN.md`]);
  const documents = [...homes, ...filesIn("docs", ".md")];
  const sources = packages.flatMap((folder) => filesIn(`${folder}/src`, ".ts"));
  return [...documents.flatMap((file) => blocksIn(file, linesOf(file))), ...sources.flatMap((file) => blocksIn(file, commentsOf(file)))];
}

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`).sort();
}

function linesOf(file: string): string[] {
  return readFileSync(join(ROOT, file), "utf8").split("\n");
}

/** The lines of a source, of which those that are no comments are empty. */
function commentsOf(file: string): string[] {
  return linesOf(file).map((line) => COMMENT.exec(line)?.[1] ?? "");
}

/** The files of plain JavaScript that a document shows. */
export function scriptsOf(file: string): Example[] {
  return blocksIn(file, linesOf(file), "js").filter((example) => fileNameOf(example) !== undefined);
}

function blocksIn(file: string, lines: readonly string[], language = "ts"): Example[] {
  const blocks: Example[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (lines[start] !== `\`\`\`${language}`) continue;
    const end = lines.indexOf("```", start);
    if (end < 0) throw new Error(`${file}:${start + 1}: this block has no end`);
    blocks.push({ file, line: start + 2, code: lines.slice(start + 1, end).join("\n") });
    start = end;
  }
  return blocks;
}

/** Whether it is a module of its own, and not a fragment that uses the well-known names. */
export function isModule({ code }: Example): boolean {
  return /^(import|export|declare) /m.test(code);
}

/** The file that it says it is, such as `meter.ts`; other examples of its document import it as `./meter.js`. */
export function fileNameOf({ code }: Example): string | undefined {
  return /^\/\/ (\w[\w.-]*\.(?:ts|m?js))$/m.exec(code.split("\n", 1)[0] ?? "")?.[1];
}
