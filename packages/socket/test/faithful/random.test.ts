import fc from "fast-check";
import { expect, it } from "vitest";
import { CALLS, Chaos, NETWORK, type Act } from "../chaos.js";

const weighted = (weights: Readonly<Record<string, number>>): fc.Arbitrary<Act["act"]> =>
  fc.constantFrom(...Object.entries(weights).flatMap(([act, weight]) => new Array<Act["act"]>(weight).fill(act as Act["act"])));
const much = fc.nat(600);
const who = fc.nat(5);
const call: fc.Arbitrary<Act> = fc.record({ act: weighted(CALLS), who, much });
const any: fc.Arbitrary<Act> = fc.oneof(call, fc.record({ act: weighted(NETWORK), who, much }));
const start = fc.constantFrom("nothing", "connected", "connected, slow", "listening", "secured", "bound");

it("whatever is called and whatever happens, no state is impossible, no byte is lost, and nothing stays open", { timeout: 60_000 }, () => {
  let done = 0;
  fc.assert(
    fc.property(start, fc.array(any, { maxLength: 60, size: "max" }), fc.array(call, { maxLength: 8 }), (begin, acts, inside) => {
      const chaos = new Chaos(begin, inside);
      for (const act of acts) chaos.do(act);
      chaos.finish();
      done++;
    }),
    { numRuns: 10_000 },
  );
  expect(done).toBe(10_000);
});
