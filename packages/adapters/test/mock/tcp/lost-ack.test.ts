import { describe, expect, it } from "vitest";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("an acknowledgement that was lost", () => {
  it("is told again, though an older one gets through after it", async () => {
    const hosts = new TwoHosts({}, { profile: "lwip" });
    const { here, there } = await hosts.pair();
    let acks = 0;
    hosts.net.rule((packet) => {
      if (packet.protocol !== "tcp" || packet.from.host !== SERVER) return undefined;
      const { kind, window, attempt } = packet;
      if (kind === "fin") return attempt < 4 ? "drop" : undefined;
      // The first, and the third, which leaves before the first is told again: both wait behind the FIN.
      if (kind === "ack" && window === 0 && attempt === 1) return ++acks % 2 === 1 ? "drop" : undefined;
      return undefined;
    });
    here.stream.send(counted(1));
    await hosts.net.clock.advance(10);
    there.stream.finish();
    for (const n of [1, 1]) {
      here.stream.send(counted(n));
      await hosts.net.clock.advance(10);
    }
    here.stream.finish();
    await hosts.run();
    expect(here.sentUpTo).toBe(3);
    expect(here.events.at(-1)).toContain("closed");
  });
});
