import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { members, readManifest, root, run } from "./workspace.mjs";

/**
 * Packs every package, as it was compiled, as publishing would.
 *
 * @param {string} destination the folder for the tarballs
 * @param {AbortSignal} [signal] ends it
 * @returns {Promise<{ tarballs: Map<string, string>, findings: string[] }>} the tarballs by the names of their packages,
 * and what was wrong
 */
export async function pack(destination, signal) {
  await bundle();
  const { packageManager = "pnpm" } = await readManifest(root);
  const packed = await run("npx", ["--yes", packageManager, "-r", "--filter", "./packages/*", "pack", "--pack-destination", destination], { signal });
  /** @type {Map<string, string>} */
  const tarballs = new Map();
  if (packed.code !== 0) return { tarballs, findings: [packed.output] };
  const files = await readdir(destination);
  const findings = [];
  for (const { manifest } of await members()) {
    if (manifest.private === true) continue;
    const { name } = manifest;
    const file = files.find((tarball) => tarball.startsWith(`${name.slice(1).replace("/", "-")}-`));
    if (file === undefined) findings.push(`${name} was not packed.`);
    else tarballs.set(name, join(destination, file));
  }
  return { tarballs, findings };
}

/**
 * Settings that let pnpm take the packages from their tarballs wherever they are asked for, as they are on no registry.
 *
 * @param {ReadonlyMap<string, string>} tarballs by the names of their packages
 * @returns {string} lines of a pnpm-workspace.yaml
 */
export function overridesOf(tarballs) {
  const overrides = [...tarballs].map(([name, tarball]) => `  "${name}": "file:${tarball}"\n`);
  return `overrides:\n${overrides.join("")}minimumReleaseAge: 0\nstrictDepBuilds: false\n`;
}
