import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zbuff } from "@luat/corelib";
import { joinSmall } from "../../src/connection/join-small.js";
import { TimeoutError, type Connection } from "../../src/index.js";
import { CLIENT, counted, simulate, text } from "../simulated.js";

async function drain(connection: Connection): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of connection) parts.push(bytes);
  return new Uint8Array(Buffer.concat(parts));
}

describe("tx of several pieces", () => {
  it("sends them in order as one message, of whatever kind they are", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const buff = zbuff.create(8, "zbuff");
      if (buff === undefined) throw new Error("no zbuff");
      void here.tx(["head ", counted(0), buff, " ", counted(100_000)]);
      void here.tx("next");
      await here.tx([]);
      await here.finish();
      const all = await drain(there);
      expect(text(all.subarray(0, 11))).toBe("head zbuff ");
      expect(Buffer.compare(all.subarray(11, 100_011), counted(100_000))).toBe(0);
      expect(text(all.subarray(100_011))).toBe("next");
      expect(here.bytesOut).toBe(100_015);
    });
  });

  it("arrive together where they are small", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      for (const until of ["accepted", "sent"] as const) {
        await here.tx(["he", "ll", "o"], { until });
        expect(text(await there.rx())).toBe("hello");
        await there.tx("again");
        await here.rx();
      }
    });
  });

  it("keep other sends out of their middle, also where there is no room for all of them", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const guard = net.fillBuffers({ from: CLIENT });
      const message = here.tx(Array.from({ length: 5 }, () => counted(50_000)));
      const other = here.tx("other");
      guard.remove();
      const reading = drain(there);
      await Promise.all([message, other]);
      await here.finish();
      const all = await reading;
      expect(all.length).toBe(250_005);
      expect(text(all.subarray(250_000))).toBe("other");
    });
  });

  it("are withdrawn as a whole when none was accepted, and not at all when one was", async () => {
    const { net, run, client, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const guard = net.fillBuffers({ from: CLIENT });
      const torn: unknown = await here.tx([counted(70_000), counted(70_000), "tail"], { timeout: 1_000 }).catch((error: unknown) => error);
      expect(torn).toBeInstanceOf(TimeoutError);
      expect(torn).toMatchObject({ withdrawn: false });
      const whole: unknown = await here.tx(["never ", counted(70_000)], { timeout: 1_000 }).catch((error: unknown) => error);
      expect(whole).toMatchObject({ withdrawn: true });
      expect(() => client.assertIdle()).not.toThrow("tx of");
      guard.remove();
      const reading = drain(there);
      await here.tx("end");
      await here.finish();
      expect(text((await reading).subarray(140_000))).toBe("tailend");
    });
  });

  it("reject for each when the connection ends before, and do nothing when a piece is wrong", async () => {
    const { net, run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      await expect(here.tx(["a", 5] as unknown as string[])).rejects.toThrow("data[1] is 5; expected a text, a Uint8Array or a zbuff");
      await expect(here.tx(["a", "b"], { signal: AbortSignal.abort("no") })).rejects.toBe("no");
      expect(here.bytesOut).toBe(0);
      net.fillBuffers({ from: CLIENT });
      const sending = here.tx([counted(70_000), counted(70_000)]);
      const sent = expect(sending).rejects.toThrow("you closed the connection");
      here.abort();
      await sent;
      await expect(here.tx(["a"])).rejects.toThrow("you closed the connection");
    });
  });

  it("join only what is small, and lose nothing", () => {
    const size = fc.oneof(fc.nat(50), fc.integer({ min: 2_000, max: 3_000 }), fc.constant(0));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 40 }), (sizes) => {
        const pieces = sizes.map((length, i) => new Uint8Array(length).fill(i));
        const joined = joinSmall(pieces);
        expect(Buffer.compare(Buffer.concat(joined), Buffer.concat(pieces))).toBe(0);
        for (const piece of pieces) if (piece.length > 2_048) expect(joined).toContain(piece);
        expect(joined.every(({ length }) => length > 0 && length <= 16_384)).toBe(true);
      }),
    );
  });
});
