import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PAGES, sourceModules, withGraphs } from "../module-graph.mjs";
import { root } from "../workspace.mjs";

export const title = "the graphs of the architecture show who imports whom";

/** Draws the graphs anew, and compares. */
export async function check() {
  const modules = await sourceModules();
  const findings = PAGES.map(async (name) => {
    const page = await readFile(join(root, name), "utf8");
    return page === withGraphs(page, modules) ? [] : [`${name} is out of date; run: node scripts/module-graph.mjs`];
  });
  return (await Promise.all(findings)).flat();
}
