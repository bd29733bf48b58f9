import { ipVersion } from "../ip.js";
import { FULL } from "../stream.js";
import type { DatagramProbe } from "./datagram-probe.js";
import type { Law } from "./law.js";
import { law, type Trial } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

/** Makes every call there is; none may throw, and `send` has no room. */
function callAll(t: Trial, socket: DatagramProbe): void {
  const to = { host: t.rig.host, port: 9 };
  for (let n = 0; n < 2; n++) {
    t.expect(socket.send(HELLO, to) === FULL && socket.send(HELLO) === FULL, "FULL from a socket that is over", "it was taken");
    socket.close();
  }
}

/** How datagram sockets open and close. */
export const BIND_LAWS: readonly Law[] = [
  law("bind.bound", "a datagram socket tells once where it is bound, with its real port", ["udp"], async (t) => {
    const socket = await t.bind();
    await t.idle();
    t.expect(socket.events.join() === "bound", "only bound", `${socket}`);
    t.expect(socket.port > 0, "a port above 0", `${socket.port}`);
    t.expect(socket.local?.host === t.rig.selfHost, `the address ${t.rig.selfHost}`, `${socket.local?.host}`);
    const other = await t.peerBinds();
    other.send(HELLO, socket.endpoint);
    await t.gets(socket, [HELLO], other);
  }),

  law("bind.everywhere", "without a host a datagram socket is reached at the card's address", ["udp"], async (t) => {
    const other = await t.peerBinds();
    const peer = other.endpoint;
    // Without a peer there is nothing that would say that it shall be IPv6.
    const all = ipVersion(t.rig.selfHost) === 6 ? [{ peer }] : [{}, { peer }];
    for (const options of all) {
      const socket = await t.bind({ host: undefined, ...options });
      other.send(HELLO, socket.endpoint);
      await t.gets(socket, [HELLO], other);
    }
  }),

  law("bind.chosen-port", "a port that was chosen is the one that is used, and is free after close()", ["udp"], async (t) => {
    const port = await t.rig.closedPort();
    for (let round = 0; round < 2; round++) {
      const socket = await t.bind({ port });
      t.expect(socket.port === port, `port ${port}`, `port ${socket.port}`);
      socket.close();
      await t.idle();
    }
  }),

  law("bind.in-use", 'a port that another datagram socket of the card has gives closed with the fault "in-use" and nothing else', ["udp"], async (t) => {
    const { port } = await t.bind();
    const second = t.openSocket({ port });
    await t.until(() => second.isClosed, "closed");
    t.expectFault(second.fault, "in-use");
    t.expect(second.events.length === 1, "only closed", `${second}`);
  }),

  law("bind.tcp-apart", "a listener and a datagram socket can have the same port", ["udp", "listen"], async (t) => {
    const listener = await t.listen();
    const socket = await t.bind({ port: listener.port });
    t.dialBack(listener);
    await t.offer(listener);
    const other = await t.peerBinds();
    other.send(HELLO, socket.endpoint);
    await t.gets(socket, [HELLO], other);
  }),

  law("bind.foreign-address", 'an address that is not the card\'s gives closed with the fault "address" and nothing else', ["udp"], async (t) => {
    const foreign = ipVersion(t.rig.selfHost) === 6 ? "2001:db8::7" : "203.0.113.7";
    const socket = t.openSocket({ host: foreign });
    await t.until(() => socket.isClosed, "closed");
    t.expectFault(socket.fault, "address");
    t.expect(socket.events.length === 1, "only closed", `${socket}`);
  }),

  law("bind.kinds", "a peer of another kind than the local address throws a TypeError", ["udp"], async (t) => {
    const host = t.rig.selfHost;
    const peer = { host: ipVersion(host) === 6 ? "203.0.113.7" : "2001:db8::7", port: 9 };
    t.expectTypeError(() => t.openSocket({ host, peer }), `the peer ${peer.host} of a socket at ${host}`);
  }),

  law("bind.close", "a closed datagram socket is silent, at whatever moment it is closed", ["udp"], async (t) => {
    const other = await t.peerBinds();
    const to = other.endpoint;
    t.openSocket().close();
    t.openSocket({ peer: to }).close();
    const early = t.openSocket();
    early.onBound = () => early.close();
    await t.until(() => early.local !== undefined, "bound");
    const inside = await t.bind();
    inside.onReceived = () => inside.close();
    for (let n = 0; n < 3; n++) other.send(HELLO, inside.endpoint);
    await t.until(() => inside.arrived.length > 0, "a datagram");
    const busy = await t.bind();
    other.send(HELLO, busy.endpoint);
    for (let n = 0; n < 3; n++) busy.send(HELLO, to);
    busy.close();
    await t.idle();
  }),

  law("bind.after-close", "after close() every call does nothing", ["udp"], async (t) => {
    const early = t.openSocket();
    early.close();
    callAll(t, early);
    const socket = await t.bind();
    socket.close();
    callAll(t, socket);
    await t.idle();
    callAll(t, early);
    callAll(t, socket);
  }),

  law("bind.after-closed", "after closed() every call does nothing", ["udp"], async (t) => {
    const { port } = await t.bind();
    const second = t.openSocket({ port });
    await t.until(() => second.isClosed, "closed");
    callAll(t, second);
    await t.idle();
  }),
];
