import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lines } from "../../src/frames/index.js";
import type { Connection } from "../../src/index.js";
import { longConnection, type LongConnectionSettings, type Session } from "../../src/long-connection/index.js";
import { simulate, SERVER, text } from "../simulated.js";
import { PORT, rig, type Rig } from "./rig.js";

/** What a connection may leave in its socket when it ends. */
const SOCKET = 131_072;

async function pour(r: Rig, n: number, bytes: number): Promise<void> {
  await r.run(() => r.accepted[n]?.tx("x".repeat(bytes)) ?? Promise.reject(new Error(`there is no connection ${n}`)));
  await r.pass(1);
}

describe("an inbox that is full", () => {
  it.each(["reset", "close"] as const)("holds back the next connection after a %s, until somebody reads", async (how) => {
    const r = await rig({ inbox: { maxBytes: 1_000 } });
    await r.pass(10);
    await pour(r, 0, 1_500);
    await pour(r, 0, 500);
    if (how === "reset") r.net.reset(SERVER);
    else await r.run(() => r.accepted[0]?.close() ?? Promise.resolve());
    await r.pass(60_000);
    expect(r.long.status()).toMatchObject({ state: { kind: "waiting-for-reader", unread: 2_000 }, unread: { bytes: 2_000 }, attempts: 1, connection: undefined });
    expect(r.kinds().slice(-2)).toEqual(["waiting-to-retry", "waiting-for-reader"]);
    let length = 0;
    await r.run(async () => {
      while (length < 2_000) length += (await r.long.rx())?.length ?? 0;
    });
    await r.pass(1);
    expect(r.long.state).toMatchObject({ kind: "online", number: 2 });
    await r.end();
  });

  it("does not keep a program that pauses, resumes or stops waiting", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 } });
    await r.pass(10);
    await pour(r, 0, 1_000);
    r.net.reset(SERVER);
    await r.pass(5_000);
    expect(r.long.state.kind).toBe("waiting-for-reader");
    await r.run(() => r.long.pause());
    r.long.resume();
    await r.pass(1);
    expect(r.long.state.kind).toBe("waiting-for-reader");
    const sent = r.long.tx("x").catch((error: { code?: string }) => error.code);
    await r.run(() => r.long.stop({ deadline: 3_000 }));
    expect(await sent).toBe("closed");
    await r.end();
  });

  it("because of a connection whose loop was left does not hold back the next one", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 } });
    const seen: Array<string | undefined> = [];
    const reading = (async () => {
      for await (const session of r.long.connections()) {
        for await (const bytes of session) {
          seen.push(`${session.number} ${text(bytes)?.length}`);
          break;
        }
      }
    })();
    await r.pass(10);
    await pour(r, 0, 10);
    await pour(r, 0, 5_000);
    r.net.reset(SERVER);
    await r.pass(5_000);
    await pour(r, 1, 20);
    expect(seen).toEqual(["1 10", "2 20"]);
    await r.run(() => r.long.stop());
    await reading;
    await r.end();
  });

  it("because of a connection whose loop was left does not hold back that one either, so that its end is noticed", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 }, receiveTimeout: 60_000 });
    const reading = (async () => {
      for await (const session of r.long.connections()) {
        for await (const bytes of session) {
          expect(bytes.length).toBe(10);
          break;
        }
      }
    })();
    await r.pass(10);
    await pour(r, 0, 10);
    for (let n = 0; n < 5; n++) await pour(r, 0, 900);
    expect(r.long.status().bytesIn).toBe(4_510);
    expect(r.long.status().unread.bytes).toBeLessThan(1_000);
    // The silence counts, as nothing is held back.
    await r.pass(60_000);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", cause: { code: "timeout" } });
    await r.run(() => r.long.stop());
    await reading;
    await r.end();
  });

  it("and holds back a connection lets go of it when its loop is left for the next one", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 } });
    const sessions = r.long.connections();
    const session = (await r.run(() => sessions.next())).value as Session<Uint8Array, unknown>;
    const loop = session[Symbol.asyncIterator]();
    await pour(r, 0, 10);
    await r.run(() => loop.next());
    for (let n = 0; n < 3; n++) await pour(r, 0, 900);
    expect(r.long.status().unread.bytes).toBe(1_800);
    await loop.return?.();
    expect(r.long.status().unread.bytes).toBe(1_800);
    const following = sessions.next();
    await r.pass(1);
    expect(r.long.status()).toMatchObject({ bytesIn: 2_710, unread: { bytes: 900 } });
    await r.run(() => r.long.stop());
    expect((await following).done).toBe(true);
    await r.end();
  });

  it("is not filled by what logins that failed have left unread", async () => {
    const r: Rig = await rig({ inbox: { maxBytes: 1_000 }, login: async (session) => { await session.rx(); await r.client.sys.wait(100); throw new Error("no"); } }, { listens: false });
    const listening = await r.run(() => r.server.listen({ port: PORT }));
    void (async () => {
      for await (const connection of listening) {
        await connection.tx("x".repeat(600));
        await r.server.sys.wait(10);
        await connection.tx("x".repeat(600));
      }
    })();
    await r.pass(60_000);
    expect(r.long.status()).toMatchObject({ successes: 0, unread: { bytes: 0, dropped: 0 } });
    expect(r.long.status().attempts).toBeGreaterThan(5);
    await r.end();
  });
});

