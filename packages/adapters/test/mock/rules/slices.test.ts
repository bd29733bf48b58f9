import { describe, expect, it } from "vitest";
import { slices } from "../../../src/mock/index.js";
import { CLIENT, counted, TwoHosts } from "../two-hosts.js";

describe("slices", () => {
  it("cut what TCP sends, the smallest of several; datagrams stay whole", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const [from, to] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guards = [hosts.net.rule(slices({ most: 4 })), hosts.net.rule(slices({ most: 3, from: CLIENT })), hosts.net.rule(slices({ most: 1, port: 81 }))];
    here.stream.send(counted(7));
    there.stream.send(counted(7));
    from.socket.send(counted(7), to.local);
    await hosts.run();
    expect(there.events).toEqual([3, 3, 1].map((length) => `0 received ${length}`));
    expect(here.events).toEqual([4, 3].map((length) => `0 received ${length}`));
    expect([here.bytes, there.bytes, to.arrived]).toEqual([[...counted(7)], [...counted(7)], [[...counted(7)]]]);
    for (const guard of guards) guard.remove();
    here.stream.send(counted(7));
    await hosts.run();
    expect(there.events.at(-1)).toBe("0 received 7");
  });

  it("of less than one byte are refused", () => {
    expect(() => slices({ most: 0 })).toThrow("most is 0; expected a whole number of at least 1");
  });
});
