import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { expect, it } from "vitest";
import { createDevice } from "../../src/index.js";
import { longConnection } from "../../src/long-connection/index.js";
import { CLIENT } from "../simulated.js";
import { FAULTS, NAME, PORT, TroubledServer } from "./troubled-server.js";

const WEEK = 7 * 24 * 3_600_000;
const HOUR = 3_600_000;

it("lasts a week of random faults: each item arrives once, or is told to be uncertain", { timeout: 60_000 }, async () => {
  const net = new MockNet({ latency: 40, seed: 3 });
  const { clock } = net;
  const card = net.host(CLIENT);
  const device = createDevice({ adapters: { LWIP_GP: card }, log: silentLog, origins: false });
  const server = new TroubledServer(net);
  const random = chance(17);
  let bites = 0;
  const long = longConnection({
    ...{ host: NAME, port: PORT, timeout: 15_000, receiveTimeout: 180_000, heartbeat: { idle: 60_000, data: "ping\n" } },
    ...{ retry: { random }, inbox: { policy: "dropOldest", maxBytes: 1_000 } },
    watchdog: { timeout: 3_600_000, onBite: () => bites++ },
    login: async (session) => {
      await session.tx("user\n");
      if ((await session.rx()) === undefined) throw new Error("the server left");
    },
  }, device);
  const told: Array<string | undefined> = [];
  const report = (): void => {
    const n = told.push(undefined) - 1;
    long.tx(`item ${n}\n`).then(() => (told[n] = "sent"), (error: { reason?: string }) => (told[n] = error.reason ?? "?"));
  };
  device.sys.timerLoopStart(report, 10 * 60_000);
  let faults = 0;
  const trouble = (): void => {
    faults++;
    server.trouble(FAULTS[Math.floor(random() * FAULTS.length)] ?? "reset", 1_000 + random() * 300_000);
    clock.after(random() * 2 * HOUR, trouble);
  };
  const first = clock.after(HOUR, trouble);
  await clock.run(async () => device.sys.wait(WEEK), { within: 2 * WEEK });
  first();
  server.calm();
  await clock.advance(600_000);
  expect(long.state.kind).toBe("online");
  expect(faults).toBeGreaterThan(100);
  expect(long.status().successes).toBeGreaterThan(50);
  expect(bites).toBe(0);
  await clock.run(() => long.stop());
  const arrived = server.lines.filter((line) => line.startsWith("item ")).map((line) => Number(line.slice(5)));
  expect(new Set(arrived).size).toBe(arrived.length);
  expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
  expect(told.filter((outcome) => outcome !== "sent" && outcome !== "unknown")).toEqual([]);

  await clock.run(() => device.stop());
});

/** A small generator of numbers from 0 to below 1: the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
