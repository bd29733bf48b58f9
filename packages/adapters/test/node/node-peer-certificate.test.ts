import { createAuthority, readCertificates } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import type { PeerCertificate, SecureOptions, TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { ListenTape, StreamTape } from "./tapes.js";

const HOST = "127.0.0.1";
const NAMES = ["server.test", "127.0.0.1", "::1"];
const card = nodeAdapter();

function secure(config: TlsConfig, name?: string): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials, name };
}

/** What a client is shown by a listener, and the listener by the client. */
async function shown(listens: TlsConfig, dials: TlsConfig, name?: string): Promise<{ client: StreamTape; server: readonly PeerCertificate[] | undefined }> {
  const listening = new ListenTape();
  const listener = card.listen({ port: 0, host: HOST, backlog: 4, secure: secure(listens) }, listening);
  await listening.saw("listening");
  const client = new StreamTape();
  const stream = card.dial({ host: HOST, port: listening.port }, { secure: secure(dials, name) }, client);
  await Promise.race([client.saw("closed"), Promise.all([client.saw("secured"), listening.saw("offered")])]);
  // Also when the connection has ended.
  stream.destroy();
  listener.close();
  return { client, server: listening.offers[0]?.secure?.peerCertificates };
}

describe("the certificates of a peer of Node's card", () => {
  it.each(["rsa", "ec"] as const)("are those that it showed, in their order, of the kind %s", async (keyType) => {
    const middle = createAuthority({ keyType }).intermediate({ name: "Middle" });
    const issued = middle.issue({ names: NAMES });
    const { client, server } = await shown({ verify: false, ...issued }, { verify: false });
    const all = readCertificates(issued.cert);
    const wanted = all.map(({ subject, issuer, validFrom, validTo, serialNumber, fingerprint }) => ({ subject, issuer, validFrom, validTo, serialNumber, fingerprint, key: keyType === "rsa" ? "RSA 2048" : "EC P-256" }));
    expect(client.info?.peerCertificates).toMatchObject(wanted);
    expect(client.info?.peerCertificates?.map(({ names }) => names)).toEqual([["server.test", "127.0.0.1", "0:0:0:0:0:0:0:1"], []]);
    expect(server).toEqual([]);
  });

  it("are told of clients to listeners that ask", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const ca = authority.cert;
    const mine = authority.issue({ names: ["client.test"] });
    const { server } = await shown({ verify: true, ca, ...authority.issue({ names: NAMES }) }, { verify: true, ca, ...mine }, "server.test");
    expect(server?.map(({ subject }) => subject)).toContain("CN=client.test");
  });

  it("are told when they are not good, with what is wrong", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const stranger = createAuthority({ keyType: "ec", name: "Stranger" });
    const expired = authority.issue({ names: NAMES, validTo: Date.now() - 60_000 });
    for (const [issued, name, tls, issuer] of [
      [stranger.issue({ names: NAMES }), "server.test", "untrusted", "CN=Stranger"],
      [authority.issue({ names: NAMES }), "another.test", "name", "CN=Test authority"],
      [expired, "server.test", "expired", "CN=Test authority"],
    ] as const) {
      const { client } = await shown({ verify: false, ...issued }, { verify: true, ca: authority.cert }, name);
      expect(client.fault).toMatchObject({ reason: "tls", tls, peerCertificates: [{ subject: "CN=server.test", issuer }] });
    }
  });
});
