import { ipVersion } from "../ip.js";
import type { DatagramProbe } from "./datagram-probe.js";
import type { Law, Need } from "./law.js";
import { law, type Trial } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
const NEEDS: readonly Need[] = ["ipv6", "ipv6Hosts"];

function hostsOf(t: Trial): { host: string; selfHost: string } {
  if (t.rig.ipv6 === undefined) throw new Error("the rig has no IPv6 addresses");
  return t.rig.ipv6;
}

/** Opens a datagram socket of the peer at its IPv6 address. */
async function peerBinds(t: Trial): Promise<DatagramProbe> {
  const { host } = hostsOf(t);
  const probe = t.openSocket({}, t.rig.peer, host);
  await t.until(() => probe.local !== undefined, "the peer to be bound");
  return probe;
}

/** IPv6 beside IPv4. */
export const IPV6_LAWS: readonly Law[] = [
  law("ipv6.dial", "an IPv6 address is dialled like any other, and both ends are told in IPv6", ["tcp", ...NEEDS], async (t) => {
    const { host, selfHost } = hostsOf(t);
    const listener = t.open({}, t.rig.peer, host);
    await t.until(() => listener.local !== undefined, "the peer to listen");
    const stream = t.dial(listener.port, {}, t.rig.adapter, host);
    const theirs = t.accept(await t.offer(listener));
    await t.until(() => stream.connections > 0, "connected");
    t.expect(stream.peer?.host === host && stream.local?.host === selfHost, `${selfHost} connected to ${host}`, `${stream.local?.host} to ${stream.peer?.host}`);
    stream.send(HELLO);
    await t.receives(theirs, HELLO);
    theirs.send(HELLO);
    await t.receives(stream, HELLO);
  }),

  law("ipv6.listen", "a listener at an IPv6 address is reached there, and not at the card's IPv4 address", ["listen", ...NEEDS], async (t) => {
    const { host, selfHost } = hostsOf(t);
    const listener = await t.listen({ host: selfHost });
    const client = t.dial(listener.port, {}, t.rig.peer, selfHost);
    const { from, local } = await t.offer(listener);
    t.expect(from.host === host && local.host === selfHost, `a client from ${host} at ${selfHost}`, `from ${from.host} at ${local.host}`);
    await t.until(() => client.connections > 0, "connected");
    const other = t.dialBack(listener);
    await t.until(() => other.isClosed, "a client of the other kind closed");
    t.expectFault(other.fault, "refused");
  }),

  law("ipv6.listen-everywhere", "without a host a listener is reached at addresses of both kinds", ["listen", "manyClients", ...NEEDS], async (t) => {
    const listener = await t.listen({ host: undefined });
    for (const [n, address] of [t.rig.selfHost, hostsOf(t).selfHost].entries()) {
      const client = t.dial(listener.port, {}, t.rig.peer, address);
      const { local } = await t.offer(listener, n);
      t.expect(local.host === address, `a client at ${address}`, local.host);
      await t.until(() => client.connections > 0, "connected");
    }
  }),

  law("ipv6.datagrams", "datagram sockets at IPv6 addresses send and hear, and tell the sender in IPv6", ["udp", ...NEEDS], async (t) => {
    const theirs = await peerBinds(t);
    const mine = t.openSocket({}, t.rig.adapter, hostsOf(t).selfHost);
    await t.until(() => mine.local !== undefined, "bound");
    await t.sendDatagram(mine, HELLO, theirs);
    await t.gets(theirs, [HELLO], mine);
    await t.sendDatagram(theirs, HELLO, mine);
    await t.gets(mine, [HELLO], theirs);
  }),

  law("ipv6.datagrams-everywhere", "without a host a datagram socket is of its peer's kind, and of IPv4 without a peer", ["udp", ...NEEDS], async (t) => {
    const theirs = await peerBinds(t);
    const tied = await t.bind({ host: undefined, peer: theirs.endpoint });
    t.expect(ipVersion(tied.local?.host ?? "") === 6, "a local IPv6 address", `${tied.local?.host}`);
    tied.send(HELLO);
    await t.until(() => theirs.arrived.length > 0, "a datagram");
    const { from } = theirs.arrived[0] ?? {};
    t.expect(from?.host === hostsOf(t).selfHost && from.port === tied.port, `one from ${hostsOf(t).selfHost} ${tied.port}`, `one from ${from?.host} ${from?.port}`);
    const free = await t.bind({ host: undefined });
    t.expect(ipVersion(free.local?.host ?? "") === 4, "a local IPv4 address", `${free.local?.host}`);
  }),
];
