import net from "node:net";
import { BUFFER, BYTES, SIZE, TIMEOUT } from "../message.mjs";
import { Meter } from "../meter.mjs";
import { lacksFiles } from "../open-files.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */
/** @typedef {import("../rows.mjs").Sample} Sample */

const COUNT = 10_000;
const QUICK_COUNT = 1000;
const AT_A_TIME = 64;
/** What is measured between the first and the last is for the chart only, and need not be as exact. */
const BETWEEN = [10, 100, 1000];
const SHARE = 0.25;

/** @param {boolean} quick */
const countOf = (quick) => (quick ? QUICK_COUNT : COUNT);

/**
 * @typedef {object} Ring connections that echo one after the other
 * @property {(count: number) => Promise<void>} grow opens connections until there are so many
 * @property {(meter: Pick<Meter, "count">, isOver: () => boolean) => Promise<void>} run sends the next message when the last one is back, over the next connection
 */

/**
 * @param {(bench: Bench) => Promise<Ring>} load
 * @returns {(bench: Bench) => Promise<Sample>}
 */
function growth(load) {
  return async (bench) => {
    const ring = await load(bench);
    /** @type {[number, number][]} */
    const curve = [];
    const measure = async (/** @type {number} */ count, share = 1) => {
      await ring.grow(count);
      /** @type {Sample | undefined} */
      let sample;
      const { warmup, measure } = bench.pace;
      const meter = new Meter({ warmup: warmup * share, measure: measure * share, stride: 100 }, (one) => (sample ??= one));
      await ring.run(meter, () => sample !== undefined);
      const { cpu, units, wall } = /** @type {Sample} */ (/** @type {unknown} */ (sample));
      curve.push([count, (cpu / units) * 1000]);
      return { cpu, units, wall };
    };
    const one = await measure(1);
    const last = countOf(bench.quick);
    if (!bench.quick) for (const count of BETWEEN) await measure(count, SHARE);
    const many = await measure(last);
    return { ...many, amount: many.cpu / many.units / (one.cpu / one.units), curve };
  };
}

/**
 * @template T
 * @param {T[]} open
 * @param {number} count
 * @param {() => Promise<T>} connect
 */
async function openUntil(open, count, connect) {
  while (open.length < count) {
    open.push(...(await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - open.length) }, connect))));
  }
}

/**
 * @typedef {object} Turn what a connection tells
 * @property {() => void} echoed
 * @property {(error: Error) => void} failed
 */

/**
 * For APIs with callbacks.
 *
 * @param {(turn: Turn) => Promise<() => void>} connect gives what sends
 * @returns {Ring}
 */
function takingTurns(connect) {
  /** @type {(() => void)[]} */
  const sends = [];
  let at = 0;
  /** @type {Turn} */
  let now = { echoed: () => undefined, failed: () => undefined };
  const turn = { echoed: () => now.echoed(), failed: (/** @type {Error} */ error) => now.failed(error) };
  return {
    grow: (count) => openUntil(sends, count, () => connect(turn)),
    run: (meter, isOver) =>
      new Promise((resolve, reject) => {
        const send = () => sends[at]?.();
        const echoed = () => {
          meter.count(1);
          if (isOver()) return resolve();
          at = (at + 1) % sends.length;
          send();
        };
        now = { echoed, failed: reject };
        send();
      }),
  };
}

/** @param {Bench} bench */
async function loadRaw({ host, port }) {
  return takingTurns(
    ({ echoed, failed }) =>
      new Promise((resolve, reject) => {
        const socket = net.connect({ host, port, noDelay: true });
        let got = 0;
        socket.on("connect", () => resolve(() => socket.write(BUFFER)));
        socket.on("data", (bytes) => {
          got += bytes.length;
          if (got < SIZE) return;
          got = 0;
          echoed();
        });
        socket.on("error", (error) => {
          reject(error);
          failed(error);
        });
      }),
  );
}

/** @param {Bench} bench */
async function loadCallback({ host, port }) {
  const { socket } = await import("@luat/socket");
  const { zbuff } = await import("@luat/corelib");
  const message = zbuff.create(SIZE, 0x5a);
  message.seek(SIZE);
  const buff = zbuff.create(1024);
  return takingTurns(
    ({ echoed, failed }) =>
      new Promise((resolve, reject) => {
        const netc = socket.create(null, (ctrl, event, param) => {
          if (param !== 0) {
            const error = new Error(`Event ${event} came with ${param}`);
            reject(error);
            failed(error);
          } else if (event === socket.ON_LINE) {
            resolve(() => socket.tx(ctrl, message));
          } else if (event === socket.EVENT) {
            socket.rx(ctrl, buff);
            if (buff.used() < SIZE) return;
            buff.del();
            echoed();
          }
        });
        socket.config(netc);
        socket.connect(netc, host, port);
      }),
  );
}

/**
 * @param {Bench} bench
 * @returns {Promise<Ring>}
 */
async function loadPromise({ host, port }) {
  const { connect } = await import("@luat/libnet");
  /** @type {import("@luat/libnet").Connection[]} */
  const open = [];
  let at = 0;
  return {
    grow: (count) => openUntil(open, count, () => connect({ host, port, timeout: TIMEOUT })),
    run: async (meter, isOver) => {
      for (; !isOver(); at = (at + 1) % open.length) {
        const connection = open[at];
        await connection?.tx(BYTES, { timeout: TIMEOUT });
        for (let got = 0; got < SIZE; ) {
          const bytes = await connection?.rx({ timeout: TIMEOUT });
          if (bytes === undefined) throw new Error("The server closed");
          got += bytes.length;
        }
        meter.count(1);
      }
    },
  };
}

/** @type {import("../rows.mjs").Row} */
export const growthRow = {
  id: "14",
  work: `growth of a message's CPU time, from 1 to ${COUNT.toLocaleString("en")} connections`,
  unit: "round trips",
  amount: "×",
  curve: { file: "connections", title: "CPU time of a 64 B echo, by how many connections are open", by: "connections" },
  stride: 100,
  oneCore: true,
  lacks: (quick) => lacksFiles(countOf(quick)),
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: growth(loadRaw) },
    "Promise face": { run: growth(loadPromise) },
    "callback face": { run: growth(loadCallback) },
  },
  goals: [
    { variant: "Promise face", gate: { ratio: 1.25 }, stretch: { ratio: 1.1 } },
    { variant: "callback face", gate: { ratio: 1.25 }, stretch: { ratio: 1.1 } },
  ],
  notes: [
    `The connections take turns: one message of ${SIZE} B is under way at a time. Measured over 1 connection, then in the same process over all (${QUICK_COUNT.toLocaleString("en")} in the quick mode).`,
  ],
};
