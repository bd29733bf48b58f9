import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, readCertificate, readCertificates, type Certificate } from "../../src/certs/index.js";
import { readPrivateKey } from "../../src/certs/private-key.js";
import { hexOf } from "../../src/certs/public-key.js";
import { sign } from "../../src/certs/signing.js";
import { hasOpenssl, Openssl } from "./openssl.js";

const NOW = Date.UTC(2026, 5, 1);
const END = Date.UTC(9999, 11, 31);
const authorities = { rsa: createAuthority({ now: NOW }), ec: createAuthority({ now: NOW, keyType: "ec", name: "权威, \u00e9" }) };
const { cert } = authorities.ec.issue({ names: ["a.test"] });

/** What Node's own reader says of the same things. */
function inNode(pem: string): object {
  const { validFrom, validTo, fingerprint256, serialNumber, ca, publicKey } = new X509Certificate(pem);
  const { modulusLength = 256 } = publicKey.asymmetricKeyDetails ?? {};
  const key = publicKey.export({ type: "spki", format: "der" }).toString("hex");
  return [Date.parse(validFrom), Date.parse(validTo), fingerprint256, serialNumber, ca, publicKey.asymmetricKeyType, modulusLength, key];
}

function here({ validFrom, validTo, fingerprint, serialNumber, isAuthority, keyType, keyBits, publicKey }: Certificate): object {
  return [validFrom, validTo, fingerprint, serialNumber, isAuthority, keyType, keyBits, publicKey];
}

describe("readCertificates", () => {
  it("gives back what was written into a certificate, and says what Node says", () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,9}$/);
    const name = fc.oneof(fc.tuple(label, label).map((labels) => labels.join(".")), label.map((each) => `*.${each}.test`));
    const seconds = (from: number, to: number) => fc.integer({ min: from / 1_000, max: to / 1_000 }).map((time) => time * 1_000);
    const options = fc.record({
      names: fc.array(fc.oneof(name, fc.ipV4()), { maxLength: 4 }),
      commonName: fc.string({ minLength: 1, unit: "grapheme" }),
      usage: fc.constantFrom("server" as const, "client" as const),
      keyType: fc.constantFrom("rsa" as const, "ec" as const),
      validFrom: seconds(0, NOW),
      validTo: seconds(NOW, END),
    });
    fc.assert(
      fc.property(options, fc.constantFrom("rsa" as const, "ec" as const), (given, kind) => {
        const issued = authorities[kind].issue(given).cert;
        const read = readCertificate(issued);
        const isAddress = (each: string) => /^[\d.]+$/.test(each) && each.split(".").length === 4;
        expect(read).toMatchObject({ commonName: given.commonName, validFrom: given.validFrom, validTo: given.validTo, usages: [given.usage], keyType: given.keyType, isAuthority: false });
        expect([read.names ?? [], read.addresses]).toEqual([given.names.filter((each) => !isAddress(each)), given.names.filter(isAddress)]);
        expect(read.isSignedBy(readCertificate(authorities[kind].cert))).toBe(true);
        expect(read.isSignedBy(readCertificate(authorities[kind === "ec" ? "rsa" : "ec"].cert))).toBe(false);
        expect(here(read)).toEqual(inNode(issued));
      }),
      { numRuns: 60 },
    );
  });

  it("says of authorities what Node says", () => {
    for (const { cert: own } of Object.values(authorities)) expect(here(readCertificate(own))).toEqual(inNode(own));
    expect(readCertificate(authorities.ec.cert)).toMatchObject({ isAuthority: true, isSelfSigned: true, usages: ["server", "client"], curve: "P-256" });
    expect(readCertificate(authorities.rsa.cert).curve).toBeUndefined();
  });

  it("shows names in a way that cannot be misread", () => {
    expect(readCertificate(cert)).toMatchObject({ subject: "CN=a.test", issuer: "CN=权威\\, \u00e9" });
  });

  it("takes PEM as text and bytes, and DER", () => {
    const { fingerprint } = readCertificate(cert);
    for (const input of [cert, Buffer.from(cert), new X509Certificate(cert).raw, new Uint8Array(new X509Certificate(cert).raw)]) {
      expect(readCertificates(input).map((each) => each.fingerprint)).toEqual([fingerprint]);
    }
  });

  it.each<[input: unknown, error: Error]>([
    [5, new TypeError("input is 5; expected PEM text, or bytes")],
    [undefined, new TypeError("input is undefined; expected PEM text, or bytes")],
    ["", new Error("it is empty")],
    [authorities.ec.issue().key, new Error("it holds no certificate")],
    [Uint8Array.of(0x30, 0), new Error("certificate 1 of 1: it is no certificate")],
  ])("refuses %j", (input, error) => {
    expect(() => readCertificates(input as string)).toThrow(error);
    expect(() => readCertificate(input as string)).toThrow(error);
  });

  it("refuses a certificate that says in two ways how it is signed", () => {
    const der = Buffer.from(new X509Certificate(cert).raw);
    // From ECDSA with SHA-256 to that with SHA-384, of which there are two places.
    der[der.lastIndexOf(Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)) + 7] = 3;
    expect(() => readCertificates(der)).toThrow("certificate 1 of 1: it says in two ways how it is signed");
  });

  it("holds the point of a key for a point, even where it looks like ASN.1", () => {
    const number = "0".repeat(62) + (111).toString(16);
    const sec1 = Buffer.from(`30310201010420${number}a00a06082a8648ce3d030107`, "hex");
    const own = readPrivateKey(sec1, undefined);
    if ("reason" in own) throw own.cause;
    const statement = { commonName: "a.test", names: [], validFrom: NOW, validTo: NOW };
    const read = readCertificate(sign(statement, own.publicKey, { commonName: "a.test", key: own }));
    // 4, here the tag of octets, and 63, here how many follow.
    expect(read.publicKey).toContain("043f");
    expect([read.publicKey, read.isSelfSigned]).toEqual([hexOf(own.publicKey), true]);
  });
});

describe.skipIf(!hasOpenssl)("readCertificates and the openssl command", () => {
  let openssl: Openssl;
  beforeAll(() => {
    openssl = new Openssl();
  });
  afterAll(() => {
    openssl.dispose();
  });

  it("show the same names", () => {
    const subject = "/C=CN/ST=Shanghai/L=Pudong/O=A+B, <Co>/OU=x;y/emailAddress=a@b.test/CN=a.test/street=Road";
    openssl.must(`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout key -out cert -days 1 -set_serial 255 -utf8 -subj ${subject.replaceAll(" ", "")}`);
    const read = readCertificate(openssl.read("cert"));
    expect(read).toMatchObject({ serialNumber: "FF", curve: "P-384", keyBits: 384, keyType: "ec", commonName: "a.test" });
    const text = openssl.must("x509 -in cert -noout -subject -nameopt esc_2253,sep_comma_plus_space,sname");
    expect(`subject=${read.subject}\n`).toBe(text.replace("street=", "2.5.4.9="));
    expect(openssl.must("x509 -in cert -noout -fingerprint -sha256")).toBe(`sha256 Fingerprint=${read.fingerprint}\n`);
  });

  it("read what the other wrote in characters of two octets", () => {
    openssl.write("mask.cnf", "[req]\ndistinguished_name=dn\nstring_mask=MASK:0x800\nprompt=no\nutf8=yes\n[dn]\nCN=权威\n");
    openssl.must("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out cert -days 1 -config mask.cnf");
    expect(readCertificate(openssl.read("cert")).commonName).toBe("权威");
  });
});
