import type { MockHostOptions } from "@luat/adapters/mock";
import type { Adapter, Clock } from "@luat/contract";
import type { Rig } from "@luat/contract/conformance";
import { MockRig } from "../mock/mock-rig.js";

/** Makes a card of a good one: the same, or one with a flaw. */
export type Remake = (card: Adapter, clock: Clock) => Adapter;

/** A rig of the mock network on which the card under test is remade. What a flawed card leaves open is its own matter. */
export function remadeRig(remake: Remake, options: MockHostOptions = {}): Rig {
  // There is room for more than one large send, so that each is told of by itself.
  const rig: Rig & Pick<MockRig, "net" | "setLink" | "silence"> = new MockRig({ latency: 5 }, { highWater: 150_000, ...options });
  return {
    adapter: remake(rig.adapter, rig.net.clock),
    peer: rig.peer,
    host: rig.host,
    selfHost: rig.selfHost,
    names: rig.names,
    sockets: rig.sockets,
    tls: rig.tls,
    broadcast: rig.broadcast,
    multicast: rig.multicast,
    ipv6: rig.ipv6,
    dtls: rig.dtls,
    closedPort: () => rig.closedPort(),
    setLink: (up) => rig.setLink(up),
    silence: (port) => rig.silence(port),
    until: (done, what) => rig.until(done, what),
    idle: () => rig.idle(),
    dispose: async () => undefined,
  };
}
