/** @typedef {import("../rows.mjs").Bench} Bench */

/**
 * @typedef {object} Time
 * @property {() => number} now
 * @property {(ms: number) => Promise<void>} wait
 * @property {(ms: number) => Promise<unknown>} advance
 */

const DEVICES = 100;
const PERIOD = 30_000;
/** How many async functions each heartbeat goes through, one awaiting the other. */
const DEPTH = 10;

/**
 * @param {number} depth
 * @returns {Promise<number>}
 */
async function beat(depth) {
  return depth === 0 ? 1 : await beat(depth - 1);
}

/**
 * Lets devices beat for ever, all in one period, each first after its own delay.
 *
 * @param {() => Promise<Time>} load
 * @param {(device: number) => number} delay
 * @returns {(bench: Bench) => Promise<never>}
 */
function heartbeats(load, delay) {
  return async ({ meter }) => {
    const time = await load();
    let beats = 0;
    const device = async (/** @type {number} */ index) => {
      for (let due = delay(index); ; due = PERIOD) {
        await time.wait(due);
        const at = time.now();
        const done = await beat(DEPTH);
        beats += done;
        if (time.now() !== at) throw new Error(`Time moved by ${time.now() - at} ms before a heartbeat was done`);
        meter.count(1);
      }
    };
    const failed = Promise.all(Array.from({ length: DEVICES }, (_, index) => device(index)));
    const run = async () => {
      for (let periods = 1; ; periods++) {
        await time.advance(PERIOD);
        if (beats !== periods * DEVICES) throw new Error(`${beats} heartbeats in ${periods} periods`);
      }
    };
    return Promise.race([run(), failed.then(() => run())]);
  };
}

/** @returns {Promise<Time>} */
async function loadVirtualClock() {
  const { VirtualClock } = await import("@luat/adapters/mock");
  const clock = new VirtualClock();
  return {
    now: () => clock.now(),
    wait: (ms) => new Promise((resolve) => clock.after(ms, () => resolve())),
    advance: (ms) => clock.advance(ms),
  };
}

/** @returns {Promise<Time>} */
async function loadFakeTimers() {
  const { createClock } = await import("@sinonjs/fake-timers");
  const clock = createClock();
  return {
    now: () => clock.now,
    wait: (ms) => new Promise((resolve) => clock.setTimeout(() => resolve(), ms)),
    advance: (ms) => clock.tickAsync(ms),
  };
}

/**
 * No clock at all: whoever waits is told at once. What is left is what the heartbeats themselves take.
 *
 * @returns {Promise<Time>}
 */
async function loadNothing() {
  let now = 0;
  /** @type {(() => void)[]} */
  let waiting = [];
  return {
    now: () => now,
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    advance: (ms) => {
      now += ms;
      const due = waiting;
      waiting = [];
      for (const go of due) go();
      return new Promise((settled) => setImmediate(settled));
    },
  };
}

/** All at the same moment. */
const together = () => PERIOD;
/** @param {number} device */
const spread = (device) => ((device + 1) * PERIOD) / DEVICES;

/** @type {import("../rows.mjs").Row} */
export const heartbeatsRow = {
  id: "12",
  work: `virtual time, heartbeats of ${DEVICES} devices`,
  unit: "heartbeats",
  stride: DEVICES,
  base: "fake-timers, tickAsync",
  variants: {
    "fake-timers, tickAsync": { run: heartbeats(loadFakeTimers, together) },
    VirtualClock: { run: heartbeats(loadVirtualClock, together) },
    "no clock: the heartbeats alone": { run: heartbeats(loadNothing, together), scale: true },
    "fake-timers, each at its own time": { run: heartbeats(loadFakeTimers, spread), scale: true },
    "VirtualClock, each at its own time": { run: heartbeats(loadVirtualClock, spread), scale: true },
  },
  goals: [{ variant: "VirtualClock", gate: { speed: 6 }, stretch: { speed: 9 } }],
  notes: [
    `Each heartbeat is ${DEPTH} async functions deep and must be done before time moves on. All devices beat at the same moments, unless the variant says otherwise.`,
  ],
};
