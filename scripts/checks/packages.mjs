import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readManifest, root, run } from "../workspace.mjs";

export const title = "what would be published is sound";

/** Packs every package as publishing would, and looks at what came out. */
export async function check() {
  const temp = await mkdtemp(join(tmpdir(), "packages-"));
  try {
    const { packageManager = "pnpm" } = await readManifest(root);
    const packed = await run("npx", ["--yes", packageManager, "-r", "--filter", "./packages/*", "pack", "--pack-destination", temp]);
    if (packed.code !== 0) return [packed.output];
    const tarballs = (await readdir(temp)).map((name) => join(temp, name));
    if (tarballs.length === 0) return ["No package was packed."];
    return (await Promise.all(tarballs.map(inspect))).flat();
  } finally {
    await rm(temp, { recursive: true });
  }
}

/** @param {string} tarball */
async function inspect(tarball) {
  const [types, lint, files, manifest] = await Promise.all([
    run("attw", [tarball, "--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"]),
    run("publint", ["run", tarball, "--strict"]),
    run("tar", ["-tzf", tarball]),
    run("tar", ["-xzOf", tarball, "package/package.json"]),
  ]);
  return [
    ...[types, lint, files, manifest].filter(({ code }) => code !== 0).map(({ output }) => output),
    ...strays(files.output.split("\n"), manifest.output).map((stray) => `${tarball.slice(tarball.lastIndexOf("/") + 1)}: ${stray}`),
  ];
}

/**
 * What a package may not publish: sources, ways that lead to them, and links into this workspace.
 *
 * @param {readonly string[]} files of the tarball
 * @param {string} manifest the text of its package.json
 * @returns {string[]}
 */
export function strays(files, manifest) {
  return [
    ...files.filter((file) => !/^package\/(dist\/.*\.(js|js\.map|d\.ts)|package\.json|LICENSE|README[^/]*\.md)$/.test(file)),
    ...["luat-source", "./src/", "workspace:"].filter((text) => manifest.includes(`"${text}`)).map((text) => `package.json says "${text}"`),
  ];
}
