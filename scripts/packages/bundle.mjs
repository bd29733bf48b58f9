import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { build as buildWithVite, createLogger } from "vite";
import { entriesOf } from "./entries.mjs";

/** @import { Message } from "esbuild" */
/** @import { Rolldown } from "vite" */
/** @import { Project } from "../install-alone.mjs" */
/** @typedef {ReturnType<typeof entriesOf>[number]} Entry */

/** A library of Node in machine code is not to be looked into. */
const COMMON = /** @type {const} */ ({ bundle: true, write: false, format: "esm", logLevel: "silent", loader: { ".node": "empty" } });

/** A page that talks through a gateway, and one that only imports what has no side effects. */
const PAGE = `import { GatewayCard } from "@luat/adapters/websocket";
import { createDevice } from "@luat/libnet";

const device = createDevice({ adapters: { LWIP_GP: new GatewayCard({ url: "wss://gateway.example.com/gateway" }) } });
const connection = await device.connect({ host: "broker.example.com", port: 1883 });
await connection.tx("hello");
`;

/**
 * Bundles each entry for Node, and for browsers, where there are no modules of Node, and looks at what is left of it when nothing of it is used.
 *
 * @param {Project} project
 * @returns {Promise<string[]>}
 */
export async function bundleAlone({ folder, manifest, peers }) {
  const entries = entriesOf(manifest).filter(({ needs }) => needs === undefined || needs in peers);
  return (await Promise.all(entries.map(async (entry) => [...(await forNode(folder, entry)), ...(await forBrowsers(folder, entry)), ...(await unused(folder, entry))]))).flat();
}

/**
 * @param {string} folder
 * @param {Entry} entry
 */
async function forNode(folder, { name }) {
  const stdin = { contents: `export * from "${name}";`, resolveDir: folder };
  /** @type {{ errors: Message[], warnings: Message[] }} */
  const { errors, warnings } = await build({ ...COMMON, stdin, platform: "node" }).catch((error) => error);
  return [...errors, ...warnings].map(({ text, location }) => `${name} cannot be bundled for Node: ${text} (${location?.file})`);
}

/**
 * @param {string} folder
 * @param {Entry} entry
 */
async function forBrowsers(folder, { name, portable }) {
  const stdin = { contents: `export * from "${name}";`, resolveDir: folder };
  /** @type {{ errors: Message[], warnings: Message[] }} */
  const { errors, warnings } = await build({ ...COMMON, stdin, platform: "browser" }).catch((error) => error);
  if (!portable) return errors.length > 0 ? [] : [`${name} is said to need Node, and can be bundled for browsers`];
  return [...errors, ...warnings].map(({ text, location }) => `${name} cannot be bundled for browsers: ${text} (${location?.file})`);
}

/**
 * @param {string} folder
 * @param {Entry} entry
 */
async function unused(folder, { name }) {
  const stdin = { contents: `import "${name}";`, resolveDir: folder };
  const { outputFiles } = await build({ ...COMMON, stdin, platform: "node", logOverride: { "ignored-bare-import": "silent" } });
  const left = outputFiles[0]?.text.trim();
  return left === "" ? [] : [`import "${name}" leaves this in a bundle: ${left}`];
}

/**
 * Builds the page with Vite, which bundles with Rolldown.
 *
 * @param {string} folder of a project that has the packages
 * @returns {Promise<string[]>}
 */
export async function bundlePage(folder) {
  await writeFile(join(folder, "page.js"), PAGE);
  await writeFile(join(folder, "unused.js"), PAGE.replace(/^(const|await) .*\n/gm, ""));
  /** @type {string[]} */
  const warnings = [];
  const logger = { ...createLogger("warn"), warn: (/** @type {string} */ text) => warnings.push(text), warnOnce: (/** @type {string} */ text) => warnings.push(text) };
  const inputs = ["page", "unused"];
  const built = await buildWithVite({
    root: folder,
    configFile: false,
    logLevel: "warn",
    customLogger: logger,
    build: { write: false, target: "es2022", rolldownOptions: { input: inputs.map((name) => join(folder, `${name}.js`)) } },
  });
  const chunks = /** @type {Rolldown.RolldownOutput} */ (built).output.filter((output) => output.type === "chunk");
  const imports = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]).filter((path) => !chunks.some(({ fileName }) => fileName === path));
  const [page, nothing] = inputs.map((name) => chunks.find((chunk) => chunk.name === name)?.code.trim());
  return [
    ...warnings.map((text) => `Vite warns of a page: ${text}`),
    ...imports.map((path) => `a page that Vite made still imports ${path}`),
    ...(page?.includes("wss://gateway.example.com") === true ? [] : ["Vite made no page"]),
    ...(nothing === "" ? [] : [`imports that are not used leave this in a page that Vite made: ${nothing}`]),
  ];
}
