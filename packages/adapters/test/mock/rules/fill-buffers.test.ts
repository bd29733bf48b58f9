import { FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("fillBuffers", () => {
  it("lets a stream take one write, and say FULL from then on; ended, it sends and drains", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const guard = hosts.net.fillBuffers({ from: CLIENT });
    expect([3, 1, 2].map((length) => here.stream.send(counted(length)))).toEqual([TAKEN, FULL, FULL]);
    expect(there.stream.send(counted(1))).toBe(SENT);
    await hosts.net.clock.advance(1000);
    expect([there.events, here.events, here.stream.queued]).toEqual([[], ["0 received 1"], 3]);
    guard.remove();
    await hosts.run();
    expect(there.events).toEqual(["1000 received 3"]);
    expect(here.events.slice(1)).toEqual(["1000 sent 3", "1000 drained"]);
    expect(here.stream.send(counted(2, 3))).toBe(SENT);
    await hosts.run();
    expect(there.bytes).toEqual([...counted(5)]);
  });

  it("keeps a FIN behind what waits, and closes when both are out", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const guards = [hosts.net.fillBuffers(), hosts.net.fillBuffers()];
    here.stream.send(counted(3));
    here.stream.finish();
    there.stream.finish();
    await hosts.run();
    expect([here.events, there.events]).toEqual([["0 ended"], []]);
    guards[0]?.remove();
    await hosts.run();
    expect(there.events).toEqual([]);
    guards[1]?.remove();
    await hosts.run();
    expect([here.events, there.events]).toEqual([
      ["0 ended", "0 sent 3", "0 closed"],
      ["0 received 3", "0 ended", "0 closed"],
    ]);
  });

  it("does not touch other streams", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    hosts.net.fillBuffers({ to: SERVER, port: 81 });
    expect(here.stream.send(counted(1))).toBe(SENT);
  });
});
