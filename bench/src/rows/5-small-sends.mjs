import { sendPromise, sendPromiseSocket, sendRawAwaited, sendRawLoop } from "../send.mjs";

const SIZE = 64;
const BATCH = 20_000;
const work = { size: SIZE, batch: BATCH };

/** @type {import("../rows.mjs").Row} */
export const smallSendsRow = {
  id: "5",
  work: `small sends, ${SIZE} B, each awaited`,
  unit: "messages",
  stride: BATCH,
  server: () => ({ kind: "sink", ackEvery: BATCH * SIZE }),
  base: "raw net, write loop",
  variants: {
    "raw net, write loop": { run: (bench) => sendRawLoop(bench, work) },
    "tx, accepted": { run: (bench) => sendPromise(bench, work) },
    "tx, until sent": { run: (bench) => sendPromise(bench, work, "sent") },
    "promise-socket": { run: (bench) => sendPromiseSocket(bench, work), scale: true },
    "raw net, each write awaited": { run: (bench) => sendRawAwaited(bench, work), scale: true },
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
