import net from "node:net";

/** @typedef {import("../rows.mjs").Bench} Bench */

const SIZE = 64;
/** For Node's API, whose own kind of bytes is a Buffer; others would be converted at each write. */
const BUFFER = Buffer.alloc(SIZE, 0x5a);
const BYTES = new Uint8Array(BUFFER);
const TIMEOUT = 15_000;
/** Messages after which the sink is waited for: enough that the wait does not matter. */
const BATCH = 20_000;

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

/** @param {Bench} bench */
async function rawLoop(bench) {
  const { socket, acknowledged } = await connectRaw(bench);
  for (;;) {
    for (let i = 0; i < BATCH; i++) {
      if (!socket.write(BUFFER)) await new Promise((drained) => socket.once("drain", drained));
    }
    await acknowledged();
    bench.meter.count(BATCH);
  }
}

/** @param {Bench} bench */
async function rawAwaited(bench) {
  const { socket, acknowledged } = await connectRaw(bench);
  for (;;) {
    for (let i = 0; i < BATCH; i++) await new Promise((written) => socket.write(BUFFER, written));
    await acknowledged();
    bench.meter.count(BATCH);
  }
}

/**
 * @param {Bench} bench
 * @param {"sent"} [until]
 */
async function tx({ host, port, meter }, until) {
  const { connect } = await import("@luat/libnet");
  const conn = await connect({ host, port, timeout: TIMEOUT });
  for (;;) {
    if (until === undefined) for (let i = 0; i < BATCH; i++) await conn.tx(BYTES, { timeout: TIMEOUT });
    else for (let i = 0; i < BATCH; i++) await conn.tx(BYTES, { timeout: TIMEOUT, until });
    await conn.rx({ timeout: TIMEOUT });
    meter.count(BATCH);
  }
}

/** @param {Bench} bench */
async function promiseSocket({ host, port, meter }) {
  const { PromiseSocket } = await import("promise-socket");
  const socket = new PromiseSocket(new net.Socket());
  await socket.connect({ host, port, noDelay: true });
  socket.setTimeout(TIMEOUT);
  for (;;) {
    for (let i = 0; i < BATCH; i++) await socket.write(BUFFER);
    await socket.read();
    meter.count(BATCH);
  }
}

/** @type {import("../rows.mjs").Row} */
export const smallSendsRow = {
  id: "5",
  work: "small sends, 64 B, each awaited",
  unit: "messages",
  stride: BATCH,
  server: () => ({ kind: "sink", ackEvery: BATCH * SIZE }),
  base: "raw net, write loop",
  variants: {
    "raw net, write loop": { run: rawLoop },
    "tx, accepted": { run: (bench) => tx(bench) },
    "tx, until sent": { run: (bench) => tx(bench, "sent") },
    "promise-socket": { run: promiseSocket },
    "raw net, each write awaited": { run: rawAwaited, scale: true },
  },
  goals: [
    { variant: "tx, accepted", gate: { speed: 5 }, stretch: { speed: 12 } },
    { variant: "tx, until sent", gate: { speed: 0.95 }, stretch: { speed: 1 } },
  ],
  notes: [
    "The raw loop writes message by message and waits for 'drain' when write says false; it awaits nothing else.",
    `A message counts when the server has got it: it answers each ${BATCH.toLocaleString("en")} messages. The SDK's tx has a time-out armed on every call.`,
  ],
};
