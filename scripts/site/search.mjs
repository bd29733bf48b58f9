import { createRequire } from "node:module";
import { IndexEvent } from "typedoc";

/** @import { Renderer } from "typedoc" */

/**
 * Lets the search find members by the names that programs call them, such as `libnet.connect`, and guides by their
 * headings, in Chinese too.
 *
 * @param {Renderer} renderer
 */
export function extendSearch(renderer) {
  keepChinese();
  renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    event.searchFieldWeights["called"] = 20;
    event.searchFieldWeights["headings"] = 5;
    event.searchFields = event.searchResults.map((reflection) => ({
      called: `${reflection.parent?.name.replace(/(Table|Library)$/, "") ?? ""}.${reflection.name}`,
      headings: reflection.isDocument() ? reflection.content.map(({ text }) => text.match(/^#+ .+$/gm)?.join("\n") ?? "").join("\n") : "",
    }));
  });
}

/** Lunr, which typedoc searches with, strips all but Latin letters off the ends of words. */
function keepChinese() {
  /** @typedef {{ update(change: (text: string) => string): unknown }} Token */
  /** @type {{ trimmer: ((token: Token) => unknown) & { label?: string } }} */
  const lunr = createRequire(createRequire(import.meta.url).resolve("typedoc"))("lunr");
  const { label = "trimmer" } = lunr.trimmer;
  lunr.trimmer = Object.assign((/** @type {Token} */ token) => token.update((text) => text.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "")), { label });
}
