/** @typedef {import("../rows.mjs").Bench} Bench */

const TIMEOUT = 15_000;
const BATCH = 1000;
const nothing = () => undefined;

/** @param {Bench} bench */
async function deadline({ meter }) {
  const { systemClock } = await import("@luat/contract");
  const { Deadline, Deadlines } = await import("@luat/socket/runtime");
  const deadlines = new Deadlines(systemClock);
  const one = new Deadline(nothing);
  for (;;) {
    for (let i = 0; i < BATCH; i++) {
      deadlines.arm(one, TIMEOUT);
      deadlines.disarm(one);
    }
    meter.count(BATCH);
  }
}

/** @param {Bench} bench */
async function clock({ meter }) {
  let sum = 0;
  for (;;) {
    for (let i = 0; i < BATCH; i++) sum += performance.now();
    meter.count(sum > 0 ? BATCH : 0);
  }
}

/** @param {Bench} bench */
async function hostTimer({ meter }) {
  for (;;) {
    for (let i = 0; i < BATCH; i++) clearTimeout(setTimeout(nothing, TIMEOUT));
    meter.count(BATCH);
  }
}

/** @param {Bench} bench */
async function abortSignal({ meter }) {
  for (;;) {
    for (let i = 0; i < BATCH; i++) AbortSignal.timeout(TIMEOUT);
    meter.count(BATCH);
    // What is collected is only let go of between turns.
    await new Promise((turned) => setImmediate(turned));
  }
}

/** @param {Bench} bench */
async function pTimeout({ meter }) {
  const { default: timeout } = await import("p-timeout");
  for (;;) {
    for (let i = 0; i < BATCH; i++) await timeout(Promise.resolve(), { milliseconds: TIMEOUT });
    meter.count(BATCH);
  }
}

/** @type {import("../rows.mjs").Row} */
export const deadlinesRow = {
  id: "7",
  work: "arming and cancelling a time-out",
  unit: "time-outs",
  stride: BATCH,
  variants: {
    "SDK deadline": { run: deadline },
    "reading the clock alone": { run: clock, scale: true },
    "setTimeout + clearTimeout": { run: hostTimer, scale: true },
    "AbortSignal.timeout": { run: abortSignal, scale: true },
    "p-timeout": { run: pTimeout, scale: true },
  },
  goals: [{ variant: "SDK deadline", gate: { time: 100 }, stretch: { time: 60 } }],
  notes: ["Nanoseconds of CPU time. AbortSignal.timeout cannot be cancelled: it is only made. p-timeout wraps a promise that is resolved already."],
};
