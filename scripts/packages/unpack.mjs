import { mkdir, readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { run } from "../workspace.mjs";

/**
 * What is in a tarball.
 *
 * @param {string} tarball
 * @param {string} folder for it
 * @returns {Promise<Map<string, string>>} texts by their paths in the folder
 */
export async function unpack(tarball, folder) {
  await mkdir(folder, { recursive: true });
  const { code, output } = await run("tar", ["-xzf", tarball, "-C", folder]);
  if (code !== 0) throw new Error(`${tarball}: ${output}`);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(paths.map(async (path) => /** @type {const} */ ([relative(folder, path), await readFile(path, "utf8")]))));
}
