import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { addressFindings } from "../packages/manifests.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { members, readManifest, root, run } from "../workspace.mjs";

/** @typedef {{ report: string, findings: string[] }} Result what was done, or would be, and what went wrong */

/** Builds anew what was committed, and publishes what is not on the registry yet. @returns {Promise<Result>} */
export async function publish() {
  const { output: changed } = await run("git", ["status", "--porcelain"]);
  const pending = await changesets(root);
  const manifest = await readManifest(root);
  const findings = [
    ...addressFindings(manifest),
    ...(changed === "" ? [] : [`These changes are not committed:\n${changed}`]),
    ...(pending.length === 0 ? [] : [`These changesets have no version yet: ${pending.join(", ")}. Run npx changeset version, and commit.`]),
  ];
  if (findings.length > 0) return { report: "Nothing was published.", findings };
  const { packageManager = "pnpm" } = manifest;
  const steps = /** @type {const} */ ([
    ["git", ["clean", "-fdXq", "packages/*/dist", "packages/*/bundle"]],
    ["npm", ["run", "--silent", "check", "--", "packages", "nodes"]],
    ["npx", ["--yes", "-p", packageManager, "changeset", "publish"]],
  ]);
  for (const [program, args] of steps) {
    const { code } = await run(program, args, { show: true });
    if (code !== 0) return { report: "", findings: [`${program} ${args.join(" ")} failed.`] };
  }
  return { report: "Published.", findings: [] };
}

/**
 * Makes the versions and change logs, builds, packs, and lets npm look at what it would publish, all in a copy of the working tree.
 *
 * @param {{ built?: boolean }} [options] `built`: take what is compiled already instead of compiling anew
 * @returns {Promise<Result>}
 */
export async function rehearse({ built = false } = {}) {
  return inTempFolder("release-", async (temp, signal) => {
    const copy = join(temp, "copy");
    await copyTree(copy, built);
    const pending = await changesets(copy);
    const manifest = await readManifest(root);
    const { packageManager = "pnpm" } = manifest;
    const packed = join(temp, "packed");
    const steps = /** @type {const} */ ([
      ["git", ["init", "--quiet"]],
      ["npx", ["--yes", packageManager, "install", "--frozen-lockfile", "--prefer-offline"]],
      ["npx", ["changeset", "version"]],
      ["node", ["scripts/build.mjs"]],
      ["npx", ["--yes", packageManager, "-r", "--filter", "./packages/*", "pack", "--pack-destination", packed]],
    ]);
    for (const [program, args] of steps) {
      const { code, output } = await run(program, args, { cwd: copy, signal });
      if (code !== 0) return { report: "Nothing was published.", findings: [`${program} ${args.join(" ")} failed:\n${output}`] };
    }
    const tarballs = (await readdir(packed)).sort();
    const told = await Promise.all(tarballs.map((tarball) => tell(join(packed, tarball), signal)));
    const log = await readFile(join(copy, "packages/libnet/CHANGELOG.md"), "utf8");
    const report = [
      `Changesets: ${pending.join(", ") || "none"}`,
      ...told.map(({ report: line }) => line),
      `\nThe change log of @luat/libnet would begin:\n\n${log.split("\n").slice(2, 12).join("\n").trim()}`,
      ...addressFindings(manifest).map((text) => `\nTo do before: ${text}`),
      "\nNothing was published: this was a dry run.",
    ].join("\n");
    return { report, findings: told.flatMap(({ findings }) => findings) };
  });
}

/**
 * Copies what is not ignored, as it is now.
 *
 * @param {string} copy
 * @param {boolean} built
 */
async function copyTree(copy, built) {
  const { output } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
  const compiled = built ? (await members()).map(({ folder }) => relative(root, join(folder, "dist"))) : [];
  for (const path of [...output.split("\n"), ...compiled]) {
    if (!existsSync(join(root, path))) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(root, path), join(copy, path), { recursive: true, preserveTimestamps: true });
  }
}

/**
 * The changesets that are not in a version yet.
 *
 * @param {string} folder
 */
async function changesets(folder) {
  return (await readdir(join(folder, ".changeset"))).filter((name) => name.endsWith(".md") && name !== "README.md");
}

/**
 * What npm says it would publish.
 *
 * @param {string} tarball
 * @param {AbortSignal} signal
 * @returns {Promise<Result>}
 */
async function tell(tarball, signal) {
  const { code, output } = await run("npm", ["publish", tarball, "--dry-run", "--access", "public", "--json", "--offline"], { cwd: dirname(tarball), signal });
  if (code !== 0) return { report: "", findings: [`${basename(tarball)}:\n${output}`] };
  return { report: line(output), findings: [] };
}

/** @typedef {{ id: string, size: number, unpackedSize: number, entryCount: number }} Packed */

/** @param {string} output of npm, which names the package around it since version 11 */
function line(output) {
  const found = /** @type {Packed | Record<string, Packed>} */ (JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)));
  const { id, size, unpackedSize, entryCount } = /** @type {Packed} */ ("id" in found ? found : Object.values(found)[0]);
  return `${id.padEnd(24)} ${String(entryCount).padStart(4)} files  ${kilobytes(size)} packed  ${kilobytes(unpackedSize)} unpacked`;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(0).padStart(5)} kB`;
}
