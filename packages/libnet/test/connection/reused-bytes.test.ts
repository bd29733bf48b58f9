import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connect, listen, type Connection } from "../../src/index.js";
import { duplex } from "../../src/streams/index.js";
import { simulate } from "../simulated.js";

async function drain(connection: Connection, onChunk: () => Promise<void> = () => Promise.resolve()): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const bytes of connection) {
    parts.push(bytes);
    await onChunk();
  }
  return Buffer.concat(parts);
}

/** What arrives when one buffer is filled anew for each send: each send's bytes are its number. */
function expected(sizes: readonly number[]): Buffer {
  return Buffer.concat(sizes.map((size, i) => Buffer.alloc(size, i + 1)));
}

/** Sends from one buffer, and fills it anew as soon as it may. */
async function sendAnew(sizes: readonly number[], send: (bytes: Uint8Array) => Promise<unknown>): Promise<void> {
  const buffer = new Uint8Array(Math.max(...sizes));
  for (const [i, size] of sizes.entries()) {
    await send(buffer.subarray(0, size).fill(i + 1));
  }
  buffer.fill(0xff);
}

const sizesOf = fc.array(fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 200_000 })), { minLength: 1, maxLength: 12 });

describe("bytes that are sent", () => {
  it("may be changed as soon as tx resolves, whatever their size and however slow the reader", async () => {
    await fc.assert(
      fc.asyncProperty(sizesOf, fc.boolean(), async (sizes, isTorn) => {
        const { net, run, pair } = simulate({}, { latency: 2 });
        const { here, there } = await pair();
        await run(async () => {
          const reading = drain(there, () => new Promise((go) => net.clock.after(1, go)));
          await sendAnew(sizes, (bytes) => here.tx(isTorn ? [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)] : bytes));
          await here.finish();
          expect(Buffer.compare(await reading, expected(sizes))).toBe(0);
        });
      }),
      { numRuns: 25 },
    );
  });

  it.each(["tx", "duplex"] as const)("may be changed on the real network, too, when %s is done with them", async (way) => {
    await using server = await listen({ port: 0, host: "127.0.0.1" });
    await using here = await connect({ host: "127.0.0.1", port: server.local.port });
    const there = await server.accept();
    if (there === undefined) throw new Error("no client");
    const sizes = Array.from({ length: 12 }, () => 500_000);
    const stream = way === "duplex" ? duplex(here) : undefined;
    const sending = sendAnew(sizes, (bytes) => (stream === undefined ? here.tx(bytes) : new Promise((written) => stream.write(bytes, written))));
    // Nobody reads until the system is full.
    await Promise.race([sending, new Promise((go) => setImmediate(go))]);
    const reading = drain(there);
    await sending;
    if (stream === undefined) await here.finish();
    else stream.end();
    expect(Buffer.compare(await reading, expected(sizes))).toBe(0);
    await there.close();
  });
});
