import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type ConnectionOptions, type TlsOptions, type TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { createAuthority, readAuthorities, readIdentity, verifyChain, type Issued } from "../../src/certs/index.js";
import { good, kind } from "./answers.js";
import { selfSigned } from "./crafted.js";

const DAY = 86_400_000;

/** What the codes of Node are here. */
const KINDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "name",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  INVALID_PURPOSE: "untrusted",
};

/** Who two sides of one real connection find each other to be. */
async function meet(server: TlsOptions, client: ConnectionOptions): Promise<{ server: string; client: string }> {
  const listener = createServer({ ...server, rejectUnauthorized: false });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "secureConnection") as Promise<[TLSSocket]>;
  const socket = connect({ ...client, host: "127.0.0.1", port: (listener.address() as AddressInfo).port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const [peer] = await accepted;
  const meeting = { server: found(socket), client: found(peer) };
  for (const end of [socket, peer]) end.destroy();
  listener.close();
  await once(listener, "close");
  return meeting;
}

function found({ authorized, authorizationError }: TLSSocket): string {
  // It is typed as an error, but is its code.
  const code = authorizationError as unknown as string;
  return authorized ? "good" : (KINDS[code] ?? code);
}

const authority = createAuthority();
const other = createAuthority();
const below = authority.intermediate();
const onlyFirst = ({ cert, key }: Issued): Issued => ({ cert: cert.slice(0, cert.indexOf("-----BEGIN", 1)), key });
const own = selfSigned("a.test");
const names = ["a.test", "127.0.0.1"];

describe("what verifyChain finds of a server, its real clients find too", () => {
  it.each<[title: string, issued: Issued, ca: string, name: string, expected: string]>([
    ["a good one", authority.issue({ names }), authority.cert, "a.test", "good"],
    ["one of several authorities", authority.issue({ names }), other.cert + authority.cert, "a.test", "good"],
    ["a wildcard", authority.issue({ names: ["*.b.test"] }), authority.cert, "x.b.test", "good"],
    ["another authority of the same name", authority.issue({ names }), other.cert, "a.test", "untrusted"],
    ["one that signed itself", own, authority.cert, "a.test", "untrusted"],
    ["one that signed itself and is known", own, own.cert, "a.test", "good"],
    ["one that is not valid any more", authority.issue({ names, validTo: Date.now() - DAY }), authority.cert, "a.test", "expired"],
    ["one that is not valid yet", authority.issue({ names, validFrom: Date.now() + DAY }), authority.cert, "a.test", "not-yet-valid"],
    ["another name", authority.issue({ names }), authority.cert, "b.test", "name"],
    ["a client's certificate", authority.issue({ names, usage: "client" }), authority.cert, "a.test", "untrusted"],
    ["an intermediate authority that comes along", below.issue({ names }), authority.cert, "a.test", "good"],
    ["an intermediate authority that is missing", onlyFirst(below.issue({ names })), authority.cert, "a.test", "untrusted"],
    ["an intermediate authority that is known", onlyFirst(below.issue({ names })), authority.cert + below.cert, "a.test", "good"],
    ["an intermediate authority that is known alone", below.issue({ names }), below.cert, "a.test", "untrusted"],
  ])("%s", async (_, issued, ca, name, expected) => {
    const { chain } = good(readIdentity(issued));
    expect(kind(verifyChain(chain, good(readAuthorities(ca)), { at: Date.now(), name }))).toBe(expected);
    expect((await meet(issued, { ca, servername: name })).server).toBe(expected);
  });

  it("an address", async () => {
    const issued = authority.issue({ names: ["10.0.0.1"] });
    const verify = (name: string) => kind(verifyChain(good(readIdentity(issued)).chain, good(readAuthorities(authority.cert)), { at: Date.now(), name }));
    // Without a servername, Node takes the address that it connects to.
    expect([verify("127.0.0.1"), (await meet(issued, { ca: authority.cert })).server]).toEqual(["name", "name"]);
    const here = authority.issue({ names });
    expect((await meet(here, { ca: authority.cert })).server).toBe("good");
  });

  it("one whose key is encrypted", async () => {
    const issued = authority.issue({ names, passphrase: "secret" });
    expect(kind(readIdentity({ ...issued, passphrase: "secret" }))).toBe("good");
    expect((await meet({ ...issued, passphrase: "secret" }, { ca: authority.cert, servername: "a.test" })).server).toBe("good");
    expect(kind(readIdentity({ ...issued, passphrase: "wrong" }))).toBe("password");
    await expect(meet({ ...issued, passphrase: "wrong" }, {})).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_OSSL_/) as unknown });
  });
});

const keyTypes = ["rsa", "ec"] as const;
const mixed = keyTypes.flatMap((root) => keyTypes.flatMap((middle) => keyTypes.map((leaf) => ({ root, middle, leaf }))));

describe("certificates of either kind below authorities of either kind", () => {
  const roots = { rsa: authority, ec: createAuthority({ keyType: "ec" }) };
  const middles = new Map(mixed.map(({ root, middle }) => [root + middle, roots[root].intermediate({ keyType: middle })]));

  it.each(mixed)("are good on both sides of real connections: %j", async ({ root, middle, leaf }) => {
    const ca = roots[root].cert;
    const issuer = middles.get(root + middle) ?? roots[root];
    const [server, client] = [issuer.issue({ names, keyType: leaf, usage: "server" }), issuer.issue({ keyType: leaf, usage: "client" })];
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const meeting = await meet({ ...server, ca, requestCert: true, maxVersion }, { ...client, ca, servername: "a.test" });
      expect(meeting).toEqual({ server: "good", client: "good" });
    }
    const kindOf = (issued: Issued, ca: string, usage: "server" | "client") =>
      kind(verifyChain(good(readIdentity(issued)).chain, good(readAuthorities(ca)), { at: Date.now(), usage }));
    expect([kindOf(server, ca, "server"), kindOf(client, ca, "client"), kindOf(server, other.cert, "server")]).toEqual(["good", "good", "untrusted"]);
  });

  it("are told from those of another authority that has the same name and kind", async () => {
    const issued = createAuthority({ keyType: "ec" }).issue({ names });
    expect(kind(verifyChain(good(readIdentity(issued)).chain, good(readAuthorities(roots.ec.cert)), { at: Date.now() }))).toBe("untrusted");
    expect((await meet(issued, { ca: roots.ec.cert, servername: "a.test" })).server).toBe("untrusted");
  });
});

describe("what verifyChain finds of a client, its real server finds too", () => {
  it.each<[title: string, issued: Issued, expected: string]>([
    ["a good one", authority.issue({ usage: "client" }), "good"],
    ["a server's certificate", authority.issue({ usage: "server" }), "untrusted"],
    ["another authority", other.issue(), "untrusted"],
    ["one that is not valid any more", authority.issue({ validTo: Date.now() - DAY }), "expired"],
    ["an intermediate authority that comes along", below.issue(), "good"],
    ["an intermediate authority that is missing", onlyFirst(below.issue()), "untrusted"],
  ])("%s", async (_, issued, expected) => {
    const { chain } = good(readIdentity(issued));
    const ca = authority.cert;
    expect(kind(verifyChain(chain, good(readAuthorities(ca)), { at: Date.now(), usage: "client" }))).toBe(expected);
    const server = { ...authority.issue({ names }), ca, requestCert: true };
    expect((await meet(server, { ...issued, ca, servername: "a.test" })).client).toBe(expected);
  });
});
