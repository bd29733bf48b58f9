import { echoRow } from "./rows/1-echo.mjs";
import { manyEchoesRow } from "./rows/2-many-echoes.mjs";
import { bulkReceiveRow } from "./rows/3-bulk-receive.mjs";
import { smallSendsRow } from "./rows/5-small-sends.mjs";
import { deadlinesRow } from "./rows/7-deadlines.mjs";

/**
 * @typedef {object} Bench what a variant gets
 * @property {string} host
 * @property {number} port of the row's server
 * @property {boolean} quick a short look: make the pieces of work smaller
 * @property {import("./meter.mjs").Meter} meter to be told of every unit of work
 */

/**
 * @typedef {object} Variant
 * @property {(bench: Bench) => Promise<never> | Promise<unknown>} run works until its process is ended; loads what it needs by itself
 * @property {boolean} [scale] has no goal and is left out of the quick mode
 */

/**
 * @typedef {object} Bounds ratios are per unit of work, against the other variant of the goal
 * @property {number} [speed] at least this many times as fast
 * @property {number} [cpu] at most this many times its CPU time
 * @property {number} [time] at most this many nanoseconds of CPU time a unit, absolute
 */

/**
 * @typedef {object} Goal
 * @property {string} [row] its number when it is not the row's
 * @property {string} variant
 * @property {string} [against] another variant than the row's base
 * @property {Bounds} gate
 * @property {Bounds} [stretch]
 */

/**
 * @typedef {object} Row one piece of work, the ways to do it, and the goals
 * @property {string} id
 * @property {string} work
 * @property {string} unit of the work, in the plural
 * @property {number} stride units between two looks at the clock: some milliseconds of work
 * @property {boolean} [oneCore] run client and server on the same core
 * @property {(quick: boolean) => import("./server.mjs").ServerSettings} [server] absent: none is needed
 * @property {string} [base] what ratios are against; it is run twice, and the second run shows the noise
 * @property {Record<string, Variant>} variants
 * @property {Goal[]} goals
 * @property {string[]} notes what a reader must know to read the numbers
 */

/** @type {Row[]} */
export const rows = [echoRow, manyEchoesRow, bulkReceiveRow, smallSendsRow, deadlinesRow];
