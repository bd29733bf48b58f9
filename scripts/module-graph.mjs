// Draws who imports whom, in docs/architecture.md: node scripts/module-graph.mjs
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, run } from "./workspace.mjs";

/** The pages that show the graphs. */
export const PAGES = ["docs/architecture.md", "docs/architecture.zh-CN.md"];

/** Packages in whose sources each folder is a room of its own. */
const ROOMY = ["adapters", "socket", "libnet"];

/**
 * An arrow of a graph.
 *
 * @typedef {object} Edge
 * @property {string} from
 * @property {string} to
 * @property {boolean} typesOnly whether it is there for the compiler alone
 */

/** @typedef {{ source: string, dependencies: { resolved: string, dependencyTypes: string[] }[] }} Module as dependency-cruiser tells of it */

/**
 * The page with its graphs as the sources make them.
 *
 * @param {string} page
 * @param {readonly Module[]} modules
 */
export function withGraphs(page, modules) {
  const packages = edgesAmong(modules, packageOf);
  const rooms = edgesAmong(modules, roomOf).filter(({ from, to }) => [from, to].every((name) => ROOMY.includes(name.split("/", 1)[0] ?? "")));
  return replaced(replaced(page, "packages", drawing(packages)), "rooms", drawing(rooms));
}

/** All sources of the packages, with what they import. @returns {Promise<Module[]>} */
export async function sourceModules() {
  const { code, output } = await run("depcruise", ["packages", "--include-only", "^packages/[^/]+/src/", "--config", ".dependency-cruiser.mjs", "--output-type", "json"]);
  // It counts broken rules as its exit code; those are told by another check.
  if (!output.startsWith("{")) throw new Error(`dependency-cruiser ended with ${code}: ${output}`);
  const { modules } = /** @type {{ modules: Module[] }} */ (JSON.parse(output));
  return modules;
}

/** @param {string} file */
function packageOf(file) {
  return file.split("/")[1] ?? file;
}

/** The room of a file: its folder, `ids` of the socket package, or the package. @param {string} file */
function roomOf(file) {
  const [, name = "", , room = ""] = file.split("/");
  const isFolder = file.split("/").length > 4;
  return ROOMY.includes(name) && (isFolder || room === "ids.ts") ? `${name}/${room.replace(/\.ts$/, "")}` : name;
}

/**
 * @param {readonly Module[]} modules
 * @param {(file: string) => string} nameOf
 * @returns {Edge[]} in the order of their names
 */
function edgesAmong(modules, nameOf) {
  /** @type {Map<string, Edge>} */
  const edges = new Map();
  for (const { source, dependencies } of modules) {
    for (const { resolved, dependencyTypes } of dependencies) {
      const [from, to] = [nameOf(source), nameOf(resolved)];
      const key = `${from} ${to}`;
      if (from === to) continue;
      edges.set(key, { from, to, typesOnly: dependencyTypes.includes("type-only") && edges.get(key)?.typesOnly !== false });
    }
  }
  return [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

/**
 * Mermaid's text of a graph. Rooms are drawn within their package.
 *
 * @param {readonly Edge[]} edges
 */
function drawing(edges) {
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
  const id = (/** @type {string} */ name) => name.replaceAll(/\W/g, "_");
  const packages = [...new Set(names.map((name) => name.split("/", 1)[0] ?? ""))];
  const boxes = packages.flatMap((name) => {
    const rooms = names.filter((room) => room === name || room.startsWith(`${name}/`));
    if (rooms.length === 1) return [`  ${id(rooms[0] ?? "")}["${rooms[0]}"]`];
    return [`  subgraph ${id(name)}_rooms["@luat/${name}"]`, ...rooms.map((room) => `    ${id(room)}["${room.split("/")[1] ?? "index"}"]`), "  end"];
  });
  const arrows = edges.map(({ from, to, typesOnly }) => `  ${id(from)} ${typesOnly ? "-.->" : "-->"} ${id(to)}`);
  return ["flowchart TB", ...boxes, ...arrows].join("\n");
}

/**
 * @param {string} page
 * @param {string} name of a graph
 * @param {string} graph
 */
function replaced(page, name, graph) {
  const begin = `<!-- This graph is drawn by scripts/module-graph.mjs: ${name} -->\n`;
  const [start, end] = [page.indexOf(begin), page.indexOf("<!-- end -->", page.indexOf(begin))];
  if (start < 0 || end < 0) throw new Error(`the page has no line ${begin.trim()}, or none <!-- end --> after it`);
  return `${page.slice(0, start)}${begin}\n\`\`\`mermaid\n${graph}\n\`\`\`\n\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = await sourceModules();
  for (const name of PAGES) {
    const file = join(root, name);
    await writeFile(file, withGraphs(await readFile(file, "utf8"), modules));
  }
}
