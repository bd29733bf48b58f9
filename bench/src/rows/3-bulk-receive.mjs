import net from "node:net";
import { TIMEOUT } from "../message.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const QUICK_SIZE = 64 * MIB;
/** The room of the zbuff and of the buffer for `onread`: what Node reads at once. */
const ROOM = 64 * 1024;

/** @param {boolean} quick */
const size = (quick) => (quick ? QUICK_SIZE : SIZE);

/**
 * Receives all of it again and again, each time over a new connection.
 *
 * @param {(bench: Bench) => Promise<number>} receive returns how many bytes came until the end
 * @returns {(bench: Bench) => Promise<never>}
 */
function repeatedly(receive) {
  return async (bench) => {
    for (;;) {
      const got = await receive(bench);
      if (got !== size(bench.quick)) throw new Error(`Received ${got} of ${size(bench.quick)} bytes`);
      bench.meter.count(got / MIB);
    }
  };
}

/** @param {Bench} bench */
function raw({ host, port }) {
  return new Promise((resolve, reject) => {
    let got = 0;
    const socket = net.connect({ host, port, noDelay: true });
    socket.on("data", (bytes) => (got += bytes.length));
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

/** @param {Bench} bench */
function rawOnread({ host, port }) {
  return new Promise((resolve, reject) => {
    let got = 0;
    const callback = (/** @type {number} */ length) => {
      got += length;
      return true;
    };
    const socket = net.connect({ host, port, noDelay: true, onread: { buffer: new Uint8Array(ROOM), callback } });
    // Without a reader the end would stay unseen.
    socket.resume();
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

/** @param {Bench} bench */
async function consume({ host, port }) {
  const { connect } = await import("@luat/libnet");
  const conn = await connect({ host, port, timeout: TIMEOUT });
  let got = 0;
  await conn.consume((view) => {
    got += view.length;
  });
  await conn.close();
  return got;
}

/** @param {Bench} bench */
async function rxIntoZbuff({ host, port }) {
  const { connect } = await import("@luat/libnet");
  const { zbuff } = await import("@luat/corelib");
  const conn = await connect({ host, port, timeout: TIMEOUT });
  const buff = zbuff.create(ROOM);
  let got = 0;
  for (;;) {
    const length = await conn.rx(buff, { timeout: TIMEOUT });
    if (length === 0) break;
    got += length;
    buff.del();
  }
  await conn.close();
  return got;
}

/** @param {Bench} bench */
async function rx({ host, port }) {
  const { connect } = await import("@luat/libnet");
  const conn = await connect({ host, port, timeout: TIMEOUT });
  let got = 0;
  for (;;) {
    const bytes = await conn.rx({ timeout: TIMEOUT });
    if (bytes === undefined) break;
    got += bytes.length;
  }
  await conn.close();
  return got;
}

/** @param {Bench} bench */
async function promiseSocket({ host, port }) {
  const { PromiseSocket } = await import("promise-socket");
  const socket = new PromiseSocket(new net.Socket());
  await socket.connect({ host, port, noDelay: true });
  socket.setTimeout(TIMEOUT);
  let got = 0;
  for (;;) {
    const bytes = await socket.read();
    if (bytes === undefined) break;
    got += bytes.length;
  }
  socket.destroy();
  return got;
}

/** @type {import("../rows.mjs").Row} */
export const bulkReceiveRow = {
  id: "3",
  work: "bulk receive, 1 GiB a connection (64 MiB in the quick mode)",
  unit: "MiB",
  stride: 1,
  oneCore: true,
  server: (quick) => ({ kind: "source", bytes: size(quick) }),
  base: "raw net",
  variants: {
    "raw net": { run: repeatedly(raw) },
    consume: { run: repeatedly(consume) },
    "rx(zbuff)": { run: repeatedly(rxIntoZbuff) },
    "rx()": { run: repeatedly(rx) },
    "promise-socket": { run: repeatedly(promiseSocket) },
    "raw net, onread": { run: repeatedly(rawOnread), scale: true },
  },
  goals: [
    { variant: "consume", gate: { speed: 1.5 }, stretch: { speed: 2.2 } },
    { variant: "rx(zbuff)", gate: { speed: 1.4 }, stretch: { speed: 1.7 } },
    { variant: "rx()", gate: { speed: 1 }, stretch: { speed: 1.05 } },
    { variant: "rx()", against: "promise-socket", gate: { speed: 2 } },
  ],
  notes: ["The server writes 1 MiB at a time. The SDK's rx has a time-out armed on every call."],
};
