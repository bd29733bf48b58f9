import { parseIPv4, parseIPv6 } from "../ip.js";
import type { Law } from "./law.js";
import { law, type Trial } from "./trial.js";

function setLink(t: Trial, up: boolean): void {
  if (t.rig.setLink === undefined) throw new Error("the rig cannot switch the link");
  t.rig.setLink(up);
}

function watch(t: Trial): { readonly told: boolean[]; readonly stop: () => void } {
  const { adapter } = t.rig;
  const told: boolean[] = [];
  const stop = t.referee.during("watch", () =>
    adapter.watch((up) => {
      t.referee.heard("watch", String(up));
      if (adapter.isReady() !== up) t.referee.note("isReady() to agree inside the call", `${up} told, isReady() ${!up}`);
      told.push(up);
    }),
  );
  return { told, stop: () => t.referee.during("stop", stop) };
}

/** What the card's link does to all that is open. */
export const LINK_LAWS: readonly Law[] = [
  law("link.address", "a card that is ready has an address, in text form", [], async (t) => {
    const { adapter } = t.rig;
    t.expect(adapter.isReady(), "a card that is ready at the start", "not ready");
    const address = adapter.address();
    if (address === undefined) return t.expect(false, "an address", "none");
    for (const part of ["ip", "mask", "gateway"] as const) {
      t.expect(parseIPv4(address[part]) !== undefined, `${part} as IPv4 text`, address[part]);
    }
    t.expect(address.ipv6 === undefined || parseIPv6(address.ipv6) !== undefined, "ipv6 as IPv6 text", `${address.ipv6}`);
  }),

  law("link.watch", "a watcher is told each change and nothing else", ["setLink"], async (t) => {
    const { told } = watch(t);
    setLink(t, true);
    await t.idle();
    t.expect(told.length === 0, "nothing told before a change", told.join(" "));
    setLink(t, false);
    await t.until(() => told.length > 0, "a change told");
    setLink(t, false);
    await t.idle();
    t.expect(!t.rig.adapter.isReady(), "isReady() false", "true");
    setLink(t, true);
    await t.until(() => told.length > 1, "a second change told");
    await t.idle();
    t.expect(told.join(" ") === "false true", "false true", told.join(" "));
    t.expect(t.rig.adapter.isReady(), "isReady() true", "false");
  }),

  law("link.watch-stop", "a stopped watcher is told nothing more, and the others are", ["setLink"], async (t) => {
    const stopped = watch(t);
    const other = watch(t);
    stopped.stop();
    stopped.stop();
    setLink(t, false);
    await t.until(() => other.told.length > 0, "a change told to the other watcher");
    await t.idle();
    t.expect(stopped.told.length === 0, "nothing told after stop()", stopped.told.join(" "));
    other.stop();
  }),

  law("link.down-dialled", 'dialled streams, and dials under way, end with the fault "link"', ["setLink", "tcp"], async (t) => {
    const { mine, listener } = await t.pair("dialled");
    const dialling = t.dial(listener.port);
    setLink(t, false);
    await t.until(() => mine.isClosed && dialling.isClosed, "closed");
    t.expectFault(mine.fault, "link");
    t.expectFault(dialling.fault, "link");
    t.expect(dialling.events.length === 1, "only closed", `${dialling}`);
  }),

  law("link.down-accepted", 'accepted streams end with the fault "link"', ["setLink", "listen"], async (t) => {
    const { mine } = await t.pair("accepted");
    setLink(t, false);
    await t.until(() => mine.isClosed, "closed");
    t.expectFault(mine.fault, "link");
  }),

  law("link.down-listener", 'listeners end with the fault "link"', ["setLink", "listen"], async (t) => {
    const listener = await t.listen();
    setLink(t, false);
    await t.until(() => listener.isClosed, "closed");
    t.expectFault(listener.fault, "link");
  }),

  law("link.dial-while-down", 'while the link is down a dial gives closed with the fault "link" and nothing else', ["setLink", "tcp"], async (t) => {
    const listener = await t.peerListens();
    setLink(t, false);
    t.dial(listener.port).destroy();
    const stream = t.dial(listener.port);
    await t.until(() => stream.isClosed, "closed");
    t.expectFault(stream.fault, "link");
    t.expect(stream.events.length === 1, "only closed", `${stream}`);
  }),

  law("link.listen-while-down", 'while the link is down a listener gives closed with the fault "link" and nothing else', ["setLink", "listen"], async (t) => {
    setLink(t, false);
    t.open().close();
    const listener = t.open();
    await t.until(() => listener.isClosed, "closed");
    t.expectFault(listener.fault, "link");
    t.expect(listener.events.length === 1, "only closed", `${listener}`);
  }),

  law("link.down-datagrams", 'datagram sockets, and those that are not bound yet, end with the fault "link"', ["setLink", "udp"], async (t) => {
    const socket = await t.bind();
    const opening = t.openSocket();
    setLink(t, false);
    await t.until(() => socket.isClosed && opening.isClosed, "closed");
    t.expectFault(socket.fault, "link");
    t.expectFault(opening.fault, "link");
    await t.idle();
  }),

  law("link.bind-while-down", 'while the link is down a datagram socket gives closed with the fault "link" and nothing else', ["setLink", "udp"], async (t) => {
    setLink(t, false);
    t.openSocket().close();
    const socket = t.openSocket();
    await t.until(() => socket.isClosed, "closed");
    t.expectFault(socket.fault, "link");
    t.expect(socket.events.length === 1, "only closed", `${socket}`);
  }),

  law("link.up-again", "after the link came back, dialling works as before", ["setLink", "tcp"], async (t) => {
    setLink(t, false);
    await t.idle();
    setLink(t, true);
    await t.until(() => t.rig.adapter.isReady(), "ready");
    const { mine, theirs } = await t.pair("dialled");
    mine.send(Uint8Array.of(1));
    await t.receives(theirs, Uint8Array.of(1));
  }),

  law("link.up-again-listen", "after the link came back, the same port can be listened on as before", ["setLink", "listen"], async (t) => {
    const { port } = await t.listen();
    setLink(t, false);
    await t.idle();
    setLink(t, true);
    await t.until(() => t.rig.adapter.isReady(), "ready");
    const listener = await t.listen({ port });
    t.expect(listener.port === port, `port ${port}`, `port ${listener.port}`);
    const client = t.dialBack(listener);
    client.onConnected = () => void client.send(Uint8Array.of(1));
    await t.receives(t.accept(await t.offer(listener)), Uint8Array.of(1));
  }),

  law("link.up-again-datagrams", "after the link came back, the same port can be bound as before", ["setLink", "udp"], async (t) => {
    const { port } = await t.bind();
    const theirs = await t.peerBinds();
    setLink(t, false);
    await t.idle();
    setLink(t, true);
    await t.until(() => t.rig.adapter.isReady(), "ready");
    const socket = await t.bind({ port });
    await t.sendDatagram(socket, Uint8Array.of(1), theirs);
    await t.gets(theirs, [Uint8Array.of(1)], socket);
    await t.sendDatagram(theirs, Uint8Array.of(2), socket);
    await t.gets(socket, [Uint8Array.of(2)], theirs);
  }),
];
