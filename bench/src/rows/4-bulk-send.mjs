import { sendPromise, sendPromiseSocket, sendRawAwaited, sendRawLoop } from "../send.mjs";

const SIZE = 64 * 1024;
const KIB = SIZE / 1024;
/** Writes after which the sink is waited for: 64 MiB. */
const BATCH = 1024;
const work = { size: SIZE, batch: BATCH };

/** @type {import("../rows.mjs").Row} */
export const bulkSendRow = {
  id: "4",
  work: `bulk send, ${KIB} KiB a write, each awaited`,
  unit: "writes",
  stride: BATCH,
  oneCore: true,
  server: () => ({ kind: "sink", ackEvery: BATCH * SIZE }),
  base: "raw net, drain loop",
  variants: {
    "raw net, drain loop": { run: (bench) => sendRawLoop(bench, work) },
    tx: { run: (bench) => sendPromise(bench, work) },
    "tx, until sent": { run: (bench) => sendPromise(bench, work, "sent"), scale: true },
    "promise-socket": { run: (bench) => sendPromiseSocket(bench, work), scale: true },
    "raw net, each write awaited": { run: (bench) => sendRawAwaited(bench, work), scale: true },
  },
  goals: [{ variant: "tx", gate: { speed: 0.93 }, stretch: { speed: 1 } }],
  notes: [`The raw loop writes until write says false, then waits for 'drain'. The server answers each ${(BATCH * SIZE) / 2 ** 20} MiB; the SDK's tx has a time-out armed on every call.`],
};
