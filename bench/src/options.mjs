import { parseArgs } from "node:util";

export const HELP = `Compares the SDK with plain Node and with the packages a user would pick instead.

  npm run bench                     all rows, the full method: about 25 minutes
  npm run bench -- --quick          a short look, under 60 s
  npm run bench -- --row 1,3        these rows only

  --quick          fewer and shorter rounds, smaller pieces of work; the numbers are rough
  --row LIST       rows by number, such as 1,1b,3
  --rounds N       rounds of the full method (default 5)
  --json FILE      also write everything that was measured to FILE
  --markdown FILE  also write the table of the goals to FILE
  --charts DIR     also draw the rows that have curves (14, 15) as SVG files in DIR
  --help           this text

Prints one table on stdout and its progress on stderr. The exit code is 0 even when a gate is missed, and 1 when a
variant crashed.
`;

/** A command line that makes no sense. */
export class UsageError extends Error {}

/**
 * @typedef {object} Options
 * @property {boolean} quick
 * @property {boolean} help
 * @property {number} rounds
 * @property {string[] | undefined} rows absent: all
 * @property {string | undefined} json
 * @property {string | undefined} charts
 * @property {string | undefined} markdown
 */

/**
 * @param {string[]} args
 * @param {readonly string[]} known the numbers of the rows there are
 * @returns {Options}
 */
export function parseOptions(args, known) {
  const { quick, help, rounds, row, json, charts, markdown } = parse(args);
  const count = Number(rounds);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--rounds ${rounds}: expected a whole number, at least 1`);
  const rows = row?.split(",").map((id) => id.trim());
  for (const id of rows ?? []) {
    if (!known.includes(id)) throw new UsageError(`--row ${id}: there are ${known.join(", ")}`);
  }
  return { quick, help, rounds: count, rows, json, charts, markdown };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        quick: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        rounds: { type: "string", default: "5" },
        row: { type: "string" },
        json: { type: "string" },
        charts: { type: "string" },
        markdown: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
