import { meetsNeeds } from "./law.js";
import { LAWS } from "./laws.js";
import type { MakeRig } from "./rig.js";

/** The two functions of a test runner that are needed; those of vitest, node:test, mocha and jest fit. */
export interface TestRunner {
  /** Groups the tests that `define` registers. */
  describe(name: string, define: () => void): unknown;
  /** Registers one test; it fails when `run` rejects. */
  it: {
    (title: string, run: () => Promise<void>): unknown;
    /** Where it exists, laws that are not about this card are shown as skipped; else they are left out. */
    skip?: ((title: string, run: () => Promise<void>) => unknown) | undefined;
  };
}

/**
 * Registers one test for each law that is about this card (its traits and the rig's abilities decide): a card that
 * speaks TLS is held to the laws about it where the rig has `tls`, and sends to everybody where it has `broadcast`.
 *
 * @param name - of the suite, for the report only.
 * @param makeRig - called once at the start, to see what the card can do, and once for each law.
 * @param runner - `describe` and `it` of the test runner.
 * @returns when all are registered. Rejects with what `makeRig` throws; in a test that fails, with a {@link LawBroken}.
 * @example
 * ```ts
 * import { describe, it } from "node:test";
 * import { MockNet } from "@luat/adapters/mock";
 * import { describeAdapter, type Rig } from "@luat/contract/conformance";
 *
 * function makeRig(): Rig {
 *   const net = new MockNet();
 *   return {
 *     adapter: net.host("10.0.0.2"), // put your card here
 *     peer: net.host("10.0.0.1"),
 *     host: "10.0.0.1",
 *     selfHost: "10.0.0.2",
 *     closedPort: async () => 9,
 *     until: (done) => net.clock.until(done),
 *     idle: () => net.clock.run(),
 *     dispose: async () => undefined,
 *   };
 * }
 * await describeAdapter("my card", makeRig, { describe, it });
 * ```
 */
export async function describeAdapter(name: string, makeRig: MakeRig, runner: TestRunner): Promise<void> {
  const { describe, it } = runner;
  const probe = await makeRig();
  const fitting = new Set(LAWS.filter((law) => meetsNeeds(probe, law.needs)));
  await probe.dispose();
  describe(name, () => {
    for (const law of LAWS) {
      const title = `${law.id}: ${law.title}`;
      const run = async (): Promise<void> => {
        const rig = await makeRig();
        try {
          await law.check(rig);
        } finally {
          await rig.dispose();
        }
      };
      if (fitting.has(law)) it(title, run);
      else it.skip?.(title, run);
    }
  });
}
