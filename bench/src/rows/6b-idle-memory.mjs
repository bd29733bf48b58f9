import net from "node:net";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TIMEOUT } from "../message.mjs";
import { cpuTime } from "../meter.mjs";
import { lacksFiles } from "../open-files.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */
/** @typedef {(bench: Bench) => Promise<unknown>} Open gives what keeps a connection */

const COUNT = 4000;
const QUICK_COUNT = 1000;
const AT_A_TIME = 100;
/** Code, shapes and tables that the first connections need, and all share. */
const FIRST = 200;
const COLLECTIONS = 5;
const nothing = () => undefined;

/** @param {boolean} quick */
const countOf = (quick) => (quick ? QUICK_COUNT : COUNT);

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const collect = runInNewContext("gc");

async function measure() {
  for (let i = 0; i < COLLECTIONS; i++) {
    collect();
    // What is collected may only let go of more between turns.
    await new Promise((turned) => setImmediate(turned));
  }
  return process.memoryUsage();
}

/**
 * @param {Bench} bench
 * @param {Open} open
 * @param {number} count
 * @param {unknown[]} kept
 */
async function openMany(bench, open, count, kept) {
  for (let left = count; left > 0; left -= AT_A_TIME) {
    kept.push(...(await Promise.all(Array.from({ length: Math.min(left, AT_A_TIME) }, () => open(bench)))));
  }
}

/**
 * @param {() => Promise<Open>} load
 * @param {(before: NodeJS.MemoryUsage, after: NodeJS.MemoryUsage) => number} grown
 * @returns {(bench: Bench) => Promise<import("../rows.mjs").Sample>}
 */
function eachTakes(load, grown) {
  return async (bench) => {
    const open = await load();
    const count = countOf(bench.quick);
    /** @type {unknown[]} */
    const kept = [];
    await openMany(bench, open, FIRST, kept);
    const before = await measure();
    const [wall, cpu] = [performance.now(), cpuTime()];
    await openMany(bench, open, count, kept);
    const taken = { units: count, wall: performance.now() - wall, cpu: cpuTime() - cpu };
    const after = await measure();
    if (kept.length !== FIRST + count) throw new Error(`${kept.length} connections are open`);
    return { ...taken, amount: grown(before, after) / count };
  };
}

/**
 * @param {NodeJS.MemoryUsage} before
 * @param {NodeJS.MemoryUsage} after
 */
const heapAndExternal = (before, after) => after.heapUsed + after.external - before.heapUsed - before.external;

/**
 * @param {NodeJS.MemoryUsage} before
 * @param {NodeJS.MemoryUsage} after
 */
const buffers = (before, after) => after.arrayBuffers - before.arrayBuffers;

/** @type {Open} */
function openRaw({ host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    socket.on("connect", () => resolve(socket));
    socket.on("data", nothing);
    socket.on("error", reject);
    socket.on("close", nothing);
  });
}

/** @returns {Promise<Open>} */
async function loadPromise() {
  const { connect } = await import("@luat/libnet");
  return ({ host, port }) => connect({ host, port, timeout: TIMEOUT });
}

/** @returns {Promise<Open>} */
async function loadReading() {
  const { connect } = await import("@luat/libnet");
  return async ({ host, port }) => {
    const connection = await connect({ host, port, timeout: TIMEOUT });
    return { connection, read: connection.rx({ timeout: 600_000 }) };
  };
}

/** @returns {Promise<Open>} */
async function loadCallback() {
  const { socket } = await import("@luat/socket");
  return ({ host, port }) =>
    new Promise((resolve, reject) => {
      const netc = socket.create(null, (ctrl, event, param) => {
        if (param !== 0) reject(new Error(`Event ${event} came with ${param}`));
        else if (event === socket.ON_LINE) resolve(ctrl);
      });
      socket.config(netc);
      socket.connect(netc, host, port);
    });
}

/** @returns {Promise<Open>} */
async function loadPromiseSocket() {
  const { PromiseSocket } = await import("promise-socket");
  return async ({ host, port }) => {
    const socket = new PromiseSocket(new net.Socket());
    await socket.connect({ host, port, noDelay: true });
    socket.setTimeout(TIMEOUT);
    return socket;
  };
}

/** @type {import("../rows.mjs").Row} */
export const idleMemoryRow = {
  id: "6b",
  work: "memory of an idle connection, heap + external",
  unit: "connections",
  amount: "B",
  stride: AT_A_TIME,
  lacks: (quick) => lacksFiles(FIRST + countOf(quick)),
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: eachTakes(async () => openRaw, heapAndExternal) },
    "Promise face": { run: eachTakes(loadPromise, heapAndExternal) },
    "callback face": { run: eachTakes(loadCallback, heapAndExternal) },
    "Promise face, its buffers": { run: eachTakes(loadPromise, buffers) },
    "Promise face, rx waits": { run: eachTakes(loadReading, heapAndExternal), scale: true },
    "promise-socket": { run: eachTakes(loadPromiseSocket, heapAndExternal), scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { ratio: 1.5 }, stretch: { ratio: 1.25 } },
    { variant: "callback face", gate: { ratio: 1.5 }, stretch: { ratio: 1.25 } },
    { variant: "Promise face, its buffers", gate: { amount: 64 } },
  ],
  notes: [
    `What ${COUNT.toLocaleString("en")} more connections add (${QUICK_COUNT.toLocaleString("en")} in the quick mode), after garbage collection. Nothing is sent; no buffer may be made before the first byte.`,
  ],
};
