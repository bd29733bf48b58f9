import { readFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { DocumentReflection } from "typedoc";
import { root, run } from "../workspace.mjs";

/** @import { CommentDisplayPart, NormalizedPath, ProjectReflection } from "typedoc" */

/** @type {ReadonlyMap<string, string>} */
const LANGUAGES = new Map(Object.entries({ ".ts": "ts", ".mjs": "js", ".js": "js", ".json": "json", ".lua": "lua", ".html": "html", ".css": "css" }));

/**
 * Makes pages of the sources and folders that documents link to: as plain files browsers would only download them.
 *
 * @param {ProjectReflection} project
 */
export async function addSources(project) {
  const tracked = (await run("git", ["ls-files"])).output.split("\n");
  /** @type {Set<string>} */
  const seen = new Set();
  // Folders link to more of them.
  const unseen = () => [...project.files.getMediaPaths()].filter((path) => !seen.has(path));
  for (let paths = unseen(); paths.length > 0; paths = unseen()) {
    for (const path of paths) {
      seen.add(path);
      const name = relative(root, path);
      const within = tracked.filter((file) => file.startsWith(`${name}/`));
      const content = within.length > 0 ? listOf(project, name, within) : await listingOf(path, name);
      if (content === undefined) continue;
      const page = new DocumentReflection(name, project, content, {});
      project.addChild(page);
      project.registerReflection(page, undefined, path);
    }
  }
}

/**
 * The files of a folder.
 *
 * @param {ProjectReflection} project
 * @param {string} folder
 * @param {readonly string[]} files
 * @returns {CommentDisplayPart[]}
 */
function listOf(project, folder, files) {
  const links = files.flatMap((file) => {
    const { target } = project.files.registerAbsolute(/** @type {NormalizedPath} */ (join(root, file)));
    /** @type {CommentDisplayPart[]} */
    const link = [{ kind: "text", text: `* [${relative(folder, file)}](` }, { kind: "relative-link", text: file, target, targetAnchor: undefined }, { kind: "text", text: ")\n" }];
    return link;
  });
  return [{ kind: "text", text: `# ${folder}\n\n` }, ...links];
}

/**
 * The text of a source.
 *
 * @param {string} path
 * @param {string} name
 * @returns {Promise<CommentDisplayPart[] | undefined>} nothing of other files
 */
async function listingOf(path, name) {
  const language = LANGUAGES.get(extname(path));
  if (language === undefined) return undefined;
  return [{ kind: "text", text: `# ${name}\n\n\`\`\`\`${language}\n${await readFile(path, "utf8")}\`\`\`\`\n` }];
}
