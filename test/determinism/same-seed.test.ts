import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { livelyNet } from "./lively-net.js";

const RUNS = 1_000;
const SIDE_BY_SIDE = 25;
const SEEDS = Array.from({ length: 20 }, (_, n) => n);

/** Keys and serial numbers are made by chance that no seed rules, so all runs share one certificate: TLS shows it on the wire. */
const identity = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() }).issue({ names: ["server.test"] });

/** Tells where records differ, which their lengths alone do not. */
function expectSame(record: string, first: string): void {
  if (record !== first) expect(record.split("\n")).toEqual(first.split("\n"));
}

describe("a net with all kinds of traffic and trouble", () => {
  it(`is the same to the last byte and line of log in ${RUNS} runs with one seed, in turn and side by side`, async () => {
    const first = await livelyNet(7, identity);
    for (let n = 0; n < RUNS / 2; n++) expectSame(await livelyNet(7, identity), first);
    for (let n = 0; n < RUNS / 2; n += SIDE_BY_SIDE) {
      for (const record of await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => livelyNet(7, identity)))) expectSame(record, first);
    }
  }, 60_000);

  it("is another one with every other seed, and that the same each time", async () => {
    const records = await Promise.all(SEEDS.map((seed) => livelyNet(seed, identity)));
    expect(new Set(records).size).toBe(SEEDS.length);
    for (const [n, seed] of SEEDS.entries()) expectSame(await livelyNet(seed, identity), records[n] ?? "");
  });

  it("has what could differ: chance, time, TLS, links, tasks of both faces, and scripts", async () => {
    const all = (await Promise.all(SEEDS.map((seed) => livelyNet(seed, identity)))).join("\n");
    const kinds = {
      "a loss": /tcp data .* drop /,
      "what was sent again": /tcp data .* #\d+\.2 pass/,
      "a cut": /tcp data .* reset .*"line 2/,
      "TLS on the wire": /client-hello/,
      "TLS of a client": /promise socket \d+ secured/,
      "a datagram that came twice": /udp datagram .* x2/,
      "a datagram that another went by": /udp datagram .* late/,
      "a datagram that was changed": /udp datagram .*"[^"]*>/,
      "a datagram that a router forgot whose it was": /udp datagram 10\.0\.0\.1:53 .* drop/,
      "a link that went and came": /promise link 1\n[^]*promise link 10\.0\.0\.3 1\n/,
      "the log of a task": /faithful info lines: 1 ctrl#1 true/,
      "an error of a task": /server error sys: task#\d+ \(echo\) failed/,
      "a time-out": /TimeoutError/,
      "a script that is done": /✓ 4 reset/,
    };
    expect(Object.entries(kinds).flatMap(([kind, pattern]) => (pattern.test(all) ? [] : [kind]))).toEqual([]);
  });
});
