import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root } from "../workspace.mjs";

export const title = "the English and the Chinese documents agree";

const CHINESE = ".zh-CN.md";

/** Compares headings and code of the documents that exist in both languages. */
export async function check() {
  const inDocs = await readdir(join(root, "docs"), { recursive: true }).catch(() => []);
  const homes = ["", "examples/protocol-tests/", ...(await readdir(join(root, "packages"))).map((name) => `packages/${name}/`)];
  const chinese = ["CONTRIBUTING.zh-CN.md", ...homes.map((folder) => `${folder}README${CHINESE}`), ...inDocs.filter((name) => name.endsWith(CHINESE)).map((name) => join("docs", name))];
  const findings = await Promise.all(chinese.map(checkPair));
  return findings.flat();
}

/** @param {string} chinese */
async function checkPair(chinese) {
  const pair = [`${chinese.slice(0, -CHINESE.length)}.md`, chinese].map((name) => join(root, name));
  const missing = pair.filter((file) => !existsSync(file));
  if (missing.length > 0) return missing.map((file) => `${relative(root, file)} is missing.`);
  const [english = "", translated = ""] = await Promise.all(pair.map((file) => readFile(file, "utf8")));
  return differences(english, translated).map((difference) => `${chinese}: ${difference}`);
}

/**
 * How the structure of a translation differs from the original's.
 *
 * @param {string} original
 * @param {string} translation
 * @returns {string[]}
 */
export function differences(original, translation) {
  const [a, b] = [outline(original), outline(translation)];
  const findings = [];
  if (a.headings.join() !== b.headings.join()) {
    findings.push(`headings are of the levels ${b.headings.join(" ")} instead of ${a.headings.join(" ")}.`);
  }
  if (a.code.length !== b.code.length) findings.push(`it has ${b.code.length} code blocks instead of ${a.code.length}.`);
  for (const [i, { language, text }] of a.code.entries()) {
    const other = b.code[i];
    if (other === undefined || (other.language === language && other.text === text)) continue;
    findings.push(`code block ${i + 1} differs from the original's by more than comments:\n${other.text}\ninstead of\n${text}`);
  }
  return findings;
}

/**
 * The levels of a document's headings, and its code without comments. The text of blocks without a language is left
 * out: those are drawings and output, which may be translated.
 *
 * @param {string} document
 */
function outline(document) {
  /** @type {number[]} */
  const headings = [];
  /** @type {{ language: string, text: string }[]} */
  const code = [];
  /** @type {{ fence: string, language: string, lines: string[] } | undefined} */
  let block;
  for (const line of document.split("\n")) {
    const fence = /^\s*(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (block !== undefined) {
      if (fence?.[1] !== undefined && fence[1].startsWith(block.fence) && fence[2] === "") {
        const { language } = block;
        code.push({ language, text: language === "" || language === "text" ? "" : withoutComments(block.lines.join("\n"), language) });
        block = undefined;
      } else {
        block.lines.push(line);
      }
    } else if (fence?.[1] !== undefined) {
      block = { fence: fence[1], language: fence[2] ?? "", lines: [] };
    } else {
      const heading = /^(#{1,6})\s/.exec(line)?.[1];
      if (heading !== undefined) headings.push(heading.length);
    }
  }
  return { headings, code };
}

/** How comments of a language begin; each goes to the end of its line, and not inside of a word such as a URL. */
const COMMENTS = new Map(
  Object.entries({
    lua: /(^|\s)--.*$/gm,
    mermaid: /(^|\s)%%.*$/gm,
    sh: /(^|\s)#.*$/gm,
    bash: /(^|\s)#.*$/gm,
    yaml: /(^|\s)#.*$/gm,
  }),
);
const SLASHES = /(^|\s)\/\/.*$|\/\*[\s\S]*?\*\//gm;

/**
 * @param {string} code
 * @param {string} language
 */
function withoutComments(code, language) {
  const lines = code.replace(COMMENTS.get(language) ?? SLASHES, "").split("\n");
  return lines.flatMap((line) => (line.trim() === "" ? [] : [line.trimEnd()])).join("\n");
}
