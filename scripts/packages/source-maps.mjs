import { posix } from "node:path";

/** @typedef {{ sources: string[], sourcesContent?: (string | null)[] }} SourceMap */

/**
 * What is missing for stack traces and debuggers to show the sources: each file that has code of its own names a map that is published too, and
 * holds them.
 *
 * @param {ReadonlyMap<string, string>} files of a package, texts by their paths
 * @returns {string[]}
 */
export function mapFindings(files) {
  return [...files].flatMap(([file, text]) => {
    const [, target] = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
    if (target === undefined) return file.endsWith(".js") && !passesOn(text) ? [`${file} names no source map`] : [];
    const map = files.get(posix.join(posix.dirname(file), target));
    if (map === undefined) return [`${file} names ${target}, which is not there`];
    const { sources, sourcesContent = [] } = /** @type {SourceMap} */ (JSON.parse(map));
    return sources.flatMap((source, i) => [
      ...(source.endsWith(".ts") ? [] : [`${file} is said to come from ${source}; expected TypeScript`]),
      ...((sourcesContent[i] ?? "") === "" ? [`${target} does not hold ${source}`] : []),
    ]);
  });
}

/**
 * Whether a file only names what is in others.
 *
 * @param {string} text
 */
function passesOn(text) {
  return text.replace(/^(?:import\b|export \{)[^;]*;$/gm, "").trim() === "";
}
