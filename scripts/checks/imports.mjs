import { members, run } from "../workspace.mjs";

/** @import { Manifest } from "../workspace.mjs" */

export const title = "who imports whom";

const FOLDERS = ["packages", "bench", "examples", "scripts", "test"];

/** Holds the import table, and looks for circles among the packages. */
export async function check() {
  const { code, output } = await run("depcruise", [...FOLDERS, "--config", ".dependency-cruiser.mjs", "--output-type", "err-long"]);
  const circle = circleAmong((await members()).map(({ manifest }) => manifest));
  return [
    ...(code === 0 ? [] : [output]),
    ...(circle === undefined ? [] : [`The packages depend on each other in a circle: ${circle.join(" → ")}`]),
  ];
}

/**
 * The first circle of dependencies among packages, those of their tests included.
 *
 * @param {readonly Manifest[]} manifests
 * @returns {string[] | undefined} names, the first again at the end
 */
export function circleAmong(manifests) {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  /** @type {Set<string>} */
  const cleared = new Set();

  /**
   * @param {string} name
   * @param {string[]} path
   * @returns {string[] | undefined}
   */
  function visit(name, path) {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    const manifest = byName.get(name);
    if (manifest === undefined || cleared.has(name)) return undefined;
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
    for (const next of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies })) {
      const circle = visit(next, [...path, name]);
      if (circle !== undefined) return circle;
    }
    cleared.add(name);
    return undefined;
  }

  for (const { name } of manifests) {
    const circle = visit(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
