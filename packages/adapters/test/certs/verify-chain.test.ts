import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, verifyChain, type VerifyOptions } from "../../src/certs/index.js";
import { certificatesOf, kind, told } from "./answers.js";
import { craft, newKeys } from "./crafted.js";
import { hasOpenssl, Openssl } from "./openssl.js";

const NOW = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const YEAR = 365 * DAY;

const [rootKeys, otherKeys, middleKeys, leafKeys] = [newKeys(), newKeys(), newKeys(), newKeys()];
const isAuthority = (pathLenConstraint?: number) => ({ name: "basicConstraints", cA: true, critical: true, ...(pathLenConstraint === undefined ? {} : { pathLenConstraint }) });
const names = (...values: string[]) => ({ name: "subjectAltName", altNames: values.map((value) => ({ type: 2, value })) });

const root = craft({ subject: "Root", keys: rootKeys, extensions: [isAuthority()] });
const namesake = craft({ subject: "Root", keys: otherKeys, extensions: [isAuthority()] });
const leaf = craft({ subject: "a.test", issuer: "Root", keys: leafKeys, signer: rootKeys });
const middleOf = (...extensions: object[]) => craft({ subject: "Middle", issuer: "Root", keys: middleKeys, signer: rootKeys, extensions });
const middle = middleOf(isAuthority());
const lower = craft({ subject: "Lower", issuer: "Middle", keys: otherKeys, signer: middleKeys, extensions: [isAuthority()] });
const leafOfMiddle = craft({ subject: "a.test", issuer: "Middle", keys: leafKeys, signer: middleKeys });
const leafOfLower = craft({ subject: "a.test", issuer: "Lower", keys: leafKeys, signer: otherKeys });
const dated = (from: number, to: number) => ({ validFrom: NOW + from * DAY, validTo: NOW + to * DAY });
const old = dated(-9, -3);
const future = dated(3, 9);
const rootOnce = craft({ subject: "Root", keys: rootKeys, extensions: [isAuthority()], ...old });
const middleOnce = craft({ subject: "Middle", issuer: "Root", keys: middleKeys, signer: rootKeys, extensions: [isAuthority()], ...old });
const middleThen = craft({ subject: "Middle", issuer: "Root", keys: middleKeys, signer: rootKeys, extensions: [isAuthority()], ...future });
const plain = (subject: string) => craft({ subject, keys: leafKeys });
const leafWith = (...extensions: object[]) => craft({ subject: "a.test", issuer: "Root", keys: leafKeys, signer: rootKeys, extensions });
const serverOnly = { name: "extKeyUsage", serverAuth: true };
const clientOnly = { name: "extKeyUsage", clientAuth: true };
const unknown = (critical: boolean) => ({ id: "1.2.3.4", critical, value: forge.asn1.create(0, forge.asn1.Type.NULL, false, "") });

/** One thing to verify, and what is to be found. */
interface Case {
  readonly chain: readonly string[];
  readonly ca: readonly string[];
  readonly at?: number;
  readonly name?: string;
  readonly usage?: "server" | "client";
  readonly found?: string;
}

