import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { BrokenError, TlsError, type ConnectOptions, type ServerTlsOptions } from "../../src/index.js";
import { SERVER, simulate, text } from "../simulated.js";

const NOW = new MockNet().clock.wall();
const authority = createAuthority({ keyType: "ec", now: NOW });
const stranger = createAuthority({ keyType: "ec", now: NOW });
const good = authority.issue({ names: ["server.test", SERVER] });
const lost = authority.issue({ names: ["server.test"] });
authority.revoke(lost.cert);
const client = authority.issue({ names: ["client.test"], passphrase: "secret" });
const ca = authority.cert;

/** Connects to a server with this certificate; gives what came of it, and ends all. */
async function attempt(server: ServerTlsOptions | undefined, options: Partial<ConnectOptions>): Promise<unknown> {
  const world = simulate();
  world.net.name("server.test", [SERVER]);
  const outcome = await world.run(async () => {
    const listening = await world.server.listen({ port: 8883, tls: server });
    void listening.accept().then(async (there) => {
      for await (const bytes of there ?? []) await there?.tx(server === undefined ? "no TLS here" : bytes);
      await there?.close();
    }).catch(() => undefined);
    const connecting = world.client.connect({ host: "server.test", port: 8883, ...options });
    const result = await connecting.then(
      async (here) => {
        const { security } = here;
        await here.tx("hello");
        return { security, answer: await here.rx({ timeout: 1_000 }).then(text, (error: unknown) => error) };
      },
      (error: unknown) => error,
    );
    await world.client.stop();
    await world.server.stop();
    return result;
  });
  expect([world.net.openStreams, world.net.openListeners, world.net.clock.waiting]).toEqual([0, 0, 0]);
  return outcome;
}

