import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { rolldown } from "rolldown";
import { members } from "./workspace.mjs";

/** @import { CodeSplittingNameFunction } from "rolldown" */
/** @import { Manifest } from "./workspace.mjs" */

/** The folder of what is published, in each package. */
const FOLDER = "bundle";

/**
 * Makes of the sources the few files that are published: Node takes a millisecond for each file that is imported, and there are hundreds of
 * sources. It is tsc that checks them; here the types only go.
 */
export async function bundle() {
  await Promise.all((await members()).map(({ folder, manifest }) => bundleMember(folder, entriesOf(manifest))));
}

/**
 * @param {string} folder of the package
 * @param {string[]} entries
 */
async function bundleMember(folder, entries) {
  const [first] = entries;
  if (first === undefined) return;
  const output = join(folder, FOLDER);
  const bundled = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, sourceOf(folder, entry)])),
    platform: "neutral",
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    resolve: { extensionAlias: { ".js": [".ts"] } },
    transform: { target: "es2022" },
    tsconfig: false,
  });
  const { output: chunks } = await bundled.generate({
    dir: output,
    entryFileNames: "[name].js",
    chunkFileNames: "shared-[hash].js",
    sourcemap: true,
    comments: { annotation: true, jsdoc: false, legal: true },
    codeSplitting: { groups: [{ name: partsOf(sourceOf(folder, first)), debugName: "first", minShareCount: 2 }] },
  });
  await bundled.close();
  const files = new Map(chunks.map((chunk) => [join(output, chunk.fileName), chunk.type === "chunk" ? chunk.code : chunk.source]));
  // Only what has changed is written, as somebody may be running it.
  for (const [path, contents] of files) {
    const present = await readFile(path).catch(() => undefined);
    if (present?.equals(Buffer.from(contents)) === true) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  for (const file of await readdir(output, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !files.has(path)) await rm(path);
  }
}

/**
 * @param {string} folder
 * @param {string} entry
 */
function sourceOf(folder, entry) {
  return join(folder, "src", `${entry}.ts`);
}

/**
 * Keeps together what an entry is made of, as far as others share it: by default there would be a file for each set of entries that share something.
 *
 * @param {string} entry
 * @returns {CodeSplittingNameFunction}
 */
function partsOf(entry) {
  /** @type {Set<string> | undefined} */
  let parts;
  return (id, modules) => {
    if (parts === undefined) {
      parts = new Set([entry]);
      for (const part of parts) for (const next of modules.getModuleInfo(part)?.importedIds ?? []) parts.add(next);
    }
    return parts.has(id) ? "first" : null;
  };
}

/**
 * The files that a package names to the world, without `bundle/` and `.js`.
 *
 * @param {Manifest} manifest
 * @returns {string[]}
 */
function entriesOf({ exports, imports, bin }) {
  const named = JSON.stringify([exports, imports, bin]).matchAll(new RegExp(`"\\./${FOLDER}/([^"]+)\\.js"`, "g"));
  return [...new Set([...named].map(([, entry = ""]) => entry))];
}
