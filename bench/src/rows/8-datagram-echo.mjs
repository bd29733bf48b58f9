import { openDgramAsPromised, openPromise, openRaw, openRawUnconnected, runCallback } from "../datagrams.mjs";
import { BUFFER, BYTES, SIZE, TIMEOUT } from "../message.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

/** @param {number | undefined} length of what came back */
function check(length) {
  if (length !== SIZE) throw new Error(`${length} of ${SIZE} bytes came back`);
}

/**
 * @param {import("node:dgram").Socket} socket
 * @param {import("../meter.mjs").Meter} meter
 * @param {() => void} send
 * @returns {Promise<never>}
 */
function echoRaw(socket, meter, send) {
  return new Promise((_, reject) => {
    socket.on("error", reject);
    socket.on("message", (bytes) => {
      check(bytes.length);
      meter.count(1);
      send();
    });
    send();
  });
}

/** @param {Bench} bench */
async function raw(bench) {
  const socket = await openRaw(bench);
  return echoRaw(socket, bench.meter, () => socket.send(BUFFER));
}

/** Only so it learns of a send that fails. @param {Bench} bench */
async function rawTold(bench) {
  const socket = await openRaw(bench);
  const onSent = (/** @type {Error | null} */ error) => {
    if (error !== null) socket.emit("error", error);
  };
  return echoRaw(socket, bench.meter, () => socket.send(BUFFER, onSent));
}

/** @param {Bench} bench */
async function rawUnconnected({ host, port, meter }) {
  const socket = await openRawUnconnected();
  return echoRaw(socket, meter, () => socket.send(BUFFER, port, host));
}

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function promise(bench) {
  const datagrams = await openPromise(bench);
  for (;;) {
    await datagrams.tx(BYTES, undefined, { timeout: TIMEOUT });
    const datagram = await datagrams.rx({ timeout: TIMEOUT });
    check(datagram?.bytes.length);
    bench.meter.count(1);
  }
}

/** @param {Bench} bench */
async function callback(bench) {
  const { zbuff } = await import("@luat/corelib");
  const message = zbuff.create(SIZE, 0x5a);
  message.seek(SIZE);
  const buff = zbuff.create(1024);
  return runCallback(bench, (socket, ctrl, event) => {
    if (event === socket.EVENT) {
      socket.rx(ctrl, buff);
      // Some events say no more than that what was sent has gone.
      if (buff.used() === 0) return;
      check(buff.used());
      buff.del();
      bench.meter.count(1);
      socket.tx(ctrl, message);
    } else if (event === socket.ON_LINE) {
      socket.tx(ctrl, message);
    }
  });
}

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function dgramAsPromised({ host, port, meter }) {
  const socket = await openDgramAsPromised();
  for (;;) {
    // What comes while nobody waits is lost.
    const answer = socket.recv();
    await socket.send(BUFFER, port, host);
    check((await answer)?.msg.length);
    meter.count(1);
  }
}

/** @type {import("../rows.mjs").Row} */
export const datagramEchoRow = {
  id: "8",
  work: `UDP echo, ${SIZE} B, connected`,
  unit: "round trips",
  stride: 100,
  oneCore: true,
  server: () => ({ kind: "udp echo" }),
  base: "raw dgram",
  variants: {
    "raw dgram": { run: raw },
    "Promise face": { run: promise },
    "callback face": { run: callback },
    "dgram-as-promised": { run: dgramAsPromised, scale: true },
    "raw dgram, told of each send": { run: rawTold, scale: true },
    "raw dgram, not connected": { run: rawUnconnected, scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { speed: 1.05 }, stretch: { speed: 1.14 } },
    { variant: "callback face", gate: { speed: 1.05 }, stretch: { speed: 1.14 } },
  ],
  notes: [
    "The Promise face arms a time-out on every tx and rx; dgram-as-promised has one on every receive, and knows no connected sockets; raw dgram has none.",
  ],
};
