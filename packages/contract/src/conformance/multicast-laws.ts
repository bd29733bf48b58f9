import type { Endpoint } from "../endpoint.js";
import type { DatagramProbe } from "./datagram-probe.js";
import type { Law, Need } from "./law.js";
import { law, type Trial } from "./trial.js";

const NEEDS: readonly Need[] = ["udp", "multicast"];
const NEWS = Uint8Array.of(110, 101, 119, 115);
const MORE = Uint8Array.of(109, 111, 114, 101);

function groupOf(t: Trial, port = 0): Endpoint {
  if (t.rig.multicast === undefined) throw new Error("the rig has no group");
  return { host: t.rig.multicast, port };
}

/** A socket of the card under test that sends to the group, on the network of the rig. */
function sender(t: Trial): Promise<DatagramProbe> {
  return t.bind({ host: undefined, multicast: { interface: t.rig.selfHost } });
}

/** Who hears what is sent to a group. */
export const MULTICAST_LAWS: readonly Law[] = [
  law("multicast.sends", "a datagram to a group reaches who joined it, until that one leaves", NEEDS, async (t) => {
    const theirs = await t.peerBinds({ host: undefined });
    const mine = await sender(t);
    const group = groupOf(t, theirs.port);
    t.expect(theirs.join(group.host, t.rig.host) === undefined, "the peer to join", "a fault");
    mine.send(NEWS, group);
    await t.gets(theirs, [NEWS], mine);
    t.expect(theirs.leave(group.host, t.rig.host) === undefined, "the peer to leave", "a fault");
    mine.send(MORE, group);
    await t.until(() => mine.unsettled === 0, "sent() for all datagrams");
    await t.idle();
    await t.gets(theirs, [NEWS], mine);
  }),

  law("multicast.hears", "a socket that joined hears the group, and who sends to it; one that left hears it no more", NEEDS, async (t) => {
    const mine = await t.bind({ host: undefined });
    const theirs = await t.peerBinds({ host: undefined, multicast: { interface: t.rig.host } });
    const group = groupOf(t, mine.port);
    t.expect(mine.join(group.host, t.rig.selfHost) === undefined, "to join", "a fault");
    theirs.send(NEWS, group);
    await t.gets(mine, [NEWS], theirs);
    t.expect(mine.leave(group.host, t.rig.selfHost) === undefined, "to leave", "a fault");
    theirs.send(MORE, group);
    await t.until(() => theirs.unsettled === 0, "sent() for all datagrams");
    await t.idle();
    await t.gets(mine, [NEWS], theirs);
  }),

  law("multicast.answer", "who hears a group can answer who sent to it", NEEDS, async (t) => {
    const mine = await t.bind({ host: undefined });
    mine.onReceived = ({ copy, from }) => void mine.send(copy, from);
    const theirs = await t.peerBinds({ host: undefined, multicast: { interface: t.rig.host } });
    mine.join(groupOf(t).host, t.rig.selfHost);
    theirs.send(NEWS, groupOf(t, mine.port));
    await t.gets(theirs, [NEWS], mine);
  }),

  law("multicast.refuses", 'joining twice gives the fault "in-use", leaving what was not joined "address", and so does an interface that there is not', NEEDS, async (t) => {
    const mine = await t.bind({ host: undefined });
    const { host } = groupOf(t);
    t.expectFault(mine.leave(host, t.rig.selfHost), "address");
    t.expectFault(mine.join(host, "192.0.2.1"), "address");
    t.expect(mine.join(host, t.rig.selfHost) === undefined, "to join", "a fault");
    t.expectFault(mine.join(host, t.rig.selfHost), "in-use");
  }),

  law("multicast.no-group", "joining what is no address of a group throws a TypeError", NEEDS, async (t) => {
    const mine = await t.bind({ host: undefined });
    for (const wrong of ["", "news", t.rig.selfHost, "255.255.255.255"]) {
      t.expectTypeError(() => mine.join(wrong, t.rig.selfHost), `joining ${JSON.stringify(wrong)}`);
      t.expectTypeError(() => mine.leave(wrong, t.rig.selfHost), `leaving ${JSON.stringify(wrong)}`);
    }
    t.expectTypeError(() => mine.join(groupOf(t).host, "lo"), "an interface that is no address");
  }),

  law("multicast.closed", "what was joined is left when the socket is closed, and calls after that do nothing", NEEDS, async (t) => {
    const mine = await t.bind({ host: undefined });
    const { host } = groupOf(t);
    mine.join(host, t.rig.selfHost);
    mine.close();
    t.expect(mine.join(host, t.rig.selfHost) === undefined && mine.leave(host, t.rig.selfHost) === undefined, "nothing", "a fault");
    const again = await t.bind({ host: undefined });
    t.expect(again.join(host, t.rig.selfHost) === undefined, "another socket to join", "a fault");
  }),
];
