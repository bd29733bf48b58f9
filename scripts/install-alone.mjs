import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { overridesOf } from "./pack.mjs";
import { members, readManifest, root, run } from "./workspace.mjs";

/** @import { Manifest } from "./workspace.mjs" */

/**
 * A project that has one package, and besides it only the others that it asks its users for.
 *
 * @typedef {object} Project
 * @property {string} folder
 * @property {Manifest} manifest of the package
 */

/**
 * Installs each packed package alone.
 *
 * @param {string} folder for the projects
 * @param {ReadonlyMap<string, string>} tarballs by the names of their packages
 * @returns {Promise<{ projects: Project[], findings: string[] }>}
 */
export async function installAlone(folder, tarballs) {
  const published = (await members()).filter(({ manifest }) => tarballs.has(manifest.name));
  const projects = published.map((member) => ({ folder: join(folder, basename(member.folder)), manifest: member.manifest }));
  const { packageManager = "pnpm", devDependencies } = await readManifest(root);
  const types = { "@types/node": devDependencies?.["@types/node"] };
  for (const { folder: project, manifest } of projects) {
    await mkdir(project, { recursive: true });
    const { name, peerDependencies } = manifest;
    const dependencies = { [name]: `file:${tarballs.get(name)}`, ...types, ...peerDependencies };
    await writeFile(join(project, "package.json"), JSON.stringify({ name: basename(project), type: "module", private: true, dependencies }));
  }
  await writeFile(join(folder, "pnpm-workspace.yaml"), `packages: ["*"]\nautoInstallPeers: false\n${overridesOf(tarballs)}`);
  const { code, output } = await run("npx", ["--yes", packageManager, "install", "--prefer-offline", "--no-frozen-lockfile"], { cwd: folder });
  return { projects, findings: code === 0 ? [] : [output] };
}
