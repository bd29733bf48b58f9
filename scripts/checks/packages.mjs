import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { installAlone } from "../install-alone.mjs";
import { pack } from "../pack.mjs";
import { bundleAlone, bundlePage } from "../packages/bundle.mjs";
import { compile, COMPILERS } from "../packages/compile.mjs";
import { dependencyFindings, importedBy } from "../packages/dependencies.mjs";
import { entriesOf } from "../packages/entries.mjs";
import { manifestFindings } from "../packages/manifests.mjs";
import { mapFindings } from "../packages/source-maps.mjs";
import { unpack } from "../packages/unpack.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { members, readManifest, root, run } from "../workspace.mjs";

/** @import { Project } from "../install-alone.mjs" */
/** @import { Manifest } from "../workspace.mjs" */

export const title = "what would be published is sound";

/** Packs every package as publishing would, looks at what came out, and uses each one alone. */
export async function check() {
  return inTempFolder("packages-", async (temp) => {
    const { tarballs, findings } = await pack(join(temp, "packed"));
    if (findings.length > 0) return findings;
    const published = (await members()).filter(({ manifest }) => tarballs.has(manifest.name));
    const others = new Map(published.map(({ manifest }) => [manifest.name, manifest]));
    const [first] = others.values();
    const ofAll = await readManifest(root);
    const [used, ...inspected] = await Promise.all([
      use(join(temp, "alone"), tarballs),
      ...published.map(({ manifest }) => inspect(tarballs.get(manifest.name) ?? "", join(temp, "unpacked", basename(manifest.name)), others)),
    ]);
    const manifests = first === undefined ? [] : published.flatMap((member) => manifestFindings(member, ofAll, first));
    return [...manifests, ...inspected.flat(), ...used];
  });
}

/**
 * Installs each package into a project of its own, compiles, imports and bundles all of its entries there, and builds a page with several.
 *
 * @param {string} folder for the projects
 * @param {ReadonlyMap<string, string>} tarballs
 */
async function use(folder, tarballs) {
  const page = { "@luat/adapters": "*", "@luat/libnet": "*" };
  const { projects, findings } = await installAlone(folder, tarballs, { tools: COMPILERS, page });
  if (findings.length > 0) return findings;
  const outcomes = await Promise.all([
    compile(folder, join(folder, "tools"), projects),
    ...projects.map(importAlone),
    ...projects.map(bundleAlone),
    bundlePage(join(folder, "page")),
  ]);
  return outcomes.flat();
}

/**
 * Imports what can be imported without what the project does not have, and nothing else can.
 *
 * @param {Project} project
 */
async function importAlone({ folder, manifest, peers }) {
  const program = "quiet-imports.mjs";
  await copyFile(join(root, "test/programs", program), join(folder, program));
  const here = (/** @type {string[]} */ entries) => run(process.execPath, [program, ...entries], { cwd: folder, signal: AbortSignal.timeout(30_000) });
  const entries = entriesOf(manifest);
  const missing = entries.filter(({ needs }) => needs !== undefined && !(needs in peers));
  const { code, output } = await here(entries.filter((entry) => !missing.includes(entry)).map(({ name }) => name));
  const failed = await Promise.all(missing.map(async ({ name, needs }) => {
    const outcome = await here([name]);
    return outcome.code !== 0 && outcome.output.includes(`Cannot find package '${needs}'`) ? [] : [`${name} should need ${needs}:\n${outcome.output}`];
  }));
  return [...(code === 0 ? [] : [output]), ...failed.flat()];
}

/**
 * @param {string} tarball
 * @param {string} folder for what is in it
 * @param {ReadonlyMap<string, Manifest>} others the packages by their names
 */
async function inspect(tarball, folder, others) {
  const [types, lint, unpacked] = await Promise.all([
    run("attw", [tarball, "--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"]),
    run("publint", ["run", tarball, "--strict"]),
    unpack(tarball, folder),
  ]);
  const manifest = unpacked.get("package/package.json") ?? "{}";
  const imported = await importedBy(folder, unpacked);
  const files = [...unpacked.keys()];
  return [
    ...[types, lint].filter(({ code }) => code !== 0).map(({ output }) => output),
    ...[
      ...strays(files, manifest),
      ...missing(files),
      ...mapFindings(unpacked),
      ...dependencyFindings(/** @type {Manifest} */ (JSON.parse(manifest)), imported, others),
    ].map((text) => `${basename(tarball)}: ${text}`),
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
    ...files.filter((file) => !/^package\/(bundle\/.*\.js(\.map)?|dist\/.*\.d\.ts|package\.json|LICENSE|README[^/]*\.md)$/.test(file)),
    ...["luat-source", "./src/", "workspace:"].filter((text) => manifest.includes(`"${text}`)).map((text) => `package.json says "${text}"`),
  ];
}

/**
 * What a package has to publish besides its code: texts.
 *
 * @param {readonly string[]} files of the tarball
 * @returns {string[]}
 */
export function missing(files) {
  return ["package/LICENSE", "package/README.md"].filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
}
