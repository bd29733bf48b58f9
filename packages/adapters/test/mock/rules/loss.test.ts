import { describe, expect, it } from "vitest";
import { loss } from "../../../src/mock/index.js";
import { counted, TwoHosts } from "../two-hosts.js";

describe("loss", () => {
  it("loses datagrams at its rate, and none any more when it is removed", async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(loss({ rate: 0.3 }));
    for (let n = 0; n < 1000; n++) here.socket.send(counted(1), there.local);
    await hosts.run();
    const heard = there.arrived.length;
    expect(heard).toBeGreaterThan(650);
    expect(heard).toBeLessThan(750);
    guard.remove();
    for (let n = 0; n < 100; n++) here.socket.send(counted(1), there.local);
    await hosts.run();
    expect(there.arrived.length).toBe(heard + 100);
  });

  it("is delay for TCP", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.rule(loss({ rate: 0.3, protocol: "tcp" }));
    const bytes = counted(3000);
    for (let at = 0; at < 3000; at += 30) here.stream.send(bytes.subarray(at, at + 30));
    await hosts.run();
    expect(there.bytes).toEqual([...bytes]);
    expect(hosts.net.clock.now()).toBeGreaterThan(3000);
  });

  it("does not keep a stream that is cut from telling so: what it did not get through is sent no more", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.rule(({ kind }) => (kind === "data" ? "drop" : "pass"));
    here.stream.send(counted(10));
    await hosts.net.clock.advance(1_000);
    here.stream.destroy("reset");
    await hosts.run();
    expect(there.bytes).toEqual([]);
    expect(there.events).toEqual(["1000 closed: connection reset (ECONNRESET)"]);
  });

  it.each([-0.1, 1.1, NaN])("refuses the rate %d", (rate) => {
    expect(() => loss({ rate })).toThrow(`rate is ${rate}; expected a number from 0 to 1`);
  });
});