const cases: Array<[title: string, given: Case]> = [
  ["one that a known authority signed", { chain: [leaf], ca: [root] }],
  ["one that comes with the authority", { chain: [leaf, root], ca: [root] }],
  ["one that another authority signed", { chain: [leaf], ca: [middle], found: "untrusted" }],
  ["one that another authority of the same name signed", { chain: [leaf], ca: [namesake], found: "untrusted" }],
  ["one that one of two authorities of the same name signed", { chain: [leaf], ca: [namesake, root] }],
  ["one that comes with an unknown authority", { chain: [leaf, root], ca: [namesake], found: "untrusted" }],
  ["one that comes with an intermediate authority", { chain: [leafOfMiddle, middle], ca: [root] }],
  ["one without its intermediate authority", { chain: [leafOfMiddle], ca: [root], found: "untrusted" }],
  ["one whose intermediate authority is known", { chain: [leafOfMiddle], ca: [root, middle] }],
  ["one whose path to a self-signed authority is not known whole", { chain: [leafOfMiddle], ca: [middle], found: "untrusted" }],
  ["one with two intermediate authorities", { chain: [leafOfLower, lower, middle], ca: [root] }],
  ["one with intermediate authorities in another order", { chain: [leafOfLower, root, leaf, middle, lower], ca: [root] }],
  ["one without one of two intermediate authorities", { chain: [leafOfLower, lower], ca: [root], found: "untrusted" }],
  ["one signed by an intermediate authority of the same name", {
    chain: [leafOfMiddle, craft({ subject: "Middle", issuer: "Root", keys: otherKeys, signer: rootKeys, extensions: [isAuthority()] })], ca: [root], found: "untrusted" }],
  ["one that signed itself", { chain: [plain("a.test")], ca: [root], found: "untrusted" }],
  ["one that signed itself, and is known", (() => { const own = plain("a.test"); return { chain: [own], ca: [root, own] }; })()],
  ["one that signed itself, where another that did is known", { chain: [plain("a.test")], ca: [plain("a.test")], found: "untrusted" }],

  ["one signed by what is not an authority", { chain: [leafOfMiddle, middleOf({ name: "basicConstraints", cA: false })], ca: [root], found: "untrusted" }],
  ["one signed by what does not say whether it is an authority", { chain: [leafOfMiddle, middleOf()], ca: [root], found: "untrusted" }],
  ["one signed by an authority of version 1", { chain: [leaf], ca: [craft({ subject: "Root", keys: rootKeys, version: 0 })] }],
  ["one signed by an intermediate authority of version 1", {
    chain: [leafOfMiddle, craft({ subject: "Middle", issuer: "Root", keys: middleKeys, signer: rootKeys, version: 0 })], ca: [root], found: "untrusted" }],
  ["one signed by a known certificate that is not an authority", {
    chain: [leaf], ca: [craft({ subject: "Root", keys: rootKeys, extensions: [{ name: "basicConstraints", cA: false }] })], found: "untrusted" }],
  ["one signed by an authority whose key is not for certificates", {
    chain: [leafOfMiddle, middleOf(isAuthority(), { name: "keyUsage", digitalSignature: true })], ca: [root], found: "untrusted" }],
  ["one signed by an authority whose key is for certificates", { chain: [leafOfMiddle, middleOf(isAuthority(), { name: "keyUsage", keyCertSign: true })], ca: [root] }],
  ["one as far below an authority as it allows", { chain: [leafOfMiddle, middleOf(isAuthority(0))], ca: [root] }],
  ["one further below an authority than it allows", { chain: [leafOfLower, lower, middleOf(isAuthority(0))], ca: [root], found: "untrusted" }],

  ["a server's, for a server", { chain: [leafWith(serverOnly)], ca: [root], usage: "server" }],
  ["a server's, for a client", { chain: [leafWith(serverOnly)], ca: [root], usage: "client", found: "untrusted" }],
  ["a client's, for a client", { chain: [leafWith(clientOnly)], ca: [root], usage: "client" }],
  ["a client's, for a server", { chain: [leafWith(clientOnly)], ca: [root], usage: "server", found: "untrusted" }],
  ["one for any use, for a client", { chain: [leaf], ca: [root], usage: "client" }],
  ["a server's, from an authority for clients", { chain: [leafOfMiddle, middleOf(isAuthority(), clientOnly)], ca: [root], found: "untrusted" }],
  ["one that demands what is not understood", { chain: [leafWith(unknown(true))], ca: [root], found: "untrusted" }],
  ["one that says what is not understood", { chain: [leafWith(unknown(false))], ca: [root] }],
  ["one from an authority that demands what is not understood", { chain: [leafOfMiddle, middleOf(isAuthority(), unknown(true))], ca: [root], found: "untrusted" }],

  ["one that is not valid any more", { chain: [leafWith()], ca: [root], at: 4e12 + 1_000, found: "expired" }],
  ["one whose authority is not valid any more", { chain: [leaf], ca: [rootOnce], found: "expired" }],
  ["one whose authority was valid", { chain: [leaf], ca: [rootOnce], at: NOW - 5 * DAY }],
  ["one whose authority is not valid yet", { chain: [leaf], ca: [rootOnce], at: NOW - 10 * DAY, found: "not-yet-valid" }],
  ["one whose intermediate authority is not valid any more", { chain: [leafOfMiddle, middleOnce], ca: [root], found: "expired" }],
  ["one whose intermediate authority is not valid yet", { chain: [leafOfMiddle, middleThen], ca: [root], found: "not-yet-valid" }],
  ["one whose intermediate authority was renewed", { chain: [leafOfMiddle, middleOnce, middle], ca: [root] }],
  ["one whose authority was renewed", { chain: [leaf], ca: [rootOnce, root] }],

  ["one for that name", { chain: [leafWith(names("b.test", "*.c.test"))], ca: [root], name: "x.c.test" }],
  ["one for other names", { chain: [leafWith(names("b.test"))], ca: [root], name: "a.test", found: "name" }],
  ["one with that common name", { chain: [leaf], ca: [root], name: "a.test" }],
  ["one for another address", { chain: [leafWith(names("b.test"))], ca: [root], name: "10.0.0.1", found: "name" }],
  ["one for that address", { chain: [leafWith({ name: "subjectAltName", altNames: [{ type: 7, ip: "10.0.0.1" }] })], ca: [root], name: "10.0.0.1" }],
];

