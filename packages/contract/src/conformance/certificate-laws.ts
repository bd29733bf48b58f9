import type { Offer } from "../listener.js";
import type { PeerCertificate } from "../peer-certificate.js";
import type { TlsConfig } from "../secure.js";
import type { Law, Need } from "./law.js";
import type { ListenProbe } from "./listen-probe.js";
import type { RigTls } from "./rig.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Trial } from "./trial.js";

const DIALS: readonly Need[] = ["tcp", "tls", "tlsConfigs"];
const LISTENS: readonly Need[] = ["listen", "tls", "tlsConfigs"];

/** A listener of the peer that takes who comes. */
async function peerServes(t: Trial, config: TlsConfig): Promise<ListenProbe> {
  const listener = await t.peerListens({ secure: t.peerSecure(config) });
  listener.onOffered = (offer) => t.accept(offer);
  return listener;
}

function dial(t: Trial, listener: ListenProbe, config: TlsConfig, name?: string): StreamProbe {
  return t.dial(listener.port, { secure: t.secure(config, { name }) });
}

async function expectVerified(t: Trial, stream: StreamProbe, wanted: boolean): Promise<void> {
  const { verified } = await t.secured(stream);
  t.expect(verified === wanted, `verified ${wanted}`, `verified ${verified}`);
}

function poorLaw(reason: keyof RigTls["poor"], what: string): Law {
  return law(`certificate.${reason}`, `${what} gives closed with tls "${reason}", never secured, to who verifies`, DIALS, async (t) => {
    const { name, careful, poor } = t.tls;
    const listener = await peerServes(t, poor[reason]);
    const stream = dial(t, listener, careful, name);
    await t.until(() => stream.isClosed, "closed");
    t.expectTlsFault(stream.fault, reason);
    t.expect(stream.events.filter((event) => event !== "connected").length === 1, "nothing but connected and closed", `${stream}`);
  });
}

