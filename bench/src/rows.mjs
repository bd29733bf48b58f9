import { echoRow } from "./rows/1-echo.mjs";
import { gatewayRow } from "./rows/10-gateway.mjs";
import { mockEchoRow } from "./rows/11-mock-echo.mjs";
import { heartbeatsRow } from "./rows/12-heartbeats.mjs";
import { sizeRow } from "./rows/13-size.mjs";
import { importRow } from "./rows/13b-import.mjs";
import { growthRow } from "./rows/14-growth.mjs";
import { messageSizeRow } from "./rows/15-message-size.mjs";
import { manyEchoesRow } from "./rows/2-many-echoes.mjs";
import { bulkReceiveRow } from "./rows/3-bulk-receive.mjs";
import { bulkSendRow } from "./rows/4-bulk-send.mjs";
import { smallSendsRow } from "./rows/5-small-sends.mjs";
import { connectsRow } from "./rows/6-connects.mjs";
import { idleMemoryRow } from "./rows/6b-idle-memory.mjs";
import { deadlinesRow } from "./rows/7-deadlines.mjs";
import { datagramEchoRow } from "./rows/8-datagram-echo.mjs";
import { datagramSendsRow } from "./rows/8b-datagram-sends.mjs";
import { secureEchoRow } from "./rows/9-secure-echo.mjs";
import { handshakesRow } from "./rows/9b-handshakes.mjs";

/** @typedef {import("./meter.mjs").Sample} Sample */

/**
 * @typedef {object} Bench what a variant gets
 * @property {string} host
 * @property {number} port of the row's server
 * @property {boolean} quick a short look: make the pieces of work smaller
 * @property {import("./meter.mjs").Pace} pace for variants that measure by themselves
 * @property {import("./meter.mjs").Meter} meter to be told of every unit of work
 */

/**
 * @typedef {object} Variant
 * @property {(bench: Bench) => Promise<Sample | undefined | void>} run works until its process is ended, or gives what it measured by itself; loads what it needs by itself
 * @property {boolean} [scale] has no goal and is left out of the quick mode
 */

/**
 * @typedef {object} Bounds ratios are per unit of work, against the other variant of the goal
 * @property {number} [speed] at least this many times as fast
 * @property {number} [cpu] at most this many times its CPU time
 * @property {number} [time] at most this many nanoseconds of CPU time a unit, absolute
 * @property {number} [ratio] at most this many times its amount
 * @property {number} [amount] at most this much, in the row's unit, absolute
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
 * @property {string} [amount] the unit of what is measured beside time and counts in its place, such as "B a connection"
 * @property {{ file: string, title: string, by: string }} [curve] of a row whose samples have one: what is drawn of it, and over what
 * @property {number} stride units between two looks at the clock: some milliseconds of work
 * @property {(quick: boolean) => string | undefined} [lacks] what the row needs and this host does not give; absent: nothing
 * @property {boolean} [oneCore] run client and server on the same core
 * @property {(quick: boolean) => import("./server.mjs").ServerSettings} [server] absent: none is needed
 * @property {string} [base] what ratios are against; it is run twice, and the second run shows the noise
 * @property {Record<string, Variant>} variants
 * @property {Goal[]} goals
 * @property {string[]} notes what a reader must know to read the numbers
 */

/**
 * @typedef {object} LeftOut a row that is not run
 * @property {string} id
 * @property {string} why
 */

/**
 * In the order of the table.
 *
 * @type {Row[]}
 */
export const rows = [
  echoRow,
  manyEchoesRow,
  bulkReceiveRow,
  bulkSendRow,
  smallSendsRow,
  connectsRow,
  idleMemoryRow,
  deadlinesRow,
  datagramEchoRow,
  datagramSendsRow,
  secureEchoRow,
  handshakesRow,
  gatewayRow,
  mockEchoRow,
  heartbeatsRow,
  sizeRow,
  importRow,
  growthRow,
  messageSizeRow,
];

/**
 * Goals that have nothing to measure yet; their rows come with it.
 *
 * @type {LeftOut[]}
 */
export const waiting = [];
