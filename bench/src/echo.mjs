// A connection that sends a message, waits until all of it is back, and sends it again, for ever: once for each API.
import net from "node:net";
import { BUFFER, BYTES, SIZE, TIMEOUT } from "./message.mjs";

/** @typedef {import("./rows.mjs").Bench} Bench */
/** @typedef {import("./meter.mjs").Meter} Meter */

/**
 * Over a socket of Node's that connects: 'data' handlers, no time-outs.
 *
 * @param {net.Socket} socket
 * @param {"connect" | "secureConnect"} ready
 * @param {Meter} meter
 * @returns {Promise<never>}
 */
export function echoOver(socket, ready, meter) {
  return new Promise((_, reject) => {
    let got = 0;
    socket.on(ready, () => socket.write(BUFFER));
    socket.on("data", (bytes) => {
      got += bytes.length;
      if (got < SIZE) return;
      got = 0;
      meter.count(1);
      socket.write(BUFFER);
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The server closed")));
  });
}

/**
 * Plain Node.
 *
 * @param {Bench} bench
 */
export function echoRaw({ host, port, meter }) {
  return echoOver(net.connect({ host, port, noDelay: true }), "connect", meter);
}

/**
 * Plain Node with `onread`: the option that few know, reading into one buffer.
 *
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
export function echoOnread({ host, port, meter }) {
  return new Promise((_, reject) => {
    let got = 0;
    const callback = (/** @type {number} */ length) => {
      got += length;
      if (got < SIZE) return true;
      got = 0;
      meter.count(1);
      socket.write(BUFFER);
      return true;
    };
    const socket = net.connect({ host, port, noDelay: true, onread: { buffer: new Uint8Array(64 * 1024), callback } });
    socket.on("connect", () => socket.write(BUFFER));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The server closed")));
  });
}

/**
 * The Promise face, with a time-out armed on every call.
 *
 * @param {Bench} bench
 * @param {import("@luat/libnet").TlsOptions} [tls]
 * @returns {Promise<never>}
 */
export async function echoPromise({ host, port, meter }, tls) {
  const { connect } = await import("@luat/libnet");
  const connection = await connect({ host, port, tls, timeout: TIMEOUT });
  return echoOverPromise(connection, meter);
}

/**
 * @param {import("@luat/libnet").Connection} connection
 * @param {Meter} meter
 * @returns {Promise<never>}
 */
export async function echoOverPromise(connection, meter) {
  for (;;) {
    await connection.tx(BYTES, { timeout: TIMEOUT });
    for (let got = 0; got < SIZE; ) {
      const bytes = await connection.rx({ timeout: TIMEOUT });
      if (bytes === undefined) throw new Error("The server closed");
      got += bytes.length;
    }
    meter.count(1);
  }
}

/**
 * The LuatOS face with a callback, reading into a zbuff.
 *
 * @param {Bench} bench
 */
export async function echoCallback(bench) {
  const { socket } = await import("@luat/socket");
  const { zbuff } = await import("@luat/corelib");
  return echoOverCallback(bench, { socket, zbuff });
}

/**
 * @param {Pick<Bench, "host" | "port" | "meter">} bench
 * @param {Pick<import("@luat/libnet").Luat, "socket" | "zbuff">} luat
 * @returns {Promise<never>}
 */
export function echoOverCallback({ host, port, meter }, { socket, zbuff }) {
  return new Promise((_, reject) => {
    const message = zbuff.create(SIZE, 0x5a);
    message.seek(SIZE);
    const buff = zbuff.create(1024);
    const netc = socket.create(null, (ctrl, event, param) => {
      if (param !== 0) {
        reject(new Error(`Event ${event} came with ${param}`));
      } else if (event === socket.ON_LINE) {
        socket.tx(ctrl, message);
      } else if (event === socket.EVENT) {
        socket.rx(ctrl, buff);
        if (buff.used() < SIZE) return;
        buff.del();
        meter.count(1);
        socket.tx(ctrl, message);
      }
    });
    socket.config(netc);
    socket.connect(netc, host, port);
  });
}

/**
 * promise-socket, which knows no time-out a call: its idle time-out is set once.
 *
 * @param {Bench} bench
 */
export async function echoPromiseSocket({ host, port, meter }) {
  const { PromiseSocket } = await import("promise-socket");
  const socket = new PromiseSocket(new net.Socket());
  await socket.connect({ host, port, noDelay: true });
  return echoOverPromiseSocket(socket, meter);
}

/**
 * @param {import("promise-socket").PromiseSocket<net.Socket>} socket
 * @param {Meter} meter
 * @returns {Promise<never>}
 */
export async function echoOverPromiseSocket(socket, meter) {
  socket.setTimeout(TIMEOUT);
  for (;;) {
    await socket.write(BUFFER);
    for (let got = 0; got < SIZE; ) {
      const bytes = await socket.read();
      if (bytes === undefined) throw new Error("The server closed");
      got += bytes.length;
    }
    meter.count(1);
  }
}
