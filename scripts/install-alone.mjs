import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { overridesOf } from "./pack.mjs";
import { members, readManifest, root, run } from "./workspace.mjs";

/** @import { Manifest } from "./workspace.mjs" */

/**
 * A project that has one package, and besides it only the others that it was given.
 *
 * @typedef {object} Project
 * @property {string} folder
 * @property {Manifest} manifest of the package
 * @property {Record<string, string>} peers what it has of what the package asks its users for
 */

/**
 * Installs each packed package alone, and once more with what it asks its users for.
 *
 * @param {string} folder for the projects
 * @param {ReadonlyMap<string, string>} tarballs by the names of their packages
 * @param {Record<string, Record<string, string>>} more what other folders get besides the types of Node
 * @returns {Promise<{ projects: Project[], findings: string[] }>}
 */
export async function installAlone(folder, tarballs, more) {
  const { packageManager = "pnpm", devDependencies } = await readManifest(root);
  const published = (await members()).filter(({ manifest }) => tarballs.has(manifest.name));
  const projects = published.flatMap(({ folder: member, manifest }) => {
    const { peerDependencies } = manifest;
    const project = { folder: join(folder, basename(member)), manifest, peers: {} };
    return peerDependencies === undefined ? [project] : [project, { folder: `${project.folder}-and-peers`, manifest, peers: peerDependencies }];
  });
  const types = { "@types/node": devDependencies?.["@types/node"] ?? "" };
  for (const { folder: project, manifest: { name }, peers } of projects) await begin(project, { [name]: `file:${tarballs.get(name)}`, ...peers });
  for (const [name, dependencies] of Object.entries(more)) await begin(join(folder, name), { ...types, ...dependencies });
  // Nothing is found that a package does not depend on.
  await writeFile(join(folder, "pnpm-workspace.yaml"), `packages: ["*"]\nhoist: false\nautoInstallPeers: false\ndedupePeerDependents: false\n${overridesOf(tarballs)}`);
  const { code, output } = await run("npx", ["--yes", packageManager, "install", "--prefer-offline", "--no-frozen-lockfile"], { cwd: folder });
  return { projects, findings: code === 0 ? [] : [output] };
}

/**
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 */
async function begin(folder, dependencies) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: basename(folder), type: "module", private: true, dependencies }));
}
