import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../workspace.mjs";
import { entriesOf } from "./entries.mjs";

/** @import { Project } from "../install-alone.mjs" */

/** Other compilers than this repository's, by the names of their packages: the oldest that the documents promise, and the newest. */
export const COMPILERS = { "typescript-oldest": "npm:typescript@5.7.3", "typescript-newest": "npm:typescript@7.0.2" };

/** As strict as users may be, with the declarations looked at. */
const STRICT = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, skipLibCheck: false };

const NODE = { target: "es2023", types: ["node"] };
const WITH_NODE = { module: "nodenext", ...NODE };
const WITH_BUNDLER = { module: "preserve", moduleResolution: "bundler", ...NODE };
/** What docs/browsers.md says, without any types of Node. */
const FOR_BROWSERS = { module: "preserve", moduleResolution: "bundler", target: "es2022", lib: ["ES2022", "ESNext.Disposable", "DOM"], types: [] };

/**
 * Compiles programs of users that import all entries, each in its own project, for Node and for browsers.
 *
 * @param {string} folder of the projects
 * @param {string} tools the folder that has the other compilers
 * @param {readonly Project[]} projects
 * @returns {Promise<string[]>}
 */
export async function compile(folder, tools, projects) {
  const all = await write(projects, "all.ts", () => true);
  const portable = await write(projects, "portable.ts", (entry) => entry.portable);
  const [oldest, newest] = Object.keys(COMPILERS).map((name) => join(tools, "node_modules", name, "bin/tsc"));
  const cases = /** @type {const} */ ([
    ["tsc", "node", WITH_NODE, all],
    [oldest, "node-oldest", WITH_NODE, all],
    [newest, "node-newest", WITH_NODE, all],
    [newest, "bundler", WITH_BUNDLER, all],
    [newest, "browser", FOR_BROWSERS, portable],
  ]);
  const outcomes = await Promise.all(cases.map(async ([compiler = "", name, options, files]) => {
    const config = join(folder, `tsconfig.${name}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions: { ...STRICT, ...options, typeRoots: [join(tools, "node_modules/@types")] }, files }));
    const { code, output } = await run(compiler, ["-p", config], { cwd: folder });
    return code === 0 ? [] : [`${compiler} with ${JSON.stringify(options)}:\n${output}`];
  }));
  return outcomes.flat();
}

/**
 * @param {readonly Project[]} projects
 * @param {string} file
 * @param {(entry: ReturnType<typeof entriesOf>[number]) => boolean} wanted
 */
async function write(projects, file, wanted) {
  return Promise.all(projects.map(async ({ folder, manifest }) => {
    const lines = entriesOf(manifest).filter(wanted).map(({ name }, i) => `import * as all${i} from "${name}";\nObject.keys(all${i});\n`);
    await writeFile(join(folder, file), `${lines.join("")}export {};\n`);
    return join(basename(folder), file);
  }));
}
