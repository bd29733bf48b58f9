import { join } from "node:path";
import ts from "typescript";
import { members, root } from "../workspace.mjs";

/** @import { DocumentationEntryPoint } from "typedoc" */
/** @import { Member } from "../workspace.mjs" */

/**
 * What the packages' exports name, as one program.
 *
 * @returns {Promise<DocumentationEntryPoint[]>} by the names that users import
 */
export async function publicEntries() {
  const sources = (await publishedMembers()).flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([subpath, targets]) =>
      typeof targets === "object" && targets["luat-source"] !== undefined
        ? [{ displayName: `${manifest.name}${subpath.slice(1)}`, file: join(folder, targets["luat-source"]) }]
        : [],
    ),
  );
  const { config } = /** @type {{ config: unknown }} */ (ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(sources.map(({ file }) => file), { ...options, noEmit: true, composite: false });
  return sources.map(({ displayName, file }) => {
    const sourceFile = program.getSourceFile(file);
    if (sourceFile === undefined) throw new Error(`${displayName} has no source ${file}`);
    return { displayName, program, sourceFile };
  });
}

/** The packages that users install. @returns {Promise<Member[]>} */
export async function publishedMembers() {
  return (await members()).filter(({ folder, manifest }) => manifest.private !== true && folder.startsWith(join(root, "packages")));
}
