// A connection that sends messages of one size for ever, and after each batch waits until the server has got it: once
// for each API. The server is a sink that acknowledges every batch with one byte.
import net from "node:net";
import { TIMEOUT } from "./message.mjs";

/** @typedef {import("./rows.mjs").Bench} Bench */

/**
 * @typedef {object} Work
 * @property {number} size bytes a message
 * @property {number} batch messages after which the sink is waited for: enough that the wait does not matter
 */

/** @param {number} size */
function message(size) {
  // For Node's API, whose own kind of bytes is a Buffer; others would be converted at each write.
  return Buffer.alloc(size, 0x5a);
}

/**
 * @param {Bench} bench
 * @returns {Promise<{ socket: net.Socket, acknowledged: () => Promise<void> }>}
 */
function connectRaw({ host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    let acks = 0;
    /** @type {() => void} */
    let wake = () => undefined;
    const acknowledged = async () => {
      while (acks === 0) await new Promise((/** @type {(value: void) => void} */ done) => (wake = done));
      acks--;
    };
    socket.on("connect", () => resolve({ socket, acknowledged }));
    socket.on("data", (bytes) => {
      acks += bytes.length;
      wake();
    });
    socket.on("error", reject);
  });
}

/**
 * Plain Node: writes on until it is full, then waits for 'drain'.
 *
 * @param {Bench} bench
 * @param {Work} work
 * @returns {Promise<never>}
 */
export async function sendRawLoop(bench, { size, batch }) {
  const bytes = message(size);
  const { socket, acknowledged } = await connectRaw(bench);
  for (;;) {
    for (let i = 0; i < batch; i++) {
      if (!socket.write(bytes)) await new Promise((drained) => socket.once("drain", drained));
    }
    await acknowledged();
    bench.meter.count(batch);
  }
}

/**
 * Plain Node: awaits the callback of every write.
 *
 * @param {Bench} bench
 * @param {Work} work
 * @returns {Promise<never>}
 */
export async function sendRawAwaited(bench, { size, batch }) {
  const bytes = message(size);
  const { socket, acknowledged } = await connectRaw(bench);
  for (;;) {
    for (let i = 0; i < batch; i++) await new Promise((written) => socket.write(bytes, written));
    await acknowledged();
    bench.meter.count(batch);
  }
}

/**
 * The Promise face, with a time-out armed on every call.
 *
 * @param {Bench} bench
 * @param {Work} work
 * @param {"sent"} [until]
 * @returns {Promise<never>}
 */
export async function sendPromise({ host, port, meter }, { size, batch }, until) {
  const { connect } = await import("@luat/libnet");
  const bytes = new Uint8Array(message(size));
  const connection = await connect({ host, port, timeout: TIMEOUT });
  for (;;) {
    if (until === undefined) for (let i = 0; i < batch; i++) await connection.tx(bytes, { timeout: TIMEOUT });
    else for (let i = 0; i < batch; i++) await connection.tx(bytes, { timeout: TIMEOUT, until });
    const ack = await connection.rx({ timeout: TIMEOUT });
    if (ack?.length !== 1) throw new Error(`${ack?.length} batches were acknowledged; 1 was sent`);
    meter.count(batch);
  }
}

/**
 * promise-socket, which knows no time-out a call: its idle time-out is set once.
 *
 * @param {Bench} bench
 * @param {Work} work
 * @returns {Promise<never>}
 */
export async function sendPromiseSocket({ host, port, meter }, { size, batch }) {
  const { PromiseSocket } = await import("promise-socket");
  const bytes = message(size);
  const socket = new PromiseSocket(new net.Socket());
  await socket.connect({ host, port, noDelay: true });
  socket.setTimeout(TIMEOUT);
  for (;;) {
    for (let i = 0; i < batch; i++) await socket.write(bytes);
    await socket.read();
    meter.count(batch);
  }
}
