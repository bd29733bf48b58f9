import net from "node:net";
import { TIMEOUT } from "../message.mjs";
import { Meter } from "../meter.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */
/** @typedef {import("../rows.mjs").Sample} Sample */

const SIZES = [16, 64, 256, 1024, 4096, 16_384, 65_536];
/** Of the time that a run is given, for each size. */
const SHARE = 0.25;

/**
 * @param {(bench: Bench) => Promise<(message: Uint8Array, meter: Pick<Meter, "count">, isOver: () => boolean) => Promise<void>>} load gives
 * what sends a message, waits until all of it is back, and so on until it is over
 * @returns {(bench: Bench) => Promise<Sample>}
 */
function bySize(load) {
  return async (bench) => {
    const echo = await load(bench);
    /** @type {[number, number][]} */
    const curve = [];
    let total = { units: 0, wall: 0, cpu: 0 };
    for (const size of SIZES) {
      /** @type {Sample | undefined} */
      let sample;
      const { warmup, measure } = bench.pace;
      const meter = new Meter({ warmup: warmup * SHARE, measure: measure * SHARE, stride: 20 }, (one) => (sample ??= one));
      await echo(new Uint8Array(size).fill(0x5a), meter, () => sample !== undefined);
      const { units, wall, cpu } = /** @type {Sample} */ (/** @type {unknown} */ (sample));
      curve.push([size, (cpu / units) * 1000]);
      total = { units: total.units + units, wall: total.wall + wall, cpu: total.cpu + cpu };
    }
    return { ...total, amount: curve.at(-1)?.[1] ?? NaN, curve };
  };
}

/** @param {Bench} bench */
async function loadRaw({ host, port }) {
  const socket = net.connect({ host, port, noDelay: true });
  await new Promise((resolve, reject) => socket.on("connect", resolve).on("error", reject));
  let echoed = (/** @type {number} */ _length) => {};
  socket.on("data", (bytes) => echoed(bytes.length));
  return (/** @type {Uint8Array} */ message, /** @type {Pick<Meter, "count">} */ meter, /** @type {() => boolean} */ isOver) =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      let got = 0;
      echoed = (length) => {
        got += length;
        if (got < message.length) return;
        got = 0;
        meter.count(1);
        if (isOver()) resolve();
        else socket.write(message);
      };
      socket.write(message);
    });
}

/** @param {Bench} bench */
async function loadPromise({ host, port }) {
  const { connect } = await import("@luat/libnet");
  const connection = await connect({ host, port, timeout: TIMEOUT });
  return async (/** @type {Uint8Array} */ message, /** @type {Pick<Meter, "count">} */ meter, /** @type {() => boolean} */ isOver) => {
    while (!isOver()) {
      await connection.tx(message, { timeout: TIMEOUT });
      for (let got = 0; got < message.length; ) {
        const bytes = await connection.rx({ timeout: TIMEOUT });
        if (bytes === undefined) throw new Error("The server closed");
        got += bytes.length;
      }
      meter.count(1);
    }
  };
}

/** @param {Bench} bench */
async function loadPromiseZbuff({ host, port }) {
  const { connect } = await import("@luat/libnet");
  const { zbuff } = await import("@luat/corelib");
  const connection = await connect({ host, port, timeout: TIMEOUT });
  const buff = zbuff.create(65_536);
  return async (/** @type {Uint8Array} */ message, /** @type {Pick<Meter, "count">} */ meter, /** @type {() => boolean} */ isOver) => {
    while (!isOver()) {
      await connection.tx(message, { timeout: TIMEOUT });
      buff.seek(0);
      while (buff.used() < message.length) if ((await connection.rx(buff, { timeout: TIMEOUT })) === 0) throw new Error("The server closed");
      meter.count(1);
    }
  };
}

/** @type {import("../rows.mjs").Row} */
export const messageSizeRow = {
  id: "15",
  work: "CPU time of an echo of 64 KiB, one connection",
  unit: "round trips",
  amount: "µs",
  curve: { file: "message-size", title: "CPU time of an echo over one connection, by the size of the message", by: "bytes" },
  stride: 20,
  oneCore: true,
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: bySize(loadRaw) },
    "Promise face": { run: bySize(loadPromise) },
    "Promise face, rx(zbuff)": { run: bySize(loadPromiseZbuff) },
  },
  goals: [],
  notes: ["Measured in one process at sizes from 16 B to 64 KiB; the table shows the largest, `--charts` draws all."],
};
