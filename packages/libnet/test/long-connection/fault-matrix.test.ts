import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { happens, PHASES, type Cell } from "./fault-matrix.js";
import { withTable } from "./fault-table.js";
import { FAULTS } from "./troubled-server.js";

const cells = new Map<string, Promise<Cell>>();

function cell(fault: (typeof FAULTS)[number], phase: (typeof PHASES)[number]): Promise<Cell> {
  const key = `${fault} ${phase}`;
  const known = cells.get(key) ?? happens(fault, phase);
  cells.set(key, known);
  return known;
}

const all = FAULTS.flatMap((fault) => PHASES.map((phase) => [fault, phase] as const));

describe("whatever goes wrong, and whenever, all settles, nothing is sent twice, and nothing is left", () => {
  it.each(all)("%s while %s", async (fault, phase) => {
    expect(await cell(fault, phase)).toMatchObject({ wrongs: [] });
  });
});

describe("the table of what happens when", () => {
  it.each([["en", "long-connection.md"], ["zh", "long-connection.zh-CN.md"]] as const)("shows what happens (%s)", async (language, name) => {
    const found = new Map<string, Cell>();
    for (const [fault, phase] of all) found.set(`${fault} ${phase}`, await cell(fault, phase));
    const file = fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
    await expect(withTable(readFileSync(file, "utf8"), found, language)).toMatchFileSnapshot(file);
  });
});
