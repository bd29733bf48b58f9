import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { installAlone } from "../install-alone.mjs";
import { pack } from "../pack.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { run } from "../workspace.mjs";

/** @import { Message } from "esbuild" */
/** @import { Project } from "../install-alone.mjs" */

export const title = "what would be published is sound";

/** What needs Node; everything else is for browsers too. */
const NODE_ONLY = new Set(["@luat/adapters/node", "@luat/adapters/gateway", "@luat/cli", "@luat/libnet/streams"]);

/** Packs every package as publishing would, looks at what came out, and uses each one alone. */
export async function check() {
  return inTempFolder("packages-", async (temp) => {
    const { tarballs, findings } = await pack(join(temp, "packed"));
    if (findings.length > 0) return findings;
    const [used, ...inspected] = await Promise.all([use(join(temp, "alone"), tarballs), ...[...tarballs.values()].map(inspect)]);
    return [...inspected.flat(), ...used];
  });
}

/**
 * Installs each package into a project of its own, compiles all of its entries as strictly as a user may, with the declarations
 * looked at, imports and requires them on this Node, and bundles them for browsers.
 *
 * @param {string} folder for the projects
 * @param {ReadonlyMap<string, string>} tarballs
 */
async function use(folder, tarballs) {
  const { projects, findings } = await installAlone(folder, tarballs);
  if (findings.length > 0) return findings;
  for (const project of projects) {
    await writeFile(join(project.folder, "all.ts"), entriesOf(project).map((entry, i) => `import * as all${i} from "${entry}";\nObject.keys(all${i});\n`).join(""));
    await writeFile(join(project.folder, "all.mjs"), programOf(entriesOf(project)));
  }
  const strictly = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2023", "--types", "node"];
  const outcomes = await Promise.all([
    run("tsc", [...strictly, "--typeRoots", join(projects[0]?.folder ?? "", "node_modules/@types"), ...projects.map((project) => join(basename(project.folder), "all.ts"))], { cwd: folder }),
    ...projects.map((project) => run(process.execPath, ["all.mjs"], { cwd: project.folder, signal: AbortSignal.timeout(30_000) })),
  ]);
  const bundled = await Promise.all(projects.flatMap((project) => entriesOf(project).map((entry) => bundleForBrowsers(project.folder, entry))));
  return [...outcomes.flatMap(({ code, output }) => (code === 0 ? [] : [output])), ...bundled.flat()];
}

/** @param {Project} project */
function entriesOf({ manifest: { name, exports = {} } }) {
  return Object.keys(exports).map((path) => join(name, path));
}

/**
 * A program that imports and requires all entries. It ends by itself only when loading them leaves nothing open.
 *
 * @param {readonly string[]} entries
 */
function programOf(entries) {
  return `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
for (const entry of ${JSON.stringify(entries)}) {
  const names = Object.keys(await import(entry)).join();
  if (names === "") throw new Error(entry + " exports nothing");
  if (Object.keys(require(entry)).join() !== names) throw new Error(entry + " is not the same by require");
}
`;
}

/**
 * What is wrong with an entry when it is bundled for browsers, where there are no modules of Node.
 *
 * @param {string} folder of a project that has it
 * @param {string} entry
 */
async function bundleForBrowsers(folder, entry) {
  const stdin = { contents: `export * from "${entry}";`, resolveDir: folder };
  /** @type {{ errors: Message[] }} */
  const { errors } = await build({ stdin, bundle: true, write: false, format: "esm", platform: "browser", logLevel: "silent" }).catch((error) => error);
  if (NODE_ONLY.has(entry)) return errors.length > 0 ? [] : [`${entry} is said to need Node, and can be bundled for browsers`];
  return errors.map(({ text, location }) => `${entry} cannot be bundled for browsers: ${text} (${location?.file})`);
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
    ...[...strays(files.output.split("\n"), manifest.output), ...missing(files.output.split("\n"))].map((text) => `${basename(tarball)}: ${text}`),
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
 * What a package has to publish besides its code: texts, and for each file the map to its source.
 *
 * @param {readonly string[]} files of the tarball
 * @returns {string[]}
 */
export function missing(files) {
  const wanted = ["package/LICENSE", "package/README.md", ...files.filter((file) => file.endsWith(".js")).map((file) => `${file}.map`)];
  return wanted.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
}
