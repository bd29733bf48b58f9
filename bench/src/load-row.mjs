import { readdirSync } from "node:fs";

/** @typedef {import("./rows.mjs").Row} Row */

const FOLDER = new URL("rows/", import.meta.url);

/**
 * Loads one row and no other: what it measures shall not share its process with what others need.
 *
 * @param {string} id with which the name of its file begins
 * @returns {Promise<Row>}
 */
export async function loadRow(id) {
  const file = readdirSync(FOLDER).find((name) => name.startsWith(`${id}-`));
  if (file === undefined) throw new Error(`No file of row ${id}`);
  const [row] = /** @type {Row[]} */ (Object.values(await import(new URL(file, FOLDER).href)));
  if (row?.id !== id) throw new Error(`${file} exports row ${row?.id}; expected ${id}`);
  return row;
}
