import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.mjs";

/** @import { CommentDisplayPart, NormalizedPath, ProjectReflection } from "typedoc" */

/** How the README of a package names a guide: as a link it would lead nowhere where the package is installed. */
const NAMED = /`(docs\/[\w.-]+\.md)`/;

/**
 * Makes links of the guides that documents name, where there are any.
 *
 * @param {ProjectReflection} project
 */
export function linkGuides(project) {
  for (const document of project.documents ?? []) document.content = document.content.flatMap((part) => (part.kind === "text" ? linked(project, part.text) : [part]));
}

/**
 * @param {ProjectReflection} project
 * @param {string} text
 * @returns {CommentDisplayPart[]}
 */
function linked(project, text) {
  return text.split(NAMED).flatMap((piece, i) => {
    const file = join(root, piece);
    if (i % 2 === 0) return [{ kind: "text", text: piece }];
    if (!existsSync(file)) return [{ kind: "text", text: `\`${piece}\`` }];
    const { target } = project.files.registerAbsolute(/** @type {NormalizedPath} */ (file));
    return [{ kind: "text", text: `[\`${piece}\`](` }, { kind: "relative-link", text: file, target, targetAnchor: undefined }, { kind: "text", text: ")" }];
  });
}