it("the bytes that are unread are whole numbers, of frames, too", async () => {
  const simulated = simulate();
  const { client, server, net, run } = simulated;
  const listening = await run(() => server.listen({ port: PORT }));
  const long = longConnection({ host: SERVER, port: PORT, frames: lines(), retry: 1_000 }, client);
  const there = (await run(() => listening.accept())) as Connection;
  await run(() => there.tx("one\ntwo and more\n\nthree\nhal"));
  await net.clock.advance(10);
  expect(long.status().unread.bytes).toBe(24);
  const left: number[] = [];
  for (let n = 0; n < 4; n++) {
    await run(() => long.rx());
    left.push(long.status().unread.bytes);
  }
  expect(left.every(Number.isInteger)).toBe(true);
  expect(left.at(-1)).toBe(0);
  await run(() => Promise.all([client.stop(), server.stop()]));
});

type Step = { readonly kind: "send"; readonly size: number } | { readonly kind: "reset" | "close" | "finish" } | { readonly kind: "pass"; readonly ms: number } | { readonly kind: "read"; readonly times: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), size: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constant(100_000)) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("reset" as const, "close" as const, "finish" as const) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(0, 1, 20, 600, 10_000) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("read" as const), times: fc.integer({ min: 1, max: 40 }) }) },
  ),
  { maxLength: 40 },
);

/** What the server does with each client at once. */
const habit = fc.record({ greeting: fc.constantFrom(0, 700, 100_000), leaves: fc.constantFrom("later" as const, "close" as const, "reset" as const) });

describe("whatever the server does", () => {
  it("an inbox that pauses loses nothing, and holds its maximum and what one connection brings", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, habit, fc.constantFrom(1, 1_000, 50_000), fc.boolean(), fc.constantFrom(0, 10), async (all, { greeting, leaves }, maxBytes, hasLogin, latency) => {
        const { net, client, server, run } = simulate({ origins: false }, { latency });
        const { clock } = net;
        const listening = await run(() => server.listen({ port: PORT }));
        const settings: LongConnectionSettings = { inbox: { maxBytes }, retry: 500, receiveTimeout: 20_000, login: hasLogin ? (session) => session.rx({ timeout: 1_000 }) : undefined };
        const long = longConnection({ host: SERVER, port: PORT, ...settings }, client);
        /** What each connection was sent. */
        const said: string[] = [];
        let current: Connection | undefined;
        void (async () => {
          for await (const connection of listening) {
            current = connection;
            connection.rx().catch(() => undefined);
            said.push("g".repeat(greeting));
            if (greeting > 0) connection.tx("g".repeat(greeting)).catch(() => undefined);
            if (leaves === "close") connection.close({ timeout: 100 }).catch(() => undefined);
            if (leaves === "reset") clock.after(50, () => { connection.abort(); });
          }
        })();
        let read = "";
        const bound = maxBytes + (hasLogin ? maxBytes : 0) + SOCKET + 2 * 65_536;
        const look = (): void => {
          const { unread, connection } = long.status();
          expect(unread.bytes).toBeLessThanOrEqual(bound);
          expect(unread.dropped).toBe(0);
          expect(Number.isInteger(unread.bytes)).toBe(true);
          if (connection === undefined && long.state.kind !== "waiting-for-reader" && long.state.kind !== "waiting-to-retry") expect(unread.bytes).toBeLessThan(Math.max(maxBytes, 1));
        };
        let letter = 0;
        for (const step of all) {
          switch (step.kind) {
            case "send": {
              const bytes = String.fromCharCode(97 + (letter++ % 26)).repeat(step.size);
              if (current?.state !== "open") break;
              said[said.length - 1] += bytes;
              current.tx(bytes).catch(() => undefined);
              break;
            }
            case "reset":
              current?.abort();
              break;
            case "close":
              current?.close({ timeout: 100 }).catch(() => undefined);
              break;
            case "finish":
              current?.finish().catch(() => undefined);
              break;
            case "read":
              for (let n = 0; n < step.times && long.status().unread.bytes > 0; n++) read += text(await run(() => long.rx({ timeout: 1 }).catch(() => undefined))) ?? "";
              break;
            case "pass":
              await clock.advance(step.ms);
          }
          look();
        }
        // Somebody reads again: it comes back, whatever was.
        const reading = (async () => {
          for await (const bytes of long) read += text(bytes);
        })();
        const before = long.status().successes;
        current?.abort();
        await clock.advance(10_000);
        if (!hasLogin) expect(long.status().successes).toBeGreaterThan(before);
        look();
        await run(() => long.stop());
        await run(() => reading);
        expect(long.status().unread.bytes).toBe(0);
        if (!hasLogin) {
          // Of each connection the first part of what it was sent, in order.
          let rest = read;
          for (const words of said) {
            let length = 0;
            while (length < words.length && rest[length] === words[length]) length++;
            rest = rest.slice(length);
          }
          expect(rest.length).toBe(0);
        }
        await run(() => Promise.all([client.stop(), server.stop()]));
      }),
      { numRuns: 150 },
    );
  });
});
