import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

/** A page: what it links to, and the places in it that can be linked to. */
/** @typedef {{ links: Set<string>, anchors: Set<string> }} Content */

/**
 * The links of a folder of pages that lead to nothing that is there; those to other sites are not followed.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function brokenLinks(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  /** @type {Map<string, Content>} */
  const pages = new Map();
  for (const file of files) if (file.endsWith(".html")) pages.set(file, contentOf(await readFile(file, "utf8")));
  return [...pages].flatMap(([page, { links }]) =>
    [...links].flatMap((link) => {
      const [path = "", anchor = ""] = decoded(link).split("#", 2);
      const at = resolve(dirname(page), path.split("?", 1)[0] ?? "");
      const target = path === "" ? page : files.has(at) ? at : join(at, "index.html");
      const leads = files.has(target) && (anchor === "" || pages.get(target)?.anchors.has(anchor) !== false);
      return leads ? [] : [`${relative(folder, page)} links to ${link}`];
    }),
  );
}

/**
 * @param {string} html
 * @returns {Content}
 */
function contentOf(html) {
  const attributes = (/** @type {RegExp} */ pattern) => new Set([...html.matchAll(pattern)].map(([, value = ""]) => value.replaceAll("&amp;", "&")));
  const links = attributes(/<[a-z][^>]* (?:href|src)="([^"]*)"/g);
  return { links: new Set([...links].filter((link) => !/^[a-z][a-z+.-]*:/.test(link))), anchors: attributes(/<[a-z][^>]* id="([^"]*)"/g) };
}

/** @param {string} link */
function decoded(link) {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
