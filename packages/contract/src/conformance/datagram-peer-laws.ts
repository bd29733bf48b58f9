import type { Endpoint } from "../endpoint.js";
import type { Law } from "./law.js";
import { law, type Trial } from "./trial.js";

const TO_PEER = Uint8Array.of(112, 101, 101, 114);
const ELSEWHERE = Uint8Array.of(101, 108, 115, 101, 33);
const STRANGE = Uint8Array.of(63);

function broadcastAt(t: Trial, port: number): Endpoint {
  if (t.rig.broadcast === undefined) throw new Error("the rig has no broadcast address");
  return { host: t.rig.broadcast, port };
}

/** Where datagrams go, and from where they are reported. */
export const DATAGRAM_PEER_LAWS: readonly Law[] = [
  law("datagram.send-to", "each datagram goes to the address it is sent to, and nobody else gets it", ["udp"], async (t) => {
    const mine = [await t.bind(), await t.bind()];
    const theirs = [await t.peerBinds(), await t.peerBinds()];
    for (const [m, from] of mine.entries()) {
      for (const [n, to] of theirs.entries()) await t.sendDatagram(from, Uint8Array.of(m, n), to);
    }
    for (const [n, socket] of theirs.entries()) {
      await t.until(() => socket.arrived.length >= 2, "2 datagrams");
      await t.idle();
      const seen = socket.arrived.map(({ copy, from }) => `${copy.join(" ")} from ${from.port}`).join(", ");
      const wanted = mine.map(({ port }, m) => `${m} ${n} from ${port}`).join(", ");
      t.expect(seen === wanted, wanted, seen);
    }
  }),

  law("datagram.no-destination", "without a peer a send without an address throws a TypeError, and so does a name for an address", ["udp"], async (t) => {
    const theirs = await t.peerBinds();
    const mine = await t.bind();
    const name = { host: "name.test", port: theirs.port };
    t.expectTypeError(() => mine.send(TO_PEER), "no address");
    t.expectTypeError(() => mine.send(TO_PEER, name), "a name");
    const tied = await t.bind({ peer: theirs.endpoint });
    t.expectTypeError(() => tied.send(TO_PEER, name), "a name");
    await t.sendDatagram(mine, TO_PEER, theirs);
    await t.gets(theirs, [TO_PEER], mine);
    await t.idle();
    t.expect(mine.sents.every((total) => total === 1), "what was not taken not to be counted", `${mine}`);
  }),

  law("datagram.peer", "with a peer a send without an address goes there, and only what comes from there is reported", ["udp"], async (t) => {
    const theirs = await t.peerBinds();
    const stranger = await t.peerBinds();
    const mine = await t.bind({ peer: theirs.endpoint });
    await t.sendDatagram(stranger, STRANGE, mine);
    mine.send(TO_PEER);
    await t.gets(theirs, [TO_PEER], mine);
    await t.sendDatagram(stranger, STRANGE, mine);
    await t.sendDatagram(theirs, TO_PEER, mine);
    await t.sendDatagram(stranger, STRANGE, mine);
    await t.gets(mine, [TO_PEER], theirs);
    await t.idle();
    t.expect(mine.arrived.length === 1, "only the datagram of the peer", `${mine}`);
    t.expect(stranger.arrived.length === 0, "nothing sent to others", `${stranger}`);
  }),

  law("datagram.elsewhere", "with a peer a datagram can be sent elsewhere; still only what comes from the peer is reported", ["udp"], async (t) => {
    const theirs = await t.peerBinds();
    const other = await t.peerBinds();
    other.onReceived = ({ copy, from }) => void other.send(copy, from);
    const mine = await t.bind({ peer: theirs.endpoint });
    mine.send(TO_PEER);
    await t.sendDatagram(mine, ELSEWHERE, other);
    await t.until(() => mine.unsettled === 0, "sent() for both datagrams");
    mine.send(TO_PEER);
    await t.gets(other, [ELSEWHERE], mine);
    await t.gets(theirs, [TO_PEER, TO_PEER], mine);
    await t.idle();
    t.expect(mine.arrived.length === 0, "no answer from elsewhere", `${mine}`);
    await t.sendDatagram(other, STRANGE, mine);
    await t.sendDatagram(theirs, TO_PEER, mine);
    await t.gets(mine, [TO_PEER], theirs);
    await t.idle();
    t.expect(mine.arrived.length === 1, "only the datagram of the peer", `${mine}`);
    await t.until(() => mine.unsettled === 0, "sent() for all datagrams");
  }),

  law("datagram.refused", 'where nobody is at the peer\'s port, at most the fault "refused" is told, and the socket goes on', ["udp"], async (t) => {
    const port = await t.rig.closedPort();
    const mine = await t.bind({ peer: { host: t.rig.host, port } });
    for (let n = 0; n < 2; n++) {
      mine.send(TO_PEER);
      await t.idle();
    }
    for (const { fault, nth } of mine.failures) {
      t.expectFault(fault, "refused");
      t.expect(nth === undefined, "no number, as it was sent", `${mine}`);
    }
    const theirs = await t.peerBinds({ port });
    mine.send(TO_PEER);
    await t.gets(theirs, [TO_PEER], mine);
    await t.sendDatagram(theirs, TO_PEER, mine);
    await t.gets(mine, [TO_PEER], theirs);
    await t.until(() => mine.unsettled === 0, "sent() for all datagrams");
  }),

  law("datagram.broadcast", "a datagram to the broadcast address reaches every socket that is bound without a host", ["udp", "broadcast"], async (t) => {
    const { adapter, peer } = t.rig;
    const theirs = await t.peerBinds({ host: undefined });
    // Where one card plays both sides, its port is taken.
    const here = peer === adapter ? [] : [await t.bind({ host: undefined, port: theirs.port })];
    const sender = await t.bind({ host: undefined });
    sender.send(TO_PEER, broadcastAt(t, theirs.port));
    for (const socket of [theirs, ...here]) await t.gets(socket, [TO_PEER], sender);
    const mine = await t.bind({ host: undefined });
    theirs.send(TO_PEER, broadcastAt(t, mine.port));
    await t.gets(mine, [TO_PEER], theirs);
  }),

  law("datagram.broadcast-answer", "who hears a broadcast knows its sender, and can answer", ["udp", "broadcast"], async (t) => {
    const mine = await t.bind({ host: undefined });
    mine.onReceived = ({ copy, from }) => void mine.send(copy, from);
    // On a port of its own, as it would hear itself otherwise.
    const theirs = await t.peerBinds({ host: undefined, port: await t.rig.closedPort() });
    theirs.send(TO_PEER, broadcastAt(t, mine.port));
    await t.gets(theirs, [TO_PEER], mine);
  }),
];