describe("connect with tls", () => {
  it("verifies against the authorities that are given, and tells what was settled", async () => {
    expect(await attempt(good, { tls: { ca } })).toEqual({
      security: expect.objectContaining({ protocol: "TLSv1.3", verified: true }) as unknown,
      answer: "hello",
    });
    expect(await attempt(good, { host: SERVER, tls: { ca } })).toMatchObject({ answer: "hello" });
    expect(await attempt(good, { host: SERVER, tls: { ca, name: "server.test", maxVersion: "TLSv1.2" } })).toMatchObject({ security: { protocol: "TLSv1.2" }, answer: "hello" });
    expect(await attempt({ ...good, alpn: ["mqtt"] }, { tls: { ca, alpn: ["http/1.1", "mqtt"] } })).toMatchObject({ security: { alpn: "mqtt" }, answer: "hello" });
  });

  it("tells whose certificate it was that is not good, and its dates where it is about those", async () => {
    const [validFrom, validTo] = [NOW - 120_000, NOW - 60_000];
    const expired = await attempt(authority.issue({ names: ["server.test"], validFrom, validTo }), { tls: { ca } });
    const dates = "is valid from 2025-12-31T23:58:00.000Z to 2025-12-31T23:59:00.000Z";
    expect(expired).toMatchObject({ tls: "expired", message: `Cannot connect to "server.test:8883": TLS failure: the peer's certificate has expired, CN=server.test ${dates}` });
    expect((expired as TlsError).peerCertificates?.[0]).toMatchObject({ subject: "CN=server.test", validFrom, validTo });

    const early = await attempt(authority.issue({ names: ["server.test"], validFrom: NOW + 60_000, validTo: NOW + 120_000 }), { tls: { ca } });
    expect(early).toMatchObject({ tls: "not-yet-valid", message: expect.stringMatching(/not valid yet, CN=server\.test is valid from .* to /) as unknown });

    const strange = await attempt(good, { tls: { ca: stranger.cert } });
    expect((strange as TlsError).message).toBe('Cannot connect to "server.test:8883": TLS failure: the peer\'s certificate leads to no known authority, it is issued by CN=Test authority');
    const named = await attempt(good, { tls: { ca, name: "another.test" } });
    expect((named as TlsError).message).toBe('Cannot connect to "server.test:8883": TLS failure: the peer\'s certificate is for other names, it is for server.test, 10.0.0.1, not for another.test');
    expect((strange as TlsError).peerCertificates?.[0]?.issuer).toBe("CN=Test authority");
    expect("peerCertificates" in ((await attempt(undefined, { tls: { ca } })) as TlsError)).toBe(false);
  });

  it("takes any certificate where it is told not to verify, and only there", async () => {
    const poor = stranger.issue({ names: ["another.test"], validTo: NOW - 1_000 });
    expect(await attempt(poor, { tls: { verify: false } })).toMatchObject({ security: { verified: false }, answer: "hello" });
    expect(await attempt(poor, { tls: true })).toBeInstanceOf(TlsError);
    expect(await attempt(good, { tls: false })).toMatchObject({ security: undefined });
  });

  it("warns in the log of a server that nobody verifies, once for each and on each device", async () => {
    const lines: string[] = [];
    const { client: device, server, run } = simulate({ log: { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) } });
    const visit = (port: number, tls: ConnectOptions["tls"]): Promise<void> => device.connect({ host: SERVER, port, tls }).then((connection) => connection.close());
    await run(async () => {
      for (const port of [1, 2]) await server.listen({ port, tls: good });
      await visit(1, { ca });
      for (const port of [1, 1, 2, 1, 2]) await visit(port, { verify: false });
      await device.stop();
      await server.stop();
    });
    const warned = (port: number): string => `warn tls the certificate of "${SERVER}:${port}" is not verified: whoever is on the way can read and change what is sent`;
    expect(lines).toEqual([warned(1), warned(2)]);
  });

  it("forgets of which servers it warned when there are very many", async () => {
    const lines: unknown[] = [];
    const { client: device, run } = simulate({ log: { write: (_level, _tag, parts) => lines.push(parts) } });
    await run(async () => {
      for (const port of [...Array.from({ length: 257 }, (_, n) => n + 1), 1, 257]) await device.connect({ host: SERVER, port, tls: { verify: false } }).catch(() => undefined);
      await device.stop();
    });
    expect(lines).toHaveLength(258);
  });

  it.each<[string, ServerTlsOptions, Partial<ConnectOptions>, string]>([
    ["a stranger's certificate", stranger.issue({ names: ["server.test"] }), { tls: { ca } }, "untrusted"],
    ["an authority that the system does not know", good, { tls: true }, "untrusted"],
    ["an expired certificate", authority.issue({ names: ["server.test"], validTo: NOW - 1_000 }), { tls: { ca } }, "expired"],
    ["a certificate of the future", authority.issue({ names: ["server.test"], validFrom: NOW + 60_000 }), { tls: { ca } }, "not-yet-valid"],
    ["a revoked certificate", lost, { tls: { ca, crl: authority.crl() } }, "revoked"],
    ["a certificate without the list that is asked for", good, { tls: { ca, crl: stranger.crl() } }, "untrusted"],
    ["another's certificate", authority.issue({ names: ["another.test"] }), { tls: { ca } }, "name"],
    ["a name that was chosen", good, { tls: { ca, name: "another.test" } }, "name"],
    ["a server that wants a certificate, TLS 1.2", { ...good, ca }, { tls: { ca, maxVersion: "TLSv1.2" } }, "client-certificate"],
  ])("refuses %s, and says so", async (_title, server, options, reason) => {
    const error = await attempt(server, options);
    expect(error).toBeInstanceOf(TlsError);
    expect(error).toMatchObject({ code: "tls", tls: reason, errno: undefined, op: "connect", endpoint: "server.test:8883" });
    expect(String(error)).toMatch(/^TlsError: Cannot connect to "server\.test:8883": TLS failure: \w/);
  });

  it("speaks nothing older than the oldest protocol that either side allows", async () => {
    const newest = { minVersion: "TLSv1.3" } as const;
    const older = { maxVersion: "TLSv1.2" } as const;
    expect(await attempt({ ...good, ...newest }, { tls: { ca, ...newest } })).toMatchObject({ security: { protocol: "TLSv1.3" }, answer: "hello" });
    expect(await attempt({ ...good, ...newest }, { tls: { ca, ...older } })).toMatchObject({ code: "tls", tls: "protocol" });
    expect(await attempt({ ...good, ...older }, { tls: { ca, ...newest } })).toMatchObject({ code: "tls", tls: "protocol" });
  });

  it("tells on the first read that the server wants a certificate, with TLS 1.3", async () => {
    expect(await attempt({ ...good, ca }, { tls: { ca } })).toMatchObject({ answer: { code: "tls", tls: "client-certificate", op: "receive" } });
  });

  it("shows its own certificate, also with an encrypted key", async () => {
    expect(await attempt({ ...good, ca }, { tls: { ca, ...client, passphrase: "secret" } })).toMatchObject({ answer: "hello" });
  });

  it("says when the peer speaks no TLS", async () => {
    expect(await attempt(undefined, { tls: { ca } })).toMatchObject({ code: "tls", tls: "protocol" });
  });

  it.each([
    [{ ca: "not a PEM" }, "ca"],
    [{ ca, crl: ca }, "crl"],
    [{ ca, cert: client.cert }, "key"],
    [{ ca, key: good.key }, "certificate"],
    [{ ca, ...client }, "password"],
    [{ ca, ...client, passphrase: "wrong" }, "password"],
    [{ ca, cert: good.cert, key: createAuthority({ keyType: "ec", now: NOW }).issue().key }, "mismatch"],
  ])("says at once which setting is wrong: %#", async (tls, reason) => {
    const error = await attempt(good, { tls });
    expect(error).toBeInstanceOf(TlsError);
    expect(error).toMatchObject({ tls: reason, op: "connect" });
  });

  it.each([
    ["yes", 'tls is "yes"; expected an object'],
    [{ verify: "no" }, 'tls.verify is "no"; expected a boolean'],
    [{ resume: 1 }, "tls.resume is 1; expected a boolean"],
    [{ crl: 7 }, "tls.crl is 7; expected PEM text, or bytes"],
    [{ ca: 7 }, "tls.ca is 7; expected PEM text, or bytes"],
    [{ passphrase: 7 }, "tls.passphrase is 7; expected a text"],
    [{ name: "" }, 'tls.name is ""; expected a text that is not empty'],
    [{ alpn: "mqtt" }, 'tls.alpn is "mqtt"; expected a list of texts'],
    [{ alpn: [""] }, 'a protocol of tls.alpn is ""; expected a text that is not empty'],
    [{ minVersion: "TLSv1.1" }, 'tls.minVersion is "TLSv1.1"; expected "TLSv1.2" or "TLSv1.3"'],
    [{ minVersion: "TLSv1.3", maxVersion: "TLSv1.2" }, 'tls.minVersion is "TLSv1.3"; expected at most tls.maxVersion, "TLSv1.2"'],
    [{ maxVersion: "1.2" }, 'tls.maxVersion is "1.2"; expected "TLSv1.2" or "TLSv1.3"'],
  ])("refuses %j as a mistake", async (tls, message) => {
    expect(String(await attempt(good, { tls: tls as never }))).toContain(message);
  });
});

