import { ipVersion } from "../ip.js";
import { FULL } from "../stream.js";
import type { Law } from "./law.js";
import { noise } from "./pattern.js";
import { law } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
const CLIENTS = 32;

/** How connections are made. */
export const DIAL_LAWS: readonly Law[] = [
  law("dial.connected", "a dial that is answered tells connected once, with both endpoints", ["tcp"], async (t) => {
    const { mine, listener } = await t.pair("dialled");
    await t.idle();
    const { local, peer } = mine;
    t.expect(mine.events.join() === "connected", "only connected", `${mine}`);
    t.expect(peer?.host === t.rig.host && peer.port === listener.port, `the peer ${t.rig.host} ${listener.port}`, `${peer?.host} ${peer?.port}`);
    t.expect(ipVersion(local?.host ?? "") !== 0 && (local?.port ?? 0) > 0, "a local address and port", `${local?.host} ${local?.port}`);
  }),

  law("dial.refused", 'where nobody listens, a dial gives closed with the fault "refused" and nothing else', ["tcp"], async (t) => {
    const stream = t.dial(await t.rig.closedPort());
    await t.until(() => stream.isClosed, "closed");
    t.expectFault(stream.fault, "refused");
    t.expect(stream.events.length === 1, "only closed", `${stream}`);
  }),

  law("dial.destroy", "a stream that is destroyed while it dials, or inside connected(), is silent for ever", ["tcp"], async (t) => {
    const listener = await t.peerListens();
    const closedPort = await t.rig.closedPort();
    t.dial(listener.port).destroy();
    t.dial(listener.port).destroy("reset");
    t.dial(closedPort).destroy();
    const late = t.dial(listener.port);
    late.onConnected = () => late.destroy();
    await t.until(() => late.connections > 0, "connected");
    await t.idle();
    for (const offer of listener.offers) {
      const stream = t.accept(offer);
      await t.until(() => stream.hasEnded || stream.isClosed, "the peer to see an end");
    }
  }),

  law("dial.first-send", "sending is allowed from connected() on", ["tcp"], async (t) => {
    const listener = await t.peerListens();
    const stream = t.dial(listener.port);
    stream.onConnected = () => {
      if (stream.send(HELLO) === FULL) t.referee.note("the first bytes to be taken", "FULL");
    };
    await t.receives(t.accept(await t.offer(listener)), HELLO);
  }),

  law("dial.many", "streams that are dialled at once do not mix", ["tcp"], async (t) => {
    const length = t.room(CLIENTS);
    const listener = await t.peerListens({ backlog: length });
    const clients = Array.from({ length }, (_, n) => {
      const stream = t.dial(listener.port);
      stream.onConnected = () => void stream.send(noise(100 + n, n));
      return stream;
    });
    for (let n = 0; n < length; n++) {
      const echo = t.accept(await t.offer(listener, n));
      echo.onReceived = (bytes) => void echo.send(bytes);
    }
    for (const [n, client] of clients.entries()) await t.receives(client, noise(100 + n, n));
  }),

  law("dial.local-port", "a local port that was chosen is the one that is used", ["tcp", "localPort"], async (t) => {
    const localPort = await t.rig.closedPort();
    const listener = await t.peerListens();
    const stream = t.dial(listener.port, { localPort });
    const offer = await t.offer(listener);
    t.expect(offer.from.port === localPort, `a client from port ${localPort}`, `port ${offer.from.port}`);
    await t.until(() => stream.connections > 0, "connected");
    t.expect(stream.local?.port === localPort, `the local port ${localPort}`, `${stream.local?.port}`);
  }),

  law("dial.local-port-in-use", 'a local port on which the card listens gives closed with the fault "in-use"', ["tcp", "localPort", "listen"], async (t) => {
    const own = await t.listen();
    const listener = await t.peerListens();
    const stream = t.dial(listener.port, { localPort: own.port });
    await t.until(() => stream.isClosed, "closed");
    t.expectFault(stream.fault, "in-use");
    t.expect(stream.events.length === 1, "only closed", `${stream}`);
  }),

  law("dial.local-port-again", "a local port that was chosen is free when its stream is over", ["tcp", "localPort", "reset"], async (t) => {
    const localPort = await t.rig.closedPort();
    const listener = await t.peerListens();
    for (const round of [0, 1, 2]) {
      const stream = t.dial(listener.port, { localPort });
      const theirs = t.accept(await t.offer(listener, round));
      await t.until(() => stream.connections > 0 || stream.isClosed, "connected");
      t.expect(!stream.isClosed, `the local port ${localPort} to be free`, `${stream}`);
      // A stream that ended in order may keep its port for a while.
      stream.destroy("reset");
      await t.until(() => theirs.isClosed, "the peer to see a reset");
    }
  }),

  law("dial.keep-alive", "keep-alive options are taken, whatever the card makes of them", ["tcp"], async (t) => {
    const { mine, theirs } = await t.pair("dialled", { keepAlive: { idle: 300, interval: 10, count: 3 } });
    mine.send(HELLO);
    await t.receives(theirs, HELLO);
  }),
];
