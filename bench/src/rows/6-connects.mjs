import net from "node:net";
import { inLanes } from "../lanes.mjs";
import { BUFFER, BYTES, SIZE, TIMEOUT } from "../message.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const AT_A_TIME = 64;

/** @param {number} got bytes that came back */
function check(got) {
  if (got !== SIZE) throw new Error(`${got} of ${SIZE} bytes came back`);
}

/** @param {Bench} bench */
function visitRaw({ host, port }) {
  return new Promise((/** @type {(got: number) => void} */ resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    let got = 0;
    socket.on("connect", () => socket.write(BUFFER));
    socket.on("data", (bytes) => {
      got += bytes.length;
      if (got >= SIZE) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  }).then(check);
}

async function loadPromise() {
  const { connect } = await import("@luat/libnet");
  return async (/** @type {Bench} */ { host, port }) => {
    const connection = await connect({ host, port, timeout: TIMEOUT });
    await connection.tx(BYTES, { timeout: TIMEOUT });
    let got = 0;
    while (got < SIZE) {
      const bytes = await connection.rx({ timeout: TIMEOUT });
      if (bytes === undefined) break;
      got += bytes.length;
    }
    await connection.close({ timeout: TIMEOUT });
    check(got);
  };
}

async function loadCallback() {
  const { socket } = await import("@luat/socket");
  const { zbuff } = await import("@luat/corelib");
  const message = zbuff.create(SIZE, 0x5a);
  message.seek(SIZE);
  return (/** @type {Bench} */ { host, port }) =>
    new Promise((/** @type {(got: number) => void} */ resolve, reject) => {
      const buff = zbuff.create(SIZE);
      const netc = socket.create(null, (ctrl, event, param) => {
        if (param !== 0) {
          reject(new Error(`Event ${event} came with ${param}`));
        } else if (event === socket.ON_LINE) {
          socket.tx(ctrl, message);
        } else if (event === socket.EVENT && buff.used() < SIZE) {
          socket.rx(ctrl, buff);
          if (buff.used() >= SIZE) socket.discon(ctrl);
        } else if (event === socket.CLOSED) {
          socket.release(ctrl);
          resolve(buff.used());
        }
      });
      socket.config(netc);
      socket.connect(netc, host, port);
    }).then(check);
}

async function loadPromiseSocket() {
  const { PromiseSocket } = await import("promise-socket");
  return async (/** @type {Bench} */ { host, port }) => {
    const socket = new PromiseSocket(new net.Socket());
    await socket.connect({ host, port, noDelay: true });
    socket.setTimeout(TIMEOUT);
    await socket.write(BUFFER);
    let got = 0;
    while (got < SIZE) {
      const bytes = await socket.read();
      if (bytes === undefined) break;
      got += bytes.length;
    }
    await socket.end();
    const rest = await socket.read();
    if (rest !== undefined) throw new Error(`${rest.length} bytes more than expected`);
    socket.destroy();
    check(got);
  };
}

/** @type {import("../rows.mjs").Row} */
export const connectsRow = {
  id: "6",
  work: `connect, ${SIZE} B there and back, close; ${AT_A_TIME} at a time`,
  unit: "connections",
  stride: AT_A_TIME,
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: inLanes(AT_A_TIME, async () => visitRaw) },
    "Promise face": { run: inLanes(AT_A_TIME, loadPromise) },
    "callback face": { run: inLanes(AT_A_TIME, loadCallback) },
    "promise-socket": { run: inLanes(AT_A_TIME, loadPromiseSocket), scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { speed: 0.95, cpu: 1.05 }, stretch: { speed: 1.05 } },
    { variant: "callback face", gate: { speed: 0.95, cpu: 1.05 }, stretch: { speed: 1.05 } },
  ],
  notes: ["Every connection ends in order: both sides have sent their end before the next one begins. The noisiest row."],
};