describe("listen with tls", () => {
  it("says at once when the certificate is wrong", async () => {
    const { server, run } = simulate();
    await run(async () => {
      await expect(server.listen({ port: 1, tls: { ...good, key: client.key } })).rejects.toMatchObject({ code: "tls", tls: "password", op: "listen" });
      await expect(server.listen({ port: 1, tls: {} as never })).rejects.toThrow("tls.cert is undefined; expected the server's certificate, as PEM text or bytes");
      await expect(server.listen({ port: 1, onRejected: 7 as never })).rejects.toThrow("onRejected is 7; expected a function");
      await server.stop();
    });
  });

  it("takes clients without a certificate where one is only requested, and says of each who it is", async () => {
    const { client: device, server, run } = simulate();
    await run(async () => {
      const rejected: unknown[] = [];
      const onRejected = (_from: unknown, error: TlsError): number => rejected.push(error.tls);
      const listening = await server.listen({ port: 8883, tls: { ...good, ca, clientCertificate: "request" }, onRejected: onRejected as never });
      for (const [identity, subjects, verified] of [[{}, [], false], [{ ...client, passphrase: "secret" }, ["CN=client.test"], true]] as const) {
        await device.connect({ host: SERVER, port: 8883, tls: { ca, ...identity } });
        const { security } = (await listening.accept()) ?? {};
        expect([security?.verified, security?.peerCertificates?.map(({ subject }) => subject)]).toEqual([verified, subjects]);
      }
      const strange = await device.connect({ host: SERVER, port: 8883, tls: { ca, ...stranger.issue() } });
      expect(await strange.rx({ timeout: 1_000 })).toBeUndefined();
      expect(rejected).toEqual(["untrusted"]);
      const nobody = await server.listen({ port: 8884, tls: { ...good, ca, clientCertificate: "none" } });
      await device.connect({ host: SERVER, port: 8884, tls: { ca, ...client, passphrase: "secret" } });
      expect((await nobody.accept())?.security).toMatchObject({ verified: false, peerCertificates: [] });
      await expect(server.listen({ port: 1, tls: { ...good, clientCertificate: "maybe" as never } })).rejects.toThrow('tls.clientCertificate is "maybe"; expected "none", "request" or "require"');
      await expect(server.listen({ port: 1, tls: { ...good, clientCertificate: "request" } })).rejects.toThrow('tls.ca is undefined; expected the authorities of the clients, as tls.clientCertificate is "request"');
      await device.stop();
      await server.stop();
    });
  });

  it("gives clients that did their part only: others are sent away", async () => {
    const { client: device, server, run } = simulate();
    await run(async () => {
      const rejected: string[] = [];
      const onRejected = (from: { host: string }, error: Error): number => rejected.push(`${from.host} ${error.message}`);
      const listening = await server.listen({ port: 8883, tls: good, onRejected });
      const plain = await device.connect({ host: SERVER, port: 8883 });
      await plain.tx("GET / HTTP/1.0\r\n\r\n");
      await device.connect({ host: SERVER, port: 8883, tls: { ca } });
      const accepted = await listening.accept();
      expect(accepted?.security).toMatchObject({ verified: false });
      await expect(listening.accept({ timeout: 1_000 })).rejects.toThrow("timed out");
      expect(rejected).toEqual([expect.stringMatching(/^10\.0\.0\.2 Cannot accept from "10\.0\.0\.2:\d+": TLS failure: the peer does not speak TLS/)]);
      // What a server that speaks only TLS says to that is no answer.
      expect(plain.state === "open" ? await plain.wait({ timeout: 1_000 }).catch((error: unknown) => error) : "over").not.toBe("timeout");
      await device.stop();
      await server.stop();
    });
  });

  it.each([
    ["ca", "ca", { ca: "ca.pem" }],
    ["cert", "certificate", { ...client, cert: "./client.pem" }],
    ["key", "key", { ...client, key: "C:\\keys\\client.key" }],
  ])("%s given as a path says that it is none", async (name, reason, tls) => {
    const { client: device, run } = simulate();
    const error: TlsError = await run(() => device.connect({ host: SERVER, port: 1, tls }).then(() => expect.fail("connected"), (one: unknown) => one as TlsError));
    expect([error.tls, error.message]).toEqual([reason, expect.stringMatching(new RegExp(`, ${name} is no PEM text; it must be the text of a PEM file, not its path$`))]);
    await device.stop();
  });

  it.each<[string, ConnectOptions["tls"], string]>([
    ["a certificate and a key that are swapped", { cert: client.key, key: client.cert }, "cert holds a private key, no certificate; are cert and key swapped?"],
    ["a key in place of the authorities", { ca: good.key }, "ca holds a private key, no certificate"],
    ["a certificate in place of revocation lists", { ca, crl: ca }, "crl holds a certificate, no revocation list"],
    ["a text that is nothing of the kind", { ca: "A".repeat(2_000) }, "ca is no PEM text; pass DER as bytes"],
    ["a certificate without its key", { ca, cert: client.cert }, "cert is given, and key is missing"],
    ["a key of another certificate", { ca, cert: good.cert, key: stranger.issue().key }, "key is not that of the first certificate in cert"],
    ["a key that is encrypted", { ca, cert: client.cert, key: client.key }, "key is encrypted, and passphrase is missing"],
  ])("says of %s what is wrong, as socket.config does", async (_title, tls, text) => {
    const { client: device, run } = simulate();
    const { message }: Error = await run(() => device.connect({ host: SERVER, port: 1, tls }).then(() => expect.fail("connected"), (one: unknown) => one as Error));
    expect(message.replace(/^Cannot connect to "[^"]*": TLS failure: [^,]*, (or [^,]*, )?/, "").replace(/^.*missing, (?=\w+ holds)/, "")).toBe(text);
    await device.stop();
  });

  it("what cannot be read but is of the right kind has no such hint", async () => {
    const { client: device, run } = simulate();
    for (const ca of ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", Uint8Array.of(1, 2)]) {
      const error: unknown = await run(() => device.connect({ host: SERVER, port: 1, tls: { ca } }).catch((one: unknown) => one));
      expect(String(error)).toMatch(/the authorities cannot be read[^,]*$/);
    }
    await device.stop();
  });

  it("a card without TLS says that it has none", async () => {
    const { net, client: device, run } = simulate();
    const card = net.host("10.0.0.2");
    const credentials = card.credentials.bind(card);
    card.credentials = () => ({ reason: "unsupported" });
    await run(async () => {
      await expect(device.connect({ host: SERVER, port: 1, tls: true })).rejects.toThrow(BrokenError);
      await device.stop();
    });
    card.credentials = credentials;
  });
});
