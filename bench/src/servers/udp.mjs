import dgram from "node:dgram";
import { once } from "node:events";

/**
 * @typedef {{ kind: "udp echo" } | { kind: "udp sink", ackEvery: number }} UdpSettings
 * udp echo sends back what it gets; udp sink throws it away and sends one datagram for every `ackEvery` it got.
 */

/**
 * @param {UdpSettings} settings
 * @param {number} port
 * @param {() => void} onWork called when there is work to do
 * @returns {Promise<unknown>} rejects when the port is in use
 */
export function serveUdp(settings, port, onWork) {
  const socket = dgram.createSocket("udp4");
  socket.once("message", onWork);
  if (settings.kind === "udp echo") {
    socket.on("message", (bytes, from) => socket.send(bytes, from.port, from.address));
  } else {
    let unacknowledged = 0;
    socket.on("message", (_, from) => {
      if (++unacknowledged < settings.ackEvery) return;
      unacknowledged = 0;
      socket.send("!", from.port, from.address);
    });
  }
  socket.bind({ address: "127.0.0.1", port, exclusive: true });
  return once(socket, "listening");
}
