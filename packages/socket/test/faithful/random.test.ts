import fc from "fast-check";
import { expect, it } from "vitest";
import { CALLS, Chaos, NETWORK, type Act } from "../chaos.js";

const much = fc.nat(600);
const who = fc.nat(5);
const call: fc.Arbitrary<Act> = fc.record({ act: fc.constantFrom(...CALLS), who, much });
const any: fc.Arbitrary<Act> = fc.oneof(call, fc.record({ act: fc.constantFrom(...NETWORK), who, much }));

it("whatever is called and whatever happens, no state is impossible, no byte is lost, and nothing stays open", { timeout: 60_000 }, () => {
  let done = 0;
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40, size: "max" }), fc.array(call, { maxLength: 8 }), (acts, inside) => {
      const chaos = new Chaos(inside);
      for (const act of acts) chaos.do(act);
      chaos.finish();
      done++;
    }),
    { numRuns: 10_000 },
  );
  expect(done).toBe(10_000);
});