describe("verifyChain", () => {
  it.each(cases)("judges %s", (_, { chain, ca, at = NOW, name, usage, found = "good" }) => {
    const answer = verifyChain(certificatesOf(chain.join("")), certificatesOf(ca.join("")), { at, name, usage });
    expect(kind(answer)).toBe(found);
  });

  it("looks for trust before times, and for times before names", () => {
    const once = (signer: typeof leafKeys, issuer: string) => certificatesOf(craft({ subject: "a.test", issuer, keys: leafKeys, signer, ...old }));
    const find = (chain: ReturnType<typeof once>) => kind(verifyChain(chain, certificatesOf(root), { at: NOW, name: "b.test" }));
    expect(find(once(leafKeys, "a.test"))).toBe("untrusted");
    expect(find(once(rootKeys, "Root"))).toBe("expired");
  });

  it("finds a changed certificate untrusted", () => {
    const der = forge.pem.decode(leaf)[0]?.body ?? "";
    const forged = forge.pem.encode({ type: "CERTIFICATE", body: der.replace("a.test", "b.test") });
    expect(kind(verifyChain(certificatesOf(forged), certificatesOf(root), { at: NOW }))).toBe("untrusted");
  });

  it("counts the first and the last second of validity as valid", () => {
    const chain = certificatesOf(craft({ subject: "a.test", issuer: "Root", keys: leafKeys, signer: rootKeys, ...dated(0, 1) }));
    const kindAt = (at: number) => kind(verifyChain(chain, certificatesOf(root), { at }));
    expect([NOW - 1, NOW, NOW + DAY, NOW + DAY + 1].map(kindAt)).toEqual(["not-yet-valid", "good", "good", "expired"]);
    expect([-Infinity, Infinity].map(kindAt)).toEqual(["not-yet-valid", "expired"]);
  });

  it.each<[options: VerifyOptions, words: string]>([
    [{ at: NOW, name: "b.test" }, 'tls name: the certificate "a.test" is not for "b.test"; it is for a.test'],
    [{ at: 5e12 }, 'tls expired: the certificate "Root" was valid until 2096-10-02T07:06:40.000Z; it is 2128-06-11T08:53:20.000Z'],
    [{ at: -1 }, 'tls not-yet-valid: the certificate "Root" is valid from 1970-01-01T00:00:00.000Z on; it is 1969-12-31T23:59:59.999Z'],
  ])("says in words what is wrong: %j", (options, words) => {
    expect(told(verifyChain(certificatesOf(leaf), certificatesOf(root), options))).toBe(words);
  });

  it("says for which names and addresses a certificate is", () => {
    const authority = createAuthority({ now: NOW });
    const { cert } = authority.issue({ names: ["*.a.test", "10.0.0.1", "fe80::1:2"] });
    const words = told(verifyChain(certificatesOf(cert), certificatesOf(authority.cert), { at: NOW, name: "10.0.0.2" }));
    expect(words).toBe('tls name: the certificate "*.a.test" is not for "10.0.0.2"; it is for *.a.test, 10.0.0.1, fe80:0:0:0:0:0:1:2');
  });

  it("says in words why it trusts nobody", () => {
    const tell = (chain: string, usage?: "client") => told(verifyChain(chain === "" ? [] : certificatesOf(chain), certificatesOf(namesake), { at: NOW, usage }));
    expect(tell("")).toBe("tls no-certificate: the peer gave no certificate");
    expect(tell(leaf)).toBe('tls untrusted: the certificate "a.test" leads to no known authority');
    expect(tell(leafWith(serverOnly), "client")).toBe('tls untrusted: the certificate "a.test" is not one for a client');
  });

  it("refuses a moment that is none", () => {
    expect(() => verifyChain([], [], { at: NaN })).toThrow(new RangeError("at is NaN; expected ms since 1970"));
  });

  it("is not led in a circle by certificates that signed each other", () => {
    const one = craft({ subject: "One", issuer: "Two", keys: middleKeys, signer: otherKeys, extensions: [isAuthority()] });
    const two = craft({ subject: "Two", issuer: "One", keys: otherKeys, signer: middleKeys, extensions: [isAuthority()] });
    const below = craft({ subject: "a.test", issuer: "One", keys: leafKeys, signer: middleKeys });
    expect(kind(verifyChain(certificatesOf(below + one + two), certificatesOf(root), { at: NOW }))).toBe("untrusted");
  });
});

