import { FULL } from "../stream.js";
import type { Law, Need } from "./law.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Trial } from "./trial.js";

const NEEDS: readonly Need[] = ["tcp", "tls", "tlsConfigs"];
const SEED = 23;
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
const CLIENTS = 8;

/** Dials a listener of the peer over TLS, with nobody verified. */
async function dialSecure(t: Trial): Promise<StreamProbe> {
  const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server) });
  listener.onOffered = (offer) => t.accept(offer);
  return t.dial(listener.port, { secure: t.secure(t.tls.trusting) });
}

/** A handshake fails: `closed` with a fault, and never `secured`. */
async function neverSecured(t: Trial, stream: StreamProbe): Promise<void> {
  await t.until(() => stream.isClosed, "closed");
  t.expect(stream.info === undefined, "never secured", `${stream}`);
  t.expect(stream.fault !== undefined, "a fault", `${stream}`);
}

/** How streams are dialled over TLS. */
export const TLS_LAWS: readonly Law[] = [
  law("tls.secured", "a dial over TLS tells connected, then secured once, with the protocol", NEEDS, async (t) => {
    const { mine, listener } = await t.pair("dialled-tls");
    await t.idle();
    const { local, peer, info } = mine;
    t.expect(mine.events.join() === "connected,secured", "only connected and secured", `${mine}`);
    t.expect(peer?.host === t.rig.host && peer.port === listener.port && (local?.port ?? 0) > 0, `the peer ${t.rig.host} ${listener.port}`, `${peer?.host} ${peer?.port}`);
    t.expect(/^(TLSv1(\.\d)?|opaque)$/.test(info?.protocol ?? ""), 'a protocol such as "TLSv1.3", or "opaque"', `${info?.protocol}`);
    t.expect(info?.verified === false && info.alpn === undefined, "nothing verified and no protocol chosen", `verified ${info?.verified}, alpn ${info?.alpn}`);
  }),

  law("tls.nothing-before", "nothing is received before secured, though the peer sends at once", NEEDS, async (t) => {
    const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server) });
    const bytes = noise(50_000, SEED);
    listener.onOffered = (offer) => {
      const server = t.accept(offer);
      server.send(bytes);
      server.finish();
    };
    const stream = t.dial(listener.port, { secure: t.secure(t.tls.trusting) });
    await t.until(() => stream.hasEnded, "ended");
    await t.receives(stream, bytes);
  }),

  law("tls.records", "each received() brings the bytes of one record, so 16,384 at most", NEEDS, async (t) => {
    const { mine, theirs } = await t.pair("dialled-tls");
    const bytes = noise(100_000, SEED);
    theirs.send(bytes);
    await t.receives(mine, bytes);
  }),

  law("tls.first-send", "sending is allowed from secured() on", NEEDS, async (t) => {
    const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server) });
    const stream = t.dial(listener.port, { secure: t.secure(t.tls.trusting) });
    stream.onSecured = () => {
      if (stream.send(HELLO) === FULL) t.referee.note("the first bytes to be taken", "FULL");
    };
    await t.receives(t.accept(await t.offer(listener)), HELLO);
  }),

  law("tls.many", "streams that are dialled at once over TLS do not mix", NEEDS, async (t) => {
    const listener = await t.peerListens({ backlog: CLIENTS, secure: t.peerSecure(t.tls.server) });
    listener.onOffered = (offer) => {
      const echo = t.accept(offer);
      echo.onReceived = (bytes) => void echo.send(bytes);
    };
    const secure = t.secure(t.tls.trusting);
    const clients = Array.from({ length: CLIENTS }, (_, n) => {
      const stream = t.dial(listener.port, { secure });
      stream.onSecured = () => void stream.send(noise(100 + n, n));
      return stream;
    });
    for (const [n, client] of clients.entries()) await t.receives(client, noise(100 + n, n));
  }),

  law("tls.max-version", "no newer protocol is spoken than the settings allow, on either side", NEEDS, async (t) => {
    for (const side of ["dials", "listens"] as const) {
      const newest = (which: typeof side): { maxVersion?: "TLSv1.2" } => (which === side ? { maxVersion: "TLSv1.2" } : {});
      const listener = await t.peerListens({ secure: t.peerSecure({ ...t.tls.server, ...newest("listens") }) });
      const stream = t.dial(listener.port, { secure: t.secure({ ...t.tls.trusting, ...newest("dials") }) });
      const { protocol } = await t.secured(stream);
      t.expect(["TLSv1.2", "opaque"].includes(protocol), '"TLSv1.2", or "opaque"', protocol);
    }
  }),

  law("tls.min-version", 'older protocols than the settings demand are not spoken: closed with tls "protocol", never secured, whichever side demands it', NEEDS, async (t) => {
    const newest = { minVersion: "TLSv1.3" } as const;
    const older = { maxVersion: "TLSv1.2" } as const;
    for (const [dials, listens] of [[newest, older], [older, newest]] as const) {
      const listener = await t.peerListens({ secure: t.peerSecure({ ...t.tls.server, ...listens }) });
      const stream = t.dial(listener.port, { secure: t.secure({ ...t.tls.trusting, ...dials }) });
      await neverSecured(t, stream);
      t.expectTlsFault(stream.fault, "protocol");
    }
    const listener = await t.peerListens({ secure: t.peerSecure({ ...t.tls.server, ...newest }) });
    const { protocol } = await t.secured(t.dial(listener.port, { secure: t.secure({ ...t.tls.trusting, ...newest }) }));
    t.expect(["TLSv1.3", "opaque"].includes(protocol), '"TLSv1.3", or "opaque"', protocol);
  }),

  law("tls.alpn", "the application protocol is the listener's best that was offered; none without an offer", NEEDS, async (t) => {
    const agreed = async (dials: readonly string[] | undefined, listens: readonly string[] | undefined): Promise<string | undefined> => {
      const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server, { alpn: listens }) });
      const stream = t.dial(listener.port, { secure: t.secure(t.tls.trusting, { alpn: dials }) });
      const { alpn } = await t.secured(stream);
      const { secure } = await t.offer(listener);
      t.expect(secure?.alpn === alpn, `the same on both sides`, `${alpn} and ${secure?.alpn}`);
      return alpn;
    };
    const chosen = await agreed(["first/1", "second/1", "third/1"], ["other/1", "second/1", "first/1"]);
    t.expect(chosen === "second/1", "second/1", `${chosen}`);
    const only = [await agreed(["first/1"], undefined), await agreed(undefined, ["first/1"])];
    t.expect(only.every((alpn) => alpn === undefined), "none where one side names none", only.join());
  }),

  law("tls.resumed", "both sides say the same of whether a session was taken up again, and none is where the dial says so", NEEDS, async (t) => {
    const listener = await t.peerListens({ secure: t.peerSecure(t.tls.server) });
    for (const [n, resume] of [undefined, undefined, false, true].entries()) {
      const stream = t.dial(listener.port, { secure: t.secure(t.tls.careful, { name: t.tls.name, resume }) });
      const { resumed, verified } = await t.secured(stream);
      t.expect(verified, "verified, resumed or not", `${stream}`);
      t.expect(!resumed || (n > 0 && resume !== false), "a full handshake", "one that was resumed");
      const offer = await t.offer(listener, n);
      t.expect(offer.secure?.resumed === resumed, `resumed ${resumed} on both sides`, `resumed ${offer.secure?.resumed} there`);
      // What sessions are taken up with comes behind the handshake.
      t.accept(offer).send(HELLO);
      await t.receives(stream, HELLO);
      stream.destroy();
    }
  }),

  law("tls.refused", 'where nobody listens, a dial over TLS gives closed with the fault "refused" and nothing else', NEEDS, async (t) => {
    const stream = t.dial(await t.rig.closedPort(), { secure: t.secure(t.tls.trusting) });
    await t.until(() => stream.isClosed, "closed");
    t.expectFault(stream.fault, "refused");
    t.expect(stream.events.length === 1, "only closed", `${stream}`);
  }),

  law("tls.plain-server", 'a listener that answers in plain gives closed with tls "protocol", never secured', NEEDS, async (t) => {
    const listener = await t.peerListens();
    listener.onOffered = (offer) => void t.accept(offer).send(noise(200, SEED));
    const stream = t.dial(listener.port, { secure: t.secure(t.tls.trusting) });
    await neverSecured(t, stream);
    t.expectTlsFault(stream.fault, "protocol");
  }),

  law("tls.cut-off", "an end or a reset during the handshake gives closed with a fault, never secured", NEEDS, async (t) => {
    const listener = await t.peerListens();
    for (const [n, how] of (["finish", "abort", "reset"] as const).entries()) {
      const stream = t.dial(listener.port, { secure: t.secure(t.tls.trusting) });
      const server = t.accept(await t.offer(listener, n));
      await t.until(() => server.length > 0 && stream.connections > 0, "the handshake to begin");
      if (how === "finish") server.finish();
      else server.destroy(how);
      await neverSecured(t, stream);
    }
  }),

  law("tls.destroy", "a stream that is destroyed before, during or after its handshake is silent for ever", NEEDS, async (t) => {
    for (const how of ["abort", "reset"] as const) {
      (await dialSecure(t)).destroy(how);
      const connected = await dialSecure(t);
      connected.onConnected = () => connected.destroy(how);
      await t.until(() => connected.connections > 0, "connected");
      const secured = await dialSecure(t);
      secured.onSecured = () => secured.destroy(how);
      await t.until(() => secured.info !== undefined, "secured");
      const mute = await t.peerListens();
      const waiting = t.dial(mute.port, { secure: t.secure(t.tls.trusting) });
      const server = t.accept(await t.offer(mute));
      await t.until(() => server.length > 0 && waiting.connections > 0, "the handshake to begin");
      waiting.destroy(how);
      await t.until(() => server.hasEnded || server.isClosed, "the peer to see an end");
    }
    await t.idle();
  }),

  law("tls.link-down", 'during the handshake and after it a stream ends with the fault "link"', [...NEEDS, "setLink"], async (t) => {
    const { mine } = await t.pair("dialled-tls");
    const mute = await t.peerListens();
    const waiting = t.dial(mute.port, { secure: t.secure(t.tls.trusting) });
    await t.until(() => waiting.connections > 0, "connected");
    t.rig.setLink?.(false);
    await t.until(() => mine.isClosed && waiting.isClosed, "closed");
    t.expectFault(mine.fault, "link");
    t.expectFault(waiting.fault, "link");
    t.expect(waiting.info === undefined, "never secured", `${waiting}`);
  }),
];
