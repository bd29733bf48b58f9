import fc from "fast-check";
import { expect, it } from "vitest";
import { writeDatagram } from "../../src/wire/index.js";
import { bytes, NOTHING_LEFT, Stage, THERE, type FakeClient } from "./stage.js";

/** What a client may do: say something that might be right, or any text or bytes. */
const offer = fc.constantFrom("x".repeat(22), "last");
const host = fc.constantFrom(THERE, "127.0.0.1", "broker.test", "::ffff:10.0.0.1", "nowhere.test", "10.0.0.99", "127.1");
const port = fc.constantFrom(80, 81, 53, 9_000, 0);
const window = fc.constantFrom(1, 100, 65_536, 16_777_216);
const total = fc.constantFrom(0, 1, 5, 100, 2 ** 40);
const message = fc.oneof(
  fc.record({ type: fc.constant("dial"), host, port, window }),
  fc.record({ type: fc.constant("listen"), port, backlog: fc.constantFrom(1, 3) }),
  fc.record({ type: fc.constant("accept"), offer, window }),
  fc.record({ type: fc.constant("bind"), port: fc.constantFrom(undefined, 9_000) }),
  fc.record({ type: fc.constant("taken"), total }),
  fc.record({ type: fc.constant("destroy"), how: fc.constantFrom("abort", "reset") }),
  fc.record({ type: fc.constantFrom("refuse", "take"), offer }),
  fc.constant({ type: "finish" }),
  fc.record({ type: fc.constant("renew"), secure: fc.constant({ config: { verify: false } }) }),
  fc.record({ type: fc.string(), host: fc.anything(), port: fc.anything(), window: fc.anything() }),
);
const act = fc.oneof(
  { weight: 6, arbitrary: message.map((value) => ({ text: JSON.stringify(value) })) },
  { weight: 1, arbitrary: fc.json().map((text) => ({ text })) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text) => ({ text })) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 200 }).map((payload) => ({ payload })) },
  { weight: 2, arbitrary: fc.tuple(host, port).map(([to, at]) => ({ payload: writeDatagram({ host: to, port: at }, bytes("x")) })) },
  { weight: 1, arbitrary: fc.constant({ payload: new Uint8Array(65_536) }) },
  { weight: 1, arbitrary: fc.constantFrom({ ms: 0 }, { ms: 5 }, { ms: 11_000 }) },
  { weight: 1, arbitrary: fc.constantFrom({ reads: true }, { reads: false }) },
);
const script = fc.array(fc.record({ who: fc.nat(3), act }), { maxLength: 25 });

/** Does one thing. */
async function perform(stage: Stage, clients: FakeClient[], who: number, doing: { text?: string; payload?: Uint8Array; ms?: number; reads?: boolean }): Promise<void> {
  const client = clients[who];
  if (doing.ms !== undefined) await stage.settle(doing.ms);
  if (client === undefined || client.isGone) return;
  if (doing.text !== undefined) {
    const last = clients.flatMap(({ line }) => line.messages).findLast((one) => one.type === "offered");
    client.raw(doing.text.replace('"last"', JSON.stringify(last?.type === "offered" ? last.offer : "y".repeat(22))));
  }
  if (doing.payload !== undefined) client.send(doing.payload);
  if (doing.reads === true) client.read();
  if (doing.reads === false) client.line.isRead = false;
}

it("whatever clients say, the gateway goes on, says closed once and last, keeps little, and leaves nothing open", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const stage = new Stage({ allow: [`tcp://${THERE}:*`, `udp://${THERE}:*`, "listen://*:9000"], limits: { window: 65_536, dialTimeout: 5_000 } });
      const { net } = stage;
      net.name("broker.test", [THERE]);
      const there = net.host(THERE);
      there.listen(
        { port: 80, backlog: 9 },
        {
          listening: () => undefined,
          offered: (one) => {
            const stream = one.accept({
              ...{ connected: () => undefined, secured: () => undefined, sent: () => undefined, drained: () => undefined, closed: () => undefined },
              received: (data, length) => void stream.send(data.slice(0, length)),
              ended: () => stream.finish(),
            });
          },
          ...{ rejected: () => undefined, closed: () => undefined },
        },
      );
      const clients = [0, 1, 2, 3].map(() => stage.client());
      for (const { who, act: doing } of steps) {
        await perform(stage, clients, who, doing);
        if (steps.length % 3 === 0) await stage.settle(0);
      }
      for (const { line, isGone } of clients) {
        expect(line.queued).toBeLessThan(4 * 65_536);
        expect(line.types.filter((type) => type === "closed").length).toBeLessThanOrEqual(1);
        if (line.code !== undefined && !isGone) expect(line.types.at(-1)).toBe("closed");
      }
      for (const client of clients) client.leave();
      await stage.settle(60_000);
      expect(stage.left).toEqual({ ...NOTHING_LEFT, listeners: 1 });
      expect(Object.values(stage.tally.open).every((count) => count === 0)).toBe(true);
    }),
    { numRuns: 150 },
  );
});
