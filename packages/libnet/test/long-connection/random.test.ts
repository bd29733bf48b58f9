import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDevice } from "../../src/index.js";
import { longConnection } from "../../src/long-connection/index.js";
import { CLIENT } from "../simulated.js";
import { outcomes } from "./rig.js";
import { FAULTS, NAME, PORT, TroubledServer, type FaultName } from "./troubled-server.js";

type Action =
  | { readonly kind: "fault"; readonly fault: FaultName; readonly ms: number }
  | { readonly kind: "calm" | "pause" | "resume" | "stop" }
  | { readonly kind: "send"; readonly size: number; readonly timeout: number | undefined }
  | { readonly kind: "read"; readonly timeout: number }
  | { readonly kind: "get" | "direct" }
  | { readonly kind: "pass"; readonly ms: number };

const FILL = `${"x".repeat(50_000)}\n`;
const time = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 200, max: 40_000 }));
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault: fc.constantFrom(...FAULTS), ms: fc.integer({ min: 1, max: 30_000 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("calm" as const, "pause" as const, "resume" as const) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), size: fc.oneof(fc.nat(100), fc.constant(100_000)), timeout: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("read" as const), timeout: fc.integer({ min: 1, max: 10_000 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("get" as const, "direct" as const) }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: time }) },
  ),
  { maxLength: 30 },
);

const settings = fc.record({
  queue: fc.constantFrom({ policy: "keep" as const }, { policy: "keep" as const, atLeastOnce: true }, { policy: "fail" as const }, { policy: "dropOldest" as const, maxItems: 3 }),
  hasLogin: fc.boolean(),
  latency: fc.constantFrom(0, 20, 300),
  stop: fc.constantFrom(0, 1, 3_000, 60_000),
  inbox: fc.constantFrom({}, { maxBytes: 50_000 }, { policy: "dropOldest" as const, maxBytes: 1_000 }),
});

describe("a long connection under random faults and calls", () => {
  it("settles everything, has one connection at most, sends nothing twice, keeps the order, and leaves nothing", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(settings, actions, async ({ queue, hasLogin, latency, stop, inbox }, steps) => {
        const net = new MockNet({ latency });
        const { clock } = net;
        const card = net.host(CLIENT);
        const device = createDevice({ adapters: { LWIP_GP: card }, log: silentLog, origins: false });
        const server = new TroubledServer(net);
        const watching = net.rule(() => {
          expect(card.openStreams).toBeLessThanOrEqual(1);
          return "pass";
        });
        const long = longConnection({
          ...{ host: NAME, port: PORT, queue, inbox, timeout: 10_000, loginTimeout: 5_000, receiveTimeout: 30_000, heartbeat: { idle: 10_000, data: "ping\n" } },
          retry: { delay: 1_000, max: 8_000, random: () => 0.5 },
          login: hasLogin ? async (session) => { await session.tx("user\n"); await session.rx(); } : undefined,
        }, device);
        const sent: Array<Promise<unknown>> = [];
        const reads: Array<Promise<unknown>> = [];
        for (const step of steps) {
          switch (step.kind) {
            case "fault":
              server.trouble(step.fault, step.ms);
              break;
            case "send":
              sent.push(long.tx(`item ${sent.length} ${"x".repeat(step.size)}\n`, { timeout: step.timeout }));
              break;
            case "read":
              reads.push(long.rx({ timeout: step.timeout }));
              break;
            case "get":
              sent.push(long.tx("get\n"));
              break;
            case "direct":
              // Past the queue, so that items find the connection full.
              reads.push(long.online({ timeout: 100 }).then((session) => Promise.all([session.tx(FILL), session.tx(FILL)])));
              break;
            case "pass":
              await clock.advance(step.ms);
              break;
            case "calm":
              server.calm();
              break;
            case "stop":
              break;
            default:
              void long[step.kind]();
          }
          for (const promise of [...sent, ...reads]) promise.catch(() => undefined);
          expect(card.openStreams).toBeLessThanOrEqual(1);
        }
        await clock.run(() => long.stop({ deadline: stop }));
        const told = await clock.run(() => outcomes(sent));
        await clock.run(() => outcomes(reads));
        expect(long.state).toMatchObject({ kind: "stopped", cause: undefined });
        device.assertIdle();
        server.calm();
        await clock.advance(200_000);
        check(server.lines, told, queue.atLeastOnce === true);
        await clock.run(() => device.stop());
        watching.remove();
        await clock.advance(200_000);
        expect(card.openStreams).toBe(0);
        expect(clock.waiting).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

/** What arrived agrees with what was told. */
function check(lines: readonly string[], told: readonly string[], atLeastOnce: boolean): void {
  const arrived = lines.filter((line) => line.startsWith("item ")).map((line) => Number(line.split(" ")[1]));
  for (const [n, outcome] of told.entries()) {
    const count = arrived.filter((item) => item === n).length;
    if (outcome === "sent" || outcome === "unknown" || outcome === "timeout") {
      if (!atLeastOnce) expect(count).toBeLessThanOrEqual(1);
    } else {
      expect([outcome, count]).toEqual([outcome, 0]);
    }
  }
  if (!atLeastOnce) expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
}
