import { openDgramAsPromised, openPromise, openRaw, openRawUnconnected, runCallback } from "../datagrams.mjs";
import { BUFFER, BYTES, SIZE, TIMEOUT } from "../message.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

/** The server answers after so many. */
const ACK_EVERY = 64;
/** So many may be unanswered: the system keeps them all for a server that is late. */
const WINDOW = 3 * ACK_EVERY;

/**
 * @param {import("node:dgram").Socket} socket
 * @param {import("../meter.mjs").Meter} meter
 * @param {(sent: (error: Error | null) => void) => void} sendOne
 * @returns {Promise<never>}
 */
function sendRaw(socket, meter, sendOne) {
  return new Promise((_, reject) => {
    let unanswered = 0;
    let isWaiting = false;
    const send = () => {
      unanswered++;
      sendOne(onSent);
    };
    const onSent = (/** @type {Error | null} */ error) => {
      if (error !== null) reject(error);
      else if (unanswered < WINDOW) send();
      else isWaiting = true;
    };
    socket.on("error", reject);
    socket.on("message", () => {
      unanswered -= ACK_EVERY;
      meter.count(ACK_EVERY);
      if (!isWaiting) return;
      isWaiting = false;
      send();
    });
    send();
  });
}

/** @param {Bench} bench */
async function raw(bench) {
  const socket = await openRaw(bench);
  return sendRaw(socket, bench.meter, (sent) => socket.send(BUFFER, sent));
}

/** @param {Bench} bench */
async function rawUnconnected({ host, port, meter }) {
  const socket = await openRawUnconnected();
  return sendRaw(socket, meter, (sent) => socket.send(BUFFER, port, host, sent));
}

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function rawUnawaited(bench) {
  const { meter } = bench;
  const socket = await openRaw(bench);
  return new Promise((_, reject) => {
    let unanswered = 0;
    const fill = () => {
      for (; unanswered < WINDOW; unanswered++) socket.send(BUFFER);
    };
    socket.on("error", reject);
    socket.on("message", () => {
      unanswered -= ACK_EVERY;
      meter.count(ACK_EVERY);
      fill();
    });
    fill();
  });
}

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function promise(bench) {
  const datagrams = await openPromise(bench);
  for (let unanswered = 0; ; ) {
    for (; unanswered < WINDOW; unanswered++) await datagrams.tx(BYTES, undefined, { timeout: TIMEOUT });
    await datagrams.rx({ timeout: TIMEOUT });
    unanswered -= ACK_EVERY;
    bench.meter.count(ACK_EVERY);
  }
}

/** @param {Bench} bench */
async function callback(bench) {
  const { zbuff } = await import("@luat/corelib");
  const message = zbuff.create(SIZE, 0x5a);
  message.seek(SIZE);
  const buff = zbuff.create(1024);
  let unanswered = 0;
  return runCallback(bench, (socket, ctrl, event) => {
    if (event === socket.EVENT) {
      while ((socket.rx(ctrl, buff)[1] ?? 0) > 0) {
        unanswered -= ACK_EVERY;
        bench.meter.count(ACK_EVERY);
      }
      buff.del();
    }
    for (; unanswered < WINDOW; unanswered++) {
      const [, isFull] = socket.tx(ctrl, message);
      if (isFull !== false) return;
    }
  });
}

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function dgramAsPromised({ host, port, meter }) {
  const socket = await openDgramAsPromised();
  let answer = socket.recv();
  for (;;) {
    // What comes while nobody waits is lost, so no answer may be under way when another is waited for.
    for (let i = 0; i < ACK_EVERY; i++) await socket.send(BUFFER, port, host);
    await answer;
    answer = socket.recv();
    meter.count(ACK_EVERY);
  }
}

/** @type {import("../rows.mjs").Row} */
export const datagramSendsRow = {
  id: "8b",
  work: `UDP sends, ${SIZE} B, connected, each awaited`,
  unit: "datagrams",
  stride: ACK_EVERY,
  server: () => ({ kind: "udp sink", ackEvery: ACK_EVERY }),
  base: "raw dgram",
  variants: {
    "raw dgram": { run: raw },
    "Promise face": { run: promise },
    "callback face": { run: callback },
    "dgram-as-promised": { run: dgramAsPromised, scale: true },
    "raw dgram, not connected": { run: rawUnconnected, scale: true },
    "raw dgram, none awaited": { run: rawUnawaited, scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { speed: 1.15 }, stretch: { speed: 1.3 } },
    { variant: "callback face", gate: { speed: 1.15 }, stretch: { speed: 1.3 } },
  ],
  notes: [
    `raw dgram sends on when it is told that the last one is sent. A datagram counts when the server has got it: it answers each ${ACK_EVERY}, and at most ${WINDOW} may be unanswered.`,
  ],
};
