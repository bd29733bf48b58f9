import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Comment, ReflectionKind } from "typedoc";
import { publishedMembers } from "./entries.mjs";

/** @import { CommentDisplayPart, Logger, NormalizedPath, ProjectReflection, TranslatedString } from "typedoc" */

/**
 * Lets each entry's page begin with what its package's README says of it.
 *
 * @param {ProjectReflection} project
 * @param {Logger} logger
 */
export async function describeModules(project, logger) {
  for (const { folder, manifest } of await publishedMembers()) {
    const file = join(folder, "README.md");
    const readme = await readFile(file, "utf8");
    const { target } = project.files.registerAbsolute(/** @type {NormalizedPath} */ (file));
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      if (module.name !== manifest.name && !module.name.startsWith(`${manifest.name}/`)) continue;
      const text = whatItIs(readme, module.name);
      if (text === undefined) logger.warn(/** @type {TranslatedString} */ (`packages: the README of ${manifest.name} does not say what ${module.name} is`));
      /** @type {CommentDisplayPart[]} */
      const link = [{ kind: "relative-link", text: file, target, targetAnchor: undefined }, { kind: "text", text: ")." }];
      module.comment = new Comment([{ kind: "text", text: `${text}\n\nThe package: [${manifest.name}](` }, ...link]);
    }
  }
}

/**
 * What a README says of an entry: in its table of entries, or else of the package itself in its first paragraph.
 *
 * @param {string} readme
 * @param {string} entry
 * @returns {string | undefined} Markdown without links
 */
function whatItIs(readme, entry) {
  const row = readme.split("\n").find((line) => line.startsWith(`| \`${entry}\``));
  const text = row?.split(/(?<!\\)\|/)[2] ?? (entry.split("/").length === 2 ? /^# .+\n+([^#]+?)\n\n/.exec(readme)?.[1] : undefined);
  return text?.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim();
}
