import { relative } from "node:path";
import { root } from "../workspace.mjs";

/** @import { Manifest, Member } from "../workspace.mjs" */

/** Names that are nobody's: RFC 2606, 3. */
const RESERVED = /\bexample\.(com|net|org)\b/;

/**
 * What the package.json of a package should say as those of all others do, and does not.
 *
 * @param {Member} member
 * @param {Manifest} ofAll the repository's own package.json
 * @param {Manifest} first that of the first package
 * @returns {string[]}
 */
export function manifestFindings({ folder, manifest }, ofAll, first) {
  const expected = {
    license: ofAll.license,
    repository: { ...ofAll.repository, directory: relative(root, folder) },
    type: "module",
    sideEffects: false,
    engines: first.engines,
    files: ["bundle", "dist/**/*.d.ts"],
  };
  const entries = [...Object.entries(expected), /** @type {const} */ (["version", first.version])];
  return entries.flatMap(([key, value]) => {
    const found = JSON.stringify(manifest[/** @type {keyof Manifest} */ (key)]);
    return found === JSON.stringify(value) ? [] : [`${manifest.name}: ${key} is ${found}; expected ${JSON.stringify(value)}`];
  });
}

/**
 * Whether anybody could find the sources there.
 *
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function addressFindings({ repository }) {
  return RESERVED.test(repository?.url ?? "") ? [`package.json says that the repository is ${repository?.url}. Put its address there, and into those of packages/*.`] : [];
}