/** Whom a card takes for whom. */
export const CERTIFICATE_LAWS: readonly Law[] = [
  law("certificate.good", "a good certificate is verified, and one that nobody verifies is not", DIALS, async (t) => {
    const { name, server, careful, trusting } = t.tls;
    const listener = await peerServes(t, server);
    await expectVerified(t, dial(t, listener, careful, name), true);
    await expectVerified(t, dial(t, listener, trusting, name), false);
    await expectVerified(t, dial(t, listener, careful, name), true);
    const [offer] = listener.offers;
    t.expect(offer?.secure?.verified === false, "a client without a certificate not to be verified", "verified true");
  }),

  poorLaw("untrusted", "a certificate that leads to no known authority"),
  poorLaw("expired", "a certificate that has expired"),
  poorLaw("not-yet-valid", "a certificate that is not valid yet"),
  poorLaw("name", "a certificate for other names"),

  law("certificate.trusting", "who does not verify takes every certificate, whatever its name", DIALS, async (t) => {
    for (const config of Object.values(t.tls.poor)) {
      await expectVerified(t, dial(t, await peerServes(t, config), t.tls.trusting, t.tls.name), false);
    }
  }),

  law("certificate.wrong-name", "who dials another name than the certificate's takes it for a stranger's", DIALS, async (t) => {
    const listener = await peerServes(t, t.tls.server);
    const stream = dial(t, listener, t.tls.careful, "another.name.test");
    await t.until(() => stream.isClosed, "closed");
    t.expectTlsFault(stream.fault, "name");
    t.expect(stream.info === undefined, "never secured", `${stream}`);
  }),

  law("certificate.no-name", "without a name the certificate may be for any, but must be good", DIALS, async (t) => {
    const { careful, poor } = t.tls;
    await expectVerified(t, dial(t, await peerServes(t, poor.name), careful), true);
    const stream = dial(t, await peerServes(t, poor.untrusted), careful);
    await t.until(() => stream.isClosed, "closed");
    t.expectTlsFault(stream.fault, "untrusted");
  }),

  law("certificate.revoked", 'with a revocation list a certificate on it gives closed with tls "revoked"; a list out of date lets nobody in', [...DIALS, "revocation"], async (t) => {
    const { name, server } = t.tls;
    const { revoked, careful, stale } = t.revocation;
    await expectVerified(t, dial(t, await peerServes(t, server), careful, name), true);
    for (const [listens, dials, reason] of [[revoked, careful, "revoked"], [server, stale, "untrusted"]] as const) {
      const stream = dial(t, await peerServes(t, listens), dials, name);
      await t.until(() => stream.isClosed, "closed");
      t.expectTlsFault(stream.fault, reason);
      t.expect(stream.info === undefined, "never secured", `${stream}`);
    }
    await expectVerified(t, dial(t, await peerServes(t, revoked), t.tls.careful, name), true);
  }),

  law("certificate.rejects-revoked", 'a listener with a revocation list rejects clients on it with tls "revoked"', [...LISTENS, "revocation"], async (t) => {
    const { name, trusting } = t.tls;
    const { revoked, mutual } = t.revocation;
    const listener = await t.listen({ secure: t.secure(mutual) });
    const { cert, key, passphrase } = revoked;
    t.dialBack(listener, { secure: t.peerSecure({ ...trusting, cert, key, passphrase }, { name }) });
    await t.until(() => listener.rejections.length > 0, "rejected");
    t.expectTlsFault(listener.rejections[0]?.fault, "revoked");
    t.expect(listener.offers.length === 0, "nobody offered", `${listener}`);
  }),

  law("certificate.shown", "where a card tells the certificates of its peer, they are those: none of a client that has none", DIALS, async (t) => {
    const { name, server, careful, mutual, client } = t.tls;
    const isRight = (certificates: readonly PeerCertificate[] | undefined, wanted: boolean): boolean => {
      const [own] = certificates ?? [];
      if (certificates === undefined || own === undefined) return certificates === undefined || !wanted;
      return wanted && own.names.length > 0 && own.validFrom < own.validTo && /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(own.fingerprint);
    };
    for (const [listens, dials, hasCertificate] of [[server, careful, false], [mutual, client, true]] as const) {
      const listener = await t.peerListens({ secure: t.peerSecure(listens) });
      const { peerCertificates } = await t.secured(dial(t, listener, dials, name));
      t.expect(isRight(peerCertificates, true) && (peerCertificates?.[0]?.names.includes(name) ?? true), `a certificate for ${name}`, JSON.stringify(peerCertificates));
      const { secure } = await t.offer(listener);
      t.expect(isRight(secure?.peerCertificates, hasCertificate), hasCertificate ? "that of the client" : "none", JSON.stringify(secure?.peerCertificates));
    }
    const poor = dial(t, await peerServes(t, t.tls.poor.name), careful, name);
    await t.until(() => poor.isClosed, "closed");
    t.expect(isRight(poor.fault?.peerCertificates, true) && !(poor.fault?.peerCertificates?.[0]?.names.includes(name) ?? false), "the certificate for another name", JSON.stringify(poor.fault?.peerCertificates));
  }),

  law("certificate.client", "a client shows its certificate to a listener that asks for one", DIALS, async (t) => {
    const { name, mutual, client } = t.tls;
    const listener = await t.peerListens({ secure: t.peerSecure(mutual) });
    await expectVerified(t, dial(t, listener, client, name), true);
    const { secure } = await t.offer(listener);
    t.expect(secure?.verified === true, "the client to be verified", `verified ${secure?.verified}`);
  }),

  law("certificate.no-client", 'a client without the certificate that a listener asks for ends with tls "client-certificate"', DIALS, async (t) => {
    const { name, mutual, careful } = t.tls;
    const listener = await t.peerListens({ secure: t.peerSecure(mutual) });
    // In TLS 1.3 the client is done before the listener has looked at it, so it may have been told that it is secured.
    const stream = dial(t, listener, careful, name);
    await t.until(() => stream.isClosed, "closed");
    t.expectTlsFault(stream.fault, "client-certificate");
    const older = dial(t, listener, { ...careful, maxVersion: "TLSv1.2" }, name);
    await t.until(() => older.isClosed, "closed");
    // TLS 1.2 has no word for it, but a listener that shows its certificate and then fails the handshake means that.
    t.expectTlsFault(older.fault, "client-certificate");
    t.expect(older.info === undefined, "never secured with TLS 1.2", `${older}`);
    t.expect(listener.offers.length === 0, "no client offered", `${listener}`);
  }),

  law("certificate.asks", "a listener that asks for certificates takes clients that have a good one, and says so", LISTENS, async (t) => {
    const { name, mutual, client } = t.tls;
    const listener = await t.listen({ secure: t.secure(mutual) });
    await t.secured(t.dialBack(listener, { secure: t.peerSecure(client, { name }) }));
    const { secure } = await t.offer(listener);
    t.expect(secure?.verified === true, "the client to be verified", `verified ${secure?.verified}`);
  }),

  law("certificate.optional", "a listener that only requests certificates takes clients without one, unverified, but none with a poor one", LISTENS, async (t) => {
    const { name, mutual, client, trusting, poor } = t.tls;
    const listener = await t.listen({ secure: t.secure({ ...mutual, clientCertificate: "request" }) });
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const taken = listener.offers.length;
      for (const [n, config] of [trusting, client].entries()) {
        const stream = t.dialBack(listener, { secure: t.peerSecure({ ...config, maxVersion }, { name }) });
        await t.secured(stream);
        const { secure } = await t.offer(listener, taken + n);
        t.expect(secure?.verified === (config === client), `verified ${config === client}`, `verified ${secure?.verified}`);
        t.accept(listener.offers[taken + n] as Offer).destroy();
        await t.until(() => stream.isClosed || stream.hasEnded, "the client to see an end");
        stream.destroy();
        await t.idle();
      }
      const { cert, key, passphrase } = poor.untrusted;
      const before = listener.rejections.length;
      t.dialBack(listener, { secure: t.peerSecure({ ...trusting, cert, key, passphrase, maxVersion }, { name }) });
      await t.until(() => listener.rejections.length > before, "rejected");
      t.expectTlsFault(listener.rejections[before]?.fault, "untrusted");
      await t.idle();
      t.expect(listener.offers.length === taken + 2, "two clients offered", `${listener}`);
    }
  }),

  law("certificate.rejects", "a listener that asks for certificates rejects clients that have none, or a poor one, says which, and offers nothing", LISTENS, async (t) => {
    const { name, mutual, trusting, poor } = t.tls;
    const listener = await t.listen({ secure: t.secure(mutual) });
    const { cert, key, passphrase } = poor.untrusted;
    for (const [n, config] of [trusting, { ...trusting, maxVersion: "TLSv1.2" as const }, { ...trusting, cert, key, passphrase }].entries()) {
      const client = t.dialBack(listener, { secure: t.peerSecure(config, { name }) });
      await t.until(() => client.isClosed || client.hasEnded, "the client to see an end");
      await t.until(() => listener.rejections.length > n, "rejected");
      const last = listener.rejections[n];
      t.expectTlsFault(last?.fault, "cert" in config ? "untrusted" : "no-certificate");
      t.expect(last?.from.port === client.local?.port, `a client from port ${client.local?.port}`, `port ${last?.from.port}`);
    }
    await t.idle();
    t.expect(listener.offers.length === 0 && listener.rejections.length === 3, "three rejected, nobody offered", `${listener}`);
  }),
];
