import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PAGES, withTable } from "../count-lines.mjs";
import { PORTS } from "../ports.mjs";
import { root } from "../workspace.mjs";

export const title = "the table of ports shows what there is, and what is tested";

/** Compares the table with the sources, and what it says is outlasted with the titles of the tests. */
export async function check() {
  const pages = /** @type {["en" | "zh", string][]} */ (Object.entries(PAGES)).map(async ([language, name]) => {
    const page = await readFile(join(root, name), "utf8");
    return page === (await withTable(page, language)) ? [] : [`${name} is out of date; run: node scripts/count-lines.mjs`];
  });
  const findings = await Promise.all([...pages, ...PORTS.map(untested)]);
  return findings.flat();
}

/** @param {import("../ports.mjs").Port} port */
async function untested({ test, both, more }) {
  const file = join("examples/test", test);
  const text = await readFile(join(root, file), "utf8");
  return [...both, ...more].filter(([failure]) => !text.includes(`it("${failure}"`)).map(([failure]) => `${file} has no test "${failure}"`);
}
