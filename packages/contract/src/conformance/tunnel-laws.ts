import type { Endpoint } from "../endpoint.js";
import type { SecureOptions } from "../secure.js";
import { FULL, type Stream, type Tunnel } from "../stream.js";
import type { Law, Need } from "./law.js";
import type { ListenProbe } from "./listen-probe.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Trial } from "./trial.js";

const NEEDS: readonly Need[] = ["tcp", "tls", "tlsConfigs", "tunnel"];
const SEED = 29;
const NOTHING = new Uint8Array(0);
/** Who the server is said to be: nothing is looked up, so nobody need know it. */
const ASKED: Endpoint = { host: "nobody.invalid", port: 443 };

/** A stream of the card under test to a relay. */
interface Way {
  /** The end of the card under test, which is not handed over yet. */
  readonly mine: StreamProbe;
  /** The relay's. */
  readonly near: StreamProbe;
}

/** A way that leads nowhere yet. */
async function wayTo(t: Trial, isSecure = false): Promise<Way> {
  const { mine, theirs } = await t.pair(isSecure ? "dialled-tls" : "dialled");
  return { mine, near: theirs };
}

function forward(t: Trial, from: StreamProbe, to: StreamProbe): void {
  let sending: Promise<void> = Promise.resolve();
  from.onReceived = (bytes) => {
    sending = sending.then(() => t.sendAll(to, [bytes]).catch(() => undefined));
  };
  from.onEnded = () => void sending.then(() => to.finish());
}

/** What the stream of a way is from now on, as the card is to be told. */
function tunnelOf({ mine }: Way, unread: Uint8Array = NOTHING): Tunnel {
  const { local, peer } = mine;
  return { stream: mine.handOver(), unread, local: local as Endpoint, peer: peer as Endpoint };
}

/** Dials inside a way. */
function dialInside(t: Trial, way: Way, secure: SecureOptions, unread?: Uint8Array): StreamProbe {
  return t.dial(ASKED.port, { secure, tunnel: tunnelOf(way, unread) }, t.rig.adapter, ASKED.host);
}

/** A TLS listener of the peer, and a way that leads to it. */
async function secureWay(t: Trial, isSecure = false): Promise<{ readonly way: Way; readonly listener: ListenProbe }> {
  const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server) });
  const way = await wayTo(t, isSecure);
  const far = t.dial(listener.port, {}, t.rig.peer);
  await t.until(() => far.connections > 0, "the relay to be connected");
  forward(t, way.near, far);
  forward(t, far, way.near);
  return { way, listener };
}

/** A fault, and never `secured`. */
async function neverSecured(t: Trial, stream: StreamProbe): Promise<void> {
  await t.until(() => stream.isClosed, "closed");
  t.expect(stream.info === undefined, "never secured", `${stream}`);
  t.expect(stream.fault !== undefined, "a fault", `${stream}`);
}

/** Both send much at once, and all arrives. */
async function talk(t: Trial, mine: StreamProbe, theirs: StreamProbe): Promise<void> {
  const there = noise(40_000, SEED);
  const back = noise(30_000, SEED + 1);
  await Promise.all([t.sendAll(mine, [there]), t.sendAll(theirs, [back])]);
  await t.receives(theirs, there);
  await t.receives(mine, back);
}

