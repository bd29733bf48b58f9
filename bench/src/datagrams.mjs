// Sockets for the rows about UDP, connected to the server unless it says otherwise, one for each API.
import dgram from "node:dgram";
import { once } from "node:events";
import { TIMEOUT } from "./message.mjs";

/** @typedef {import("./rows.mjs").Bench} Bench */

/** @param {Bench} bench */
export async function openRaw({ host, port }) {
  const socket = dgram.createSocket("udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  return socket;
}

/** A socket that is not connected: each of its sends asks for the address. */
export async function openRawUnconnected() {
  const socket = dgram.createSocket("udp4").bind();
  await once(socket, "listening");
  return socket;
}

/** @param {Bench} bench */
export async function openPromise({ host, port }) {
  const { bind } = await import("@luat/libnet");
  return bind({ peer: { host, port }, timeout: TIMEOUT });
}

/**
 * @param {Bench} bench
 * @param {(socket: import("@luat/socket").SocketTable, ctrl: import("@luat/socket").Ctrl, event: number) => void} onEvent told of what went well
 * @returns {Promise<never>} rejects when something did not
 */
export async function runCallback({ host, port }, onEvent) {
  const { socket } = await import("@luat/socket");
  return new Promise((_, reject) => {
    const netc = socket.create(null, (ctrl, event, param) => {
      if (param === 0) onEvent(socket, ctrl, event);
      else reject(new Error(`Event ${event} came with ${param}`));
    });
    socket.config(netc, null, true);
    socket.connect(netc, host, port);
  });
}

/** Its sockets cannot be connected. */
export async function openDgramAsPromised() {
  const { DgramAsPromised } = await import("dgram-as-promised");
  return DgramAsPromised.createSocket("udp4").setTimeout(TIMEOUT);
}