/** What openssl's numbers of errors are here. */
const KINDS: Readonly<Record<string, string>> = { 9: "not-yet-valid", 10: "expired", 62: "name", 64: "name" };

describe.skipIf(!hasOpenssl)("verifyChain and the openssl command find the same", () => {
  let openssl: Openssl;
  beforeAll(() => {
    openssl = new Openssl();
  });
  afterAll(() => {
    openssl.dispose();
  });

  function inOpenssl({ chain, ca, at = NOW, name, usage = "server" }: Case): string[] {
    const [first = "", ...others] = chain;
    for (const [file, content] of Object.entries({ leaf: first, others: others.join(""), ca: ca.join("") })) openssl.write(file, content);
    const check = name === undefined ? "" : ` -verify_${/^[\d.]+$/.test(name) ? "ip" : "hostname"} ${name}`;
    const untrusted = others.length === 0 ? "" : " -untrusted others";
    const { ok, output } = openssl.run(`verify -CAfile ca -no-CApath -no-CAstore${untrusted} -attime ${at / 1_000} -purpose ssl${usage}${check} leaf`);
    return ok ? ["good"] : Array.from(output.matchAll(/^error (\d+) at/gm), ([, code = ""]) => KINDS[code] ?? "untrusted");
  }

  it.each(cases)("in %s", (_, given) => {
    expect(inOpenssl(given)).toContain(given.found ?? "good");
  });

  it.each(["rsa", "ec"] as const)("in what the test authority issues, with keys of the kind %s above those of both", (keyType) => {
    const authority = createAuthority({ now: NOW, keyType });
    const below = authority.intermediate().intermediate({ keyType: keyType === "ec" ? "rsa" : "ec" });
    for (const issuer of [authority, below]) {
      const [first = "", ...others] = issuer.issue({ names: ["a.test", "*.b.test", "10.0.0.1"] }).cert.split(/(?<=-----END CERTIFICATE-----\n)/);
      const given = { chain: [first, ...others], ca: [authority.cert] };
      for (const name of ["a.test", "x.b.test", "10.0.0.1"]) expect(inOpenssl({ ...given, name })).toEqual(["good"]);
      expect(inOpenssl({ ...given, at: NOW + YEAR + 1_000 })).toContain("expired");
      expect(inOpenssl({ ...given, at: NOW - 2 * DAY })).toContain("not-yet-valid");
    }
  });
});