/** How TLS is dialled inside streams that are open. */
export const TUNNEL_LAWS: readonly Law[] = [
  law("tunnel.secured", "a dial inside a tunnel tells connected with the tunnel's ends, then secured once; what was dialled first is silent, and bytes go both ways to the end", NEEDS, async (t) => {
    const { way, listener } = await secureWay(t);
    const { local, peer } = way.mine;
    const stream = dialInside(t, way, t.secure(t.tls.trusting));
    await t.secured(stream);
    t.expect(stream.events.join() === "connected,secured", "only connected and secured", `${stream}`);
    const isSame = stream.local?.port === local?.port && stream.peer?.host === peer?.host && stream.peer?.port === peer?.port;
    t.expect(isSame, `the tunnel's ends, ${local?.port} and ${peer?.host} ${peer?.port}`, `${stream.local?.port} and ${stream.peer?.host} ${stream.peer?.port}`);
    const server = t.accept(await t.offer(listener));
    await talk(t, stream, server);
    stream.finish();
    await t.until(() => server.hasEnded, "the server to see the end");
    server.finish();
    await t.until(() => stream.isClosed, "closed");
    t.expect(stream.fault === undefined, "no fault", `${stream}`);
  }),

  law("tunnel.inside-tls", "the tunnel may be over TLS itself", NEEDS, async (t) => {
    const { way, listener } = await secureWay(t, true);
    const stream = dialInside(t, way, t.secure(t.tls.careful, { name: t.tls.name }));
    const { verified } = await t.secured(stream);
    t.expect(verified, "verified", `${stream}`);
    await talk(t, stream, t.accept(await t.offer(listener)));
    stream.destroy();
    await t.until(() => way.near.hasEnded || way.near.isClosed, "the relay to see an end");
  }),

  law("tunnel.verified", "the certificate must be for the name that is asked for, whatever was dialled first", NEEDS, async (t) => {
    const good = await secureWay(t);
    const { verified } = await t.secured(dialInside(t, good.way, t.secure(t.tls.careful, { name: t.tls.name, resume: false })));
    t.expect(verified, "verified", "not verified");
    const { way } = await secureWay(t);
    const stream = dialInside(t, way, t.secure(t.tls.careful, { name: "other.invalid", resume: false }));
    await neverSecured(t, stream);
    t.expectTlsFault(stream.fault, "name");
  }),

  law("tunnel.paused", "a tunnel that is paused flows again", NEEDS, async (t) => {
    const { way, listener } = await secureWay(t);
    way.mine.pause();
    const stream = dialInside(t, way, t.secure(t.tls.trusting));
    await t.secured(stream);
    await talk(t, stream, t.accept(await t.offer(listener)));
  }),

  law("tunnel.unread", 'what was left unread is read as the server\'s first bytes: where it is no TLS, closed with tls "protocol"', NEEDS, async (t) => {
    const { way } = await secureWay(t);
    const stream = dialInside(t, way, t.secure(t.tls.trusting), noise(200, SEED));
    await neverSecured(t, stream);
    t.expectTlsFault(stream.fault, "protocol");
    t.expect(stream.length === 0, "nothing received", `${stream.length} bytes`);
  }),

  law("tunnel.cut-off", "an end or a reset of the tunnel during the handshake gives closed with a fault, never secured", NEEDS, async (t) => {
    for (const how of ["finish", "abort", "reset"] as const) {
      const way = await wayTo(t);
      const stream = dialInside(t, way, t.secure(t.tls.trusting));
      await t.until(() => way.near.length > 0 && stream.connections > 0, "the handshake to begin");
      if (how === "finish") way.near.finish();
      else way.near.destroy(how);
      await neverSecured(t, stream);
    }
  }),

  law("tunnel.over-before", "a tunnel that has ended, or is closed, gives closed with a fault, never secured", NEEDS, async (t) => {
    const ended = await wayTo(t);
    ended.near.finish();
    await t.until(() => ended.mine.hasEnded, "ended");
    await neverSecured(t, dialInside(t, ended, t.secure(t.tls.trusting)));
    const closed = await wayTo(t);
    closed.near.destroy("reset");
    await t.until(() => closed.mine.isClosed || closed.mine.hasEnded, "an end");
    await neverSecured(t, dialInside(t, closed, t.secure(t.tls.trusting)));
  }),

  law("tunnel.destroy", "a stream that is destroyed before, during or after its handshake is silent for ever, and the tunnel ends with it", NEEDS, async (t) => {
    for (const how of ["abort", "reset"] as const) {
      const ends: StreamProbe[] = [];
      const inside = async (): Promise<StreamProbe> => {
        const { way } = await secureWay(t);
        ends.push(way.near);
        return dialInside(t, way, t.secure(t.tls.trusting));
      };
      (await inside()).destroy(how);
      const connected = await inside();
      connected.onConnected = () => connected.destroy(how);
      const secured = await inside();
      secured.onSecured = () => secured.destroy(how);
      await t.until(() => secured.info !== undefined, "secured");
      const way = await wayTo(t);
      ends.push(way.near);
      const waiting = dialInside(t, way, t.secure(t.tls.trusting));
      await t.until(() => way.near.length > 0 && waiting.connections > 0, "the handshake to begin");
      waiting.destroy(how);
      await t.until(() => ends.every((end) => end.hasEnded || end.isClosed), "every relay to see an end");
    }
  }),

  law("tunnel.link-down", 'during the handshake a stream ends with the fault "link"', [...NEEDS, "setLink"], async (t) => {
    const way = await wayTo(t);
    const waiting = dialInside(t, way, t.secure(t.tls.trusting));
    await t.until(() => waiting.connections > 0, "connected");
    t.rig.setLink?.(false);
    await neverSecured(t, waiting);
    t.expectFault(waiting.fault, "link");
  }),

  law("tunnel.wrong", "streams of others, and tunnels without TLS, are a TypeError", NEEDS, async (t) => {
    const way = await wayTo(t);
    const tunnel = tunnelOf(way);
    const dial = (secure: SecureOptions | undefined, stream: Stream): Stream => t.rig.adapter.dial(ASKED, { secure, tunnel: { ...tunnel, stream } }, way.mine);
    const stranger: Stream = { queued: 0, send: () => FULL, pause() {}, resume() {}, finish() {}, destroy() {} };
    t.expectTypeError(() => dial(t.secure(t.tls.trusting), stranger), "a stream of somebody else's");
    t.expectTypeError(() => dial(undefined, tunnel.stream), "a tunnel without TLS");
    tunnel.stream.destroy();
  }),
];
