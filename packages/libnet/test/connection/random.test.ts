import fc from "fast-check";
import { expect, it } from "vitest";
import { LuatError, type Connection } from "../../src/index.js";
import { counted, simulate } from "../simulated.js";

type Side = "here" | "there";
type Action =
  | { readonly kind: "tx"; readonly side: Side; readonly size: number; readonly until: "accepted" | "free" | "sent"; readonly timeout: number | undefined }
  | { readonly kind: "rx" | "into" | "wait"; readonly side: Side; readonly timeout: number }
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "close" | "abort"; readonly side: Side }
  | { readonly kind: "link"; readonly up: boolean };

const side = fc.constantFrom<Side>("here", "there");
const timeout = fc.integer({ min: 1, max: 50 });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("tx" as const),
      side,
      size: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 5_000 }), fc.constant(90_000)),
      until: fc.constantFrom("accepted" as const, "free" as const, "sent" as const),
      timeout: fc.option(timeout, { nil: undefined }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("rx" as const, "into" as const, "wait" as const), side, timeout }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("sleep" as const), ms: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("close" as const, "abort" as const), side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link" as const), up: fc.boolean() }) },
);

/** One end, what it was asked to send and what it has read. */
class End {
  readonly read: number[] = [];
  offered = 0;
  /** Bytes of sends that were withdrawn or failed, so that they may be missing. */
  certain = true;
  #reading = false;

  constructor(readonly connection: Connection) {}

  async act(step: Exclude<Action, { kind: "sleep" | "link" }>): Promise<void> {
    const { connection } = this;
    try {
      switch (step.kind) {
        case "tx": {
          const bytes = counted(this.offered + step.size).subarray(this.offered);
          if (!this.certain) return;
          this.offered += step.size;
          await connection.tx(bytes, { until: step.until, timeout: step.timeout });
          return;
        }
        case "close":
          await connection.close({ timeout: 50 });
          return;
        case "abort":
          connection.abort();
          return;
        default:
          if (!this.#reading) await this.#readOnce(step.kind, step.timeout);
      }
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      if (step.kind === "tx") this.certain = false;
    }
  }

  async #readOnce(kind: "rx" | "into" | "wait", ms: number): Promise<void> {
    this.#reading = true;
    try {
      if (kind === "wait") {
        await this.connection.wait({ timeout: ms });
      } else if (kind === "into") {
        const target = new Uint8Array(700);
        const count = await this.connection.rx(target, { timeout: ms });
        this.read.push(...target.subarray(0, count));
      } else {
        this.read.push(...((await this.connection.rx({ timeout: ms })) ?? []));
      }
    } finally {
      this.#reading = false;
    }
  }
}

it("whatever is done and happens, every promise settles, bytes keep their order, and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (steps) => {
      const { net, client, server, run, pair } = simulate();
      const { here, there } = await pair();
      const ends = { here: new End(here), there: new End(there) };
      await run(async () => {
        const under: Array<Promise<void>> = [];
        for (const step of steps) {
          if (step.kind === "sleep") await client.sys.wait(step.ms);
          else if (step.kind === "link") net.host("10.0.0.2").setLink(step.up);
          else under.push(ends[step.side].act(step));
        }
        await client.sys.wait(200);
        net.host("10.0.0.2").setLink(true);
        for (const end of [ends.here, ends.there]) under.push(end.act({ kind: "close", side: "here" }));
        await client.sys.wait(200);
        // Sends without a time-out wait until the connection ends, which it has.
        await Promise.all(under);
      });
      for (const [from, to] of [
        [ends.here, ends.there],
        [ends.there, ends.here],
      ] as const) {
        if (!from.certain) continue;
        expect(to.read.length).toBeLessThanOrEqual(from.offered);
        expect(to.read.every((byte, i) => byte === i % 251)).toBe(true);
      }
      await run(async () => {
        await client.stop();
        await server.stop();
      });
      expect(net.openStreams).toBe(0);
      expect(net.clock.waiting).toBe(0);
    }),
    { numRuns: 300 },
  );
});
