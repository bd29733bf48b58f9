import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { root } from "../workspace.mjs";
import { publishedMembers } from "./entries.mjs";

/**
 * A document that is a page of the site.
 *
 * @typedef {object} Page
 * @property {string} file from the root of the repository
 * @property {string} title its first heading
 * @property {Section} section
 * @property {"en" | "zh-CN"} language
 * @property {string[]} languages of its code
 * @property {string} [twin] the file of its translation
 */

/** @typedef {"home" | "guide" | "package" | "more"} Section */

const CHINESE = ".zh-CN.md";

/** The guides in the order in which a newcomer may read them: to begin, to build, to test, to look up, to know more. */
const READING = [
  ...["start", "porting", "lua-to-js", "testing", "long-connection", "frames", "servers", "tls", "streams", "browsers", "gateway"],
  ...["faults", "errors", "logs", "transcripts", "ports", "air", "adapters"],
  ...["fidelity", "not-shipped", "glossary", "performance", "architecture", "state-machine", "gateway-protocol"],
];

/** What else the documents send their readers to. */
const MORE = ["CONTRIBUTING.md", "bench/README.md", "test/traces/README.md", "examples/protocol-tests/README.md"];

/**
 * The documents of the repository, in the order of the site's menu.
 *
 * @returns {Promise<Page[]>}
 */
export async function allPages() {
  const guides = inReadingOrder((await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md") && !name.endsWith(CHINESE))).map((name) => `docs/${name}`);
  const packages = (await publishedMembers()).map(({ folder }) => `packages/${basename(folder)}/README.md`);
  /** @type {[Section, string[]][]} */
  const sections = [["home", ["README.md"]], ["guide", guides], ["package", packages], ["more", MORE]];
  const pages = sections.flatMap(([section, files]) => files.flatMap(withTwin).map((file) => pageOf(section, file)));
  return Promise.all(pages.filter(({ file }, i) => pages.findIndex((page) => page.file === file) === i).map(withText));
}

/**
 * @param {readonly string[]} guides their names in the folder of guides
 * @returns {string[]}
 */
export function inReadingOrder(guides) {
  const wanted = READING.map((name) => `${name}.md`);
  const lost = [...guides.filter((name) => !wanted.includes(name)), ...wanted.filter((name) => !guides.includes(name))];
  if (lost.length > 0) throw new Error(`${lost.join(", ")} must be both in docs/ and in the reading order of scripts/site/pages.mjs`);
  return wanted;
}

/**
 * The place of a document in the reading order; what is no guide has none, and is first.
 *
 * @param {string} file
 */
export function placeOf(file) {
  return READING.indexOf(/^docs\/([\w-]+)(?:\.zh-CN)?\.md$/.exec(file)?.[1] ?? "");
}

/** @param {string} file */
function withTwin(file) {
  const twin = twinOf(file);
  return existsSync(join(root, twin)) ? [file, twin] : [file];
}

/** @param {string} file */
function twinOf(file) {
  return file.endsWith(CHINESE) ? `${file.slice(0, -CHINESE.length)}.md` : `${file.slice(0, -".md".length)}${CHINESE}`;
}

/**
 * @param {Section} section
 * @param {string} file
 * @returns {Omit<Page, "title" | "languages">}
 */
function pageOf(section, file) {
  const twin = twinOf(file);
  return { file, section, language: file.endsWith(CHINESE) ? "zh-CN" : "en", ...(existsSync(join(root, twin)) ? { twin } : {}) };
}

/**
 * @param {Omit<Page, "title" | "languages">} page
 * @returns {Promise<Page>}
 */
async function withText(page) {
  const text = await readFile(join(root, page.file), "utf8");
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`${page.file} has no heading`);
  return { ...page, title, languages: [...text.matchAll(/^\s*```(\w+)/gm)].map(([, language = ""]) => language) };
}

/**
 * Where the page of a file is on the site, without `.html`.
 *
 * @param {string} file
 */
export function urlOfFile(file) {
  return file.replace(/\.md$/, "").replace(/^docs\//, "guides/").replace(/\/README(?=\.|$)/, "");
}
