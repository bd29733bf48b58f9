import { describe, expect, it } from "vitest";
import { natExpiry } from "../../../src/mock/index.js";
import { counted, TwoHosts } from "../two-hosts.js";

describe("natExpiry", () => {
  it("loses what is sent on a connection that was idle for longer, both ways, and tells nobody; new ones are fine", async () => {
    const hosts = new TwoHosts();
    hosts.net.rule(natExpiry({ idle: 60_000 }));
    const { here, there } = await hosts.pair();
    const { clock } = hosts.net;
    await clock.advance(60_000);
    here.stream.send(counted(1));
    await clock.advance(60_001);
    here.stream.send(counted(2));
    there.stream.send(counted(3));
    const fresh = hosts.dial();
    await hosts.run();
    expect(there.events).toEqual(["60000 received 1", "222201 closed: timed out (ETIMEDOUT)"]);
    expect(here.events).toEqual(["222201 closed: timed out (ETIMEDOUT)"]);
    expect(fresh.events[0]).toContain("120001 connected");
  });

  it("does not meet a connection whose keep-alive is more frequent", async () => {
    const hosts = new TwoHosts();
    hosts.net.rule(natExpiry({ idle: 60_000 }));
    hosts.listen();
    const here = hosts.dial(undefined, undefined, { keepAlive: { idle: 50, interval: 5, count: 3 } });
    await hosts.net.clock.advance(600_000);
    here.stream.send(counted(1));
    await hosts.net.clock.advance(1000);
    expect(here.events).toHaveLength(1);
  });

  it("is found out by a keep-alive that is less frequent", async () => {
    const hosts = new TwoHosts();
    hosts.net.rule(natExpiry({ idle: 60_000 }));
    hosts.listen();
    const here = hosts.dial(undefined, undefined, { keepAlive: { idle: 70, interval: 5, count: 3 } });
    await hosts.run();
    expect(here.events.at(-1)).toBe("85000 closed: timed out (ETIMEDOUT)");
  });

  it("loses datagrams from outside, until one from inside makes the way anew; and none when it is removed", async () => {
    const hosts = new TwoHosts();
    const [inside, outside] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(natExpiry({ idle: 1000 }));
    const { clock } = hosts.net;
    const lengths: number[][] = [];
    const answer = async (length: number): Promise<void> => {
      outside.socket.send(counted(length), inside.local);
      await clock.advance(0);
      lengths.push(inside.arrived.map((bytes) => bytes.length));
    };
    inside.socket.send(counted(1), outside.local);
    await clock.advance(900);
    await answer(1);
    await clock.advance(1001);
    await answer(2);
    inside.socket.send(counted(1), outside.local);
    await clock.advance(1000);
    await answer(3);
    await clock.advance(1001);
    guard.remove();
    await answer(4);
    expect(lengths).toEqual([[1], [1], [1, 3], [1, 3, 4]]);
  });

  it.each([0, Infinity, NaN])("refuses an idle time of %d", (idle) => {
    expect(() => natExpiry({ idle })).toThrow(`idle is ${idle}; expected milliseconds above 0`);
  });
});
