import { describe, expect, it } from "vitest";
import { loss, resetAfter, slices } from "../../../src/mock/index.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

const RESET = "0 closed: connection reset (ECONNRESET)";

describe("resetAfter", () => {
  it("cuts a connection when both directions together would carry more", async () => {
    const hosts = new TwoHosts();
    const { here, there, listener } = await hosts.pair();
    const guard = hosts.net.rule(resetAfter({ bytes: 10 }));
    here.stream.send(counted(6));
    there.stream.send(counted(4));
    await hosts.run();
    expect([here.bytes.length, there.bytes.length]).toEqual([4, 6]);
    there.stream.send(counted(1));
    await hosts.run();
    expect([here.events.at(-1), there.events.at(-1), here.bytes.length]).toEqual([RESET, RESET, 4]);
    hosts.dial();
    await hosts.run();
    guard.remove();
    const next = hosts.accept(listener.offers[1]);
    next.stream.send(counted(1000));
    await hosts.run();
    expect(next.events).toEqual([]);
  });

  it("does not count what is sent again, whichever rule was asked first", async () => {
    for (const isFirst of [true, false]) {
      const hosts = new TwoHosts({ seed: 5 });
      const { here, there } = await hosts.pair();
      const rules = [resetAfter({ bytes: 40 }), loss({ rate: 0.5 })];
      hosts.net.rule(slices({ most: 1 }));
      for (const rule of isFirst ? rules : rules.reverse()) hosts.net.rule(rule);
      here.stream.send(counted(40));
      await hosts.run();
      expect(there.bytes).toEqual([...counted(40)]);
      here.stream.send(counted(1));
      await hosts.run();
      expect(there.events.at(-1)).toContain("closed: connection reset");
    }
  });

  it("may be of some traffic only, and of at least one byte", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.rule(resetAfter({ bytes: 1, from: SERVER, port: 81 }));
    here.stream.send(counted(9));
    await hosts.run();
    expect(there.bytes).toHaveLength(9);
    expect(() => resetAfter({ bytes: 0 })).toThrow("bytes is 0; expected a whole number of at least 1");
  });
});
