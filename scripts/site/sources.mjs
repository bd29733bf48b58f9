import { readFile } from "node:fs/promises";
import { extname, relative } from "node:path";
import { DocumentReflection } from "typedoc";
import { root } from "../workspace.mjs";

/** @import { ProjectReflection } from "typedoc" */

/** @type {ReadonlyMap<string, string>} */
const LANGUAGES = new Map(Object.entries({ ".ts": "ts", ".mjs": "js", ".js": "js", ".json": "json", ".lua": "lua" }));

/**
 * Makes pages of the sources that documents link to: as plain files browsers would only download them.
 *
 * @param {ProjectReflection} project
 */
export async function addSources(project) {
  for (const path of project.files.getMediaPaths()) {
    const language = LANGUAGES.get(extname(path));
    if (language === undefined) continue;
    const name = relative(root, path);
    const text = `# ${name}\n\n\`\`\`\`${language}\n${await readFile(path, "utf8")}\`\`\`\`\n`;
    const page = new DocumentReflection(name, project, [{ kind: "text", text }], {});
    project.addChild(page);
    project.registerReflection(page, undefined, path);
  }
}
