import { FULL } from "../stream.js";
import type { Law, Need } from "./law.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { law } from "./trial.js";

const NEEDS: readonly Need[] = ["listen", "tls", "tlsConfigs"];
const SEED = 29;
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

/** How TLS listeners take their clients. */
export const TLS_LISTEN_LAWS: readonly Law[] = [
  law("tls-listen.offer", "a client is offered when its handshake is done, with what that settled", NEEDS, async (t) => {
    const { server, trusting } = t.tls;
    for (const maxVersion of [undefined, "TLSv1.2"] as const) {
      const listener = await t.listen({ secure: t.secure(server, { alpn: ["luat/1"] }) });
      const client = t.dialBack(listener, { secure: t.peerSecure({ ...trusting, maxVersion }, { alpn: ["other/1", "luat/1"] }) });
      const { from, local, secure } = await t.offer(listener);
      const { protocol, alpn } = await t.secured(client);
      t.expect(secure?.protocol === protocol || secure?.protocol === "opaque" || protocol === "opaque", `the protocol ${protocol}`, `${secure?.protocol}`);
      t.expect(alpn === "luat/1" && secure?.alpn === alpn, "luat/1 on both sides", `${alpn} and ${secure?.alpn}`);
      t.expect(secure?.verified === false, "nobody verified", `verified ${secure?.verified}`);
      t.expect(from.port === client.local?.port && local.port === listener.port, `a client from port ${client.local?.port}`, `port ${from.port}`);
    }
  }),

  law("tls-listen.max-version", "no newer protocol is spoken than the settings allow", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure({ ...t.tls.server, maxVersion: "TLSv1.2" }) });
    const { protocol } = await t.secured(t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) }));
    const { secure } = await t.offer(listener);
    for (const each of [protocol, secure?.protocol]) t.expect(each === "TLSv1.2" || each === "opaque", '"TLSv1.2", or "opaque"', `${each}`);
  }),

  law("tls-listen.min-version", 'a client that speaks no protocol as new as the settings demand is rejected with tls "protocol" and never offered', NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure({ ...t.tls.server, minVersion: "TLSv1.3" }) });
    const older = t.dialBack(listener, { secure: t.peerSecure({ ...t.tls.trusting, maxVersion: "TLSv1.2" }) });
    await t.until(() => listener.rejections.length > 0, "rejected");
    await t.until(() => older.isClosed, "the client to see an end");
    await t.idle();
    t.expectTlsFault(listener.rejections[0]?.fault, "protocol");
    await t.secured(t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) }));
    await t.offer(listener);
    t.expect(listener.offers.length === 1, "one client offered", `${listener}`);
  }),

  law("tls-listen.alpn", "a listener takes the best of its own protocols that the client offers", NEEDS, async (t) => {
    const alpns = { alpn: ["other/1", "second/1", "first/1"] };
    const listener = await t.listen({ secure: t.secure(t.tls.server, alpns) });
    const { alpn } = await t.secured(t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting, { alpn: ["first/1", "second/1"] }) }));
    t.expect(alpn === "second/1", "second/1", `${alpn}`);
    const other = await t.listen({ secure: t.secure(t.tls.server, alpns) });
    const none = await t.secured(t.dialBack(other, { secure: t.peerSecure(t.tls.trusting) }));
    t.expect(none.alpn === undefined, "none for a client that offers none", `${none.alpn}`);
  }),

  law("tls-listen.waits", "a client that waits loses no byte and not its end", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(t.tls.server) });
    const client = t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) });
    const bytes = noise(30_000, SEED);
    client.onSecured = () => {
      client.send(bytes);
      client.finish();
    };
    const offer = await t.offer(listener);
    await t.idle();
    const stream = t.accept(offer);
    await t.until(() => stream.hasEnded, "ended");
    await t.receives(stream, bytes);
  }),

  law("tls-listen.accept", "an accepted stream is secured from the start, also inside offered()", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(t.tls.server) });
    let stream: StreamProbe | undefined;
    listener.onOffered = (offer) => {
      stream = t.accept(offer);
      if (stream.send(HELLO) === FULL) t.referee.note("the first bytes to be taken", "FULL");
    };
    const client = t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) });
    client.onSecured = () => void client.send(HELLO);
    await t.receives(client, HELLO);
    await t.until(() => stream?.length === HELLO.length, "bytes received");
  }),

  law("tls-listen.refuse", "a refused client sees an end", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(t.tls.server) });
    listener.onOffered = (offer) => t.refuse(offer);
    const client = t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) });
    await t.until(() => client.hasEnded || client.isClosed, "the client to see an end");
    t.expect(client.length === 0, "no bytes", `${client}`);
  }),

  law("tls-listen.plain-client", "a client that does not speak TLS is rejected and never offered", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(t.tls.server) });
    const client = t.dialBack(listener);
    client.onConnected = () => void client.send(noise(200, SEED));
    await t.until(() => listener.rejections.length > 0, "rejected");
    await t.until(() => client.hasEnded || client.isClosed, "the client to see an end");
    await t.idle();
    t.expectTlsFault(listener.rejections[0]?.fault, "protocol");
    t.expect(listener.events.length === 2, "listening and rejected", `${listener}`);
    await t.secured(t.dialBack(listener, { secure: t.peerSecure(t.tls.trusting) }));
    await t.offer(listener);
  }),

  law("tls-listen.silent-client", "a client that says nothing is not offered, and holds a place of the backlog until it leaves", [...NEEDS, "manyClients"], async (t) => {
    const listener = await t.listen({ backlog: 2, secure: t.secure(t.tls.server) });
    const secure = t.peerSecure(t.tls.trusting);
    const silent = [t.dialBack(listener), t.dialBack(listener)];
    await t.until(() => silent.every((client) => client.connections > 0), "connected");
    const third = t.dialBack(listener, { secure });
    await t.until(() => third.isClosed || third.hasEnded, "a third client to see an end");
    t.expect(third.info === undefined && listener.offers.length === 0, "nobody offered", `${listener}; ${third}`);
    for (const client of silent) client.destroy();
    await t.idle();
    await t.secured(t.dialBack(listener, { secure }));
    await t.offer(listener);
  }),

  law("tls-listen.backlog", "clients that are secured and wait count as well; an answered offer makes room", [...NEEDS, "manyClients"], async (t) => {
    const listener = await t.listen({ backlog: 1, secure: t.secure(t.tls.server) });
    const secure = t.peerSecure(t.tls.trusting);
    t.dialBack(listener, { secure });
    const offer = await t.offer(listener);
    const second = t.dialBack(listener, { secure });
    await t.until(() => second.isClosed || second.hasEnded, "a second client to see an end");
    t.accept(offer);
    await t.secured(t.dialBack(listener, { secure }));
    await t.offer(listener, 1);
    t.expect(listener.offers.length === 2, "two offers", `${listener}`);
  }),

  law("tls-listen.close", "closing ends the clients whose handshake is under way, without a word", NEEDS, async (t) => {
    const [first, second] = [await t.listen({ secure: t.secure(t.tls.server) }), await t.listen({ secure: t.secure(t.tls.server) })];
    const silent = t.dialBack(first);
    await t.until(() => silent.connections > 0, "connected");
    const client = t.dialBack(second, { secure: t.peerSecure(t.tls.trusting) });
    await t.offer(second);
    first.close();
    second.close();
    await t.until(() => silent.hasEnded || silent.isClosed, "the silent client to see an end");
    await t.until(() => client.hasEnded || client.isClosed, "the waiting client to see an end");
    await t.idle();
  }),

  law("tls-listen.no-certificate", 'without a certificate a TLS listener gives closed with tls "certificate" and nothing else', NEEDS, async (t) => {
    const listener = t.open({ secure: t.secure(t.tls.trusting) });
    await t.until(() => listener.isClosed, "closed");
    t.expectTlsFault(listener.fault, "certificate");
    t.expect(listener.events.length === 1, "only closed", `${listener}`);
  }),

  law("tls-listen.no-authorities", 'a listener that verifies and has no authorities gives closed with tls "ca" and nothing else', NEEDS, async (t) => {
    const listener = t.open({ secure: t.secure({ ...t.tls.mutual, ca: undefined }) });
    await t.until(() => listener.isClosed, "closed");
    t.expectTlsFault(listener.fault, "ca");
    t.expect(listener.events.length === 1, "only closed", `${listener}`);
  }),
];
