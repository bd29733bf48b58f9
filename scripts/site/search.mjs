import { createRequire } from "node:module";
import { IndexEvent } from "typedoc";

/** @import { Renderer } from "typedoc" */

/**
 * Lets the search find members by the names that programs call them, such as `libnet.connect`, and guides by their
 * headings and by every word of their text, in Chinese too.
 *
 * @param {Renderer} renderer
 * @param {ReadonlySet<string>} pages the files of the guides
 */
export function extendSearch(renderer, pages) {
  keepChinese();
  renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    event.searchFieldWeights["called"] = 20;
    event.searchFieldWeights["headings"] = 5;
    event.searchFieldWeights["text"] = 1;
    event.searchFields = event.searchResults.map((reflection) => ({
      called: `${reflection.parent?.name.replace(/(Table|Library)$/, "") ?? ""}.${reflection.name}`,
      headings: reflection.isDocument() ? reflection.content.map(({ text }) => text.match(/^#+ .+$/gm)?.join("\n") ?? "").join("\n") : "",
      text: reflection.isDocument() && pages.has(reflection.project.files.getReflectionPath(reflection) ?? "") ? wordsOf(reflection.content.map(({ text }) => text).join("")) : "",
    }));
  });
}

/**
 * Each word of a text once: names and numbers as they are written, and what stands between two signs in Chinese. The search looks
 * for parts of them, too.
 *
 * @param {string} text
 */
export function wordsOf(text) {
  const words = text.toLowerCase().match(/\p{Script=Han}+|[\p{L}\p{N}_]{3,}/gu) ?? [];
  return [...new Set(words)].join(" ");
}

/** Lunr, which typedoc searches with, strips all but Latin letters off the ends of words. */
function keepChinese() {
  /** @typedef {{ update(change: (text: string) => string): unknown }} Token */
  /** @type {{ trimmer: ((token: Token) => unknown) & { label?: string } }} */
  const lunr = createRequire(createRequire(import.meta.url).resolve("typedoc"))("lunr");
  const { label = "trimmer" } = lunr.trimmer;
  lunr.trimmer = Object.assign((/** @type {Token} */ token) => token.update((text) => text.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "")), { label });
}
