import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

/** @import { Manifest } from "../workspace.mjs" */

/**
 * What the files of a package import that is not in it.
 *
 * @param {string} folder
 * @param {ReadonlyMap<string, string>} files texts by their paths in it
 * @returns {Promise<Set<string>>} names of packages, and modules of Node
 */
export async function importedBy(folder, files) {
  const paths = [...files.keys()];
  const { metafile } = await build({
    entryPoints: paths.filter((path) => path.endsWith(".js")).map((path) => join(folder, path)),
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    external: ["#*"],
    logLevel: "error",
  });
  const code = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external === true).map(({ path }) => path));
  const types = paths.filter((path) => path.endsWith(".d.ts")).flatMap((path) => ts.preProcessFile(files.get(path) ?? "").importedFiles.map(({ fileName }) => fileName));
  return new Set([...code, ...types].filter((path) => !/^[.#]/.test(path)).map(packageOf));
}

/** @param {string} specifier */
function packageOf(specifier) {
  if (isBuiltin(specifier)) return specifier;
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/**
 * What a package depends on, and does not have to, or the other way round.
 *
 * @param {Manifest} manifest
 * @param {ReadonlySet<string>} imported
 * @param {ReadonlyMap<string, Manifest>} others by their names
 * @returns {string[]}
 */
export function dependencyFindings({ name, dependencies = {}, peerDependencies = {} }, imported, others) {
  const offered = { ...dependencies, ...peerDependencies };
  const packages = [...imported].filter((used) => !isBuiltin(used) && used !== name);
  // Whoever depends on a package gives it what it asks its users for.
  const asked = Object.keys(dependencies).flatMap((dependency) => Object.keys(others.get(dependency)?.peerDependencies ?? {}));
  return [
    ...[...imported].filter((used) => isBuiltin(used) && !used.startsWith("node:")).map((used) => `it imports "${used}"; expected "node:${used}"`),
    ...packages.filter((used) => !(used in offered)).map((used) => `it imports ${used}, and does not depend on it`),
    ...Object.keys(offered).filter((dependency) => !packages.includes(dependency) && !asked.includes(dependency)).map((dependency) => `it depends on ${dependency}, and never imports it`),
  ];
}
