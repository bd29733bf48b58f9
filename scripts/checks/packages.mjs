import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pack } from "../pack.mjs";
import { inTempFolder } from "../temp-folder.mjs";
import { members, root, run } from "../workspace.mjs";

export const title = "what would be published is sound";

/** Packs every package as publishing would, and looks at what came out. */
export async function check() {
  return inTempFolder("packages-", async (temp) => {
    const { tarballs, findings } = await pack(temp);
    if (findings.length > 0) return findings;
    const [declarations, ...others] = await Promise.all([compileAll(join(temp, "project"), tarballs), ...[...tarballs.values()].map(inspect)]);
    return [...others.flat(), ...declarations];
  });
}

/**
 * Compiles a project that imports every entry of every package as strictly as a user may: with what the packages depend
 * on, without what only their development does, and with the declarations of all of them looked at.
 *
 * @param {string} project the folder to make
 * @param {ReadonlyMap<string, string>} tarballs
 */
async function compileAll(project, tarballs) {
  const modules = join(project, "node_modules");
  /** @type {Map<string, string>} */
  const needed = new Map([["@types/node", join(root, "node_modules/@types/node")]]);
  const entries = [];
  for (const { folder, manifest } of await members()) {
    if (manifest.private === true) continue;
    const { name, exports = {}, dependencies = {} } = manifest;
    await mkdir(join(modules, name), { recursive: true });
    await run("tar", ["-xzf", tarballs.get(name) ?? "", "--strip-components=1", "-C", join(modules, name)]);
    for (const [dependency, range] of Object.entries(dependencies)) {
      if (!range.startsWith("workspace:")) needed.set(dependency, join(folder, "node_modules", dependency));
    }
    entries.push(...Object.keys(exports).map((path) => join(name, path)));
  }
  for (const [dependency, folder] of needed) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(folder, join(modules, dependency));
  }
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "all.ts"), entries.map((entry) => `import "${entry}";\n`).join(""));
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2023", "--types", "node", "all.ts"];
  const { code, output } = await run("tsc", options, { cwd: project });
  return code === 0 ? [] : [output];
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
    ...files.filter((file) => !/^package\/(bundle\/.*\.js(\.map)?|dist\/.*\.d\.ts|package\.json|LICENSE|README[^/]*\.md)$/.test(file)),
    ...["luat-source", "./src/", "workspace:"].filter((text) => manifest.includes(`"${text}`)).map((text) => `package.json says "${text}"`),
  ];
}
