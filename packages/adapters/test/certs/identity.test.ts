import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext } from "node:tls";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, readIdentity } from "../../src/certs/index.js";
import { readPrivateKey } from "../../src/certs/private-key.js";
import { hexOf } from "../../src/certs/public-key.js";
import { chainOf, kind, told } from "./answers.js";
import { hasOpenssl, Openssl } from "./openssl.js";

const authority = createAuthority();
const issued = authority.issue({ names: ["a.test"] });
const { cert } = issued;
const keyObject = createPrivateKey(issued.key);
const ofEc = authority.issue({ names: ["a.test"], keyType: "ec" });
const ecObject = createPrivateKey(ofEc.key);
const PASSWORD = "pässwörd €";

/** What Node says of the same settings. */
function kindInNode(settings: { cert: string; key: string | Uint8Array; passphrase?: string }): string {
  try {
    createSecureContext({ ...settings, key: typeof settings.key === "string" ? settings.key : Buffer.from(settings.key) });
    return "good";
  } catch (error) {
    return String((error as { code: string }).code);
  }
}

describe("readIdentity", () => {
  it("gives the certificate, followed by those that came with it, in their order", () => {
    const below = authority.intermediate({ name: "Below" });
    const chain = chainOf(below.intermediate({ name: "Further below" }).issue({ names: ["b.test"] }));
    expect(chain.map(({ commonName }) => commonName)).toEqual(["b.test", "Further below", "Below"]);
  });

  it("takes text, its bytes and, of one certificate and key, DER", () => {
    const der = { cert: new X509Certificate(cert).raw, key: keyObject.export({ type: "pkcs8", format: "der" }) };
    const bytes = { cert: Buffer.from(cert), key: Buffer.from(issued.key) };
    const ofCurve = { cert: new X509Certificate(ofEc.cert).raw, key: ecObject.export({ type: "sec1", format: "der" }) };
    for (const config of [issued, bytes, der, { cert: der.cert, key: issued.key }, ofEc, ofCurve]) expect(told(readIdentity(config))).toBe("good");
  });

  it("finds certificate and key in one file", () => {
    const file = `Bag Attributes\n${issued.key}\nmore words\n${cert}`;
    expect(told(readIdentity({ cert: file, key: file }))).toBe("good");
  });

  it("does not look at the passphrase of a key that is not encrypted", () => {
    expect(told(readIdentity({ ...issued, passphrase: "x" }))).toBe("good");
  });

  const ciphers = ["des-ede3-cbc", "aes-128-cbc", "aes-192-cbc", "aes-256-cbc"];
  it.each([
    ...["pkcs1", "pkcs8"].flatMap((type) => ciphers.map((cipher) => ["RSA", type, "pem", cipher] as const)),
    ...["sec1", "pkcs8"].flatMap((type) => ciphers.map((cipher) => ["EC", type, "pem", cipher] as const)),
    ...["RSA", "EC"].flatMap((kind) => ciphers.map((cipher) => [kind, "pkcs8", "der", cipher] as const)),
  ])("reads %s keys, %s as %s, encrypted with %s, when the passphrase is right", (keyKind, type, format, cipher) => {
    const options = { type, format, cipher, passphrase: PASSWORD } as { type: "pkcs8"; format: "pem"; cipher: string; passphrase: string };
    const [own, object] = keyKind === "RSA" ? [cert, keyObject] : [ofEc.cert, ecObject];
    const key = object.export(options);
    expect(told(readIdentity({ cert: own, key, passphrase: PASSWORD }))).toBe("good");
    expect(told(readIdentity({ cert: own, key }))).toBe("tls password: key is encrypted, and passphrase is missing");
    for (const passphrase of ["", "x", "password €", `${PASSWORD} `]) {
      expect(told(readIdentity({ cert: own, key, passphrase }))).toBe("tls password: passphrase is not that of key");
    }
  });

  it.each([
    ["rsa", "pkcs8"],
    ["rsa", "traditional"],
    ["ec", "pkcs8"],
    ["ec", "traditional"],
  ] as const)("reads the %s keys of the test authority as %s, as Node does", (keyType, keyFormat) => {
    for (const passphrase of [undefined, "x", PASSWORD, "\u{1F511}"]) {
      const own = authority.issue({ keyType, keyFormat, passphrase });
      const settings = passphrase === undefined ? own : { ...own, passphrase };
      expect([kind(readIdentity(settings)), kindInNode(settings)]).toEqual(["good", "good"]);
      const wrong = { ...settings, passphrase: "wrong" };
      // In Node it depends on what the wrong passphrase makes of the key.
      const expected = passphrase === undefined ? ["good", "good"] : ["password", expect.stringMatching(/^ERR_OSSL_/)];
      expect([kind(readIdentity(wrong)), kindInNode(wrong)]).toEqual(expected);
    }
  });

  it.each([
    ["RSA", cert, keyObject.export({ type: "pkcs1", format: "pem", cipher: "aes-128-cbc", passphrase: "right" })],
    ["EC", ofEc.cert, ecObject.export({ type: "sec1", format: "pem", cipher: "aes-128-cbc", passphrase: "right" })],
  ])("says of %s keys that a passphrase is wrong, even where it by chance decrypts to what ends well", (_, own, key) => {
    for (let i = 0; i < 600; i++) expect(kind(readIdentity({ cert: own, key, passphrase: `wrong ${i}` }))).toBe("password");
  });

  it.each(["P-256", "P-384", "P-521"])("reads keys on the curve %s, as SEC 1 and PKCS#8, PEM and DER", (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    for (const type of ["sec1", "pkcs8"] as const) {
      for (const key of [privateKey.export({ type, format: "pem" }), privateKey.export({ type, format: "der" })]) {
        const own = readPrivateKey(key, undefined);
        const info = publicKey.export({ type: "spki", format: "der" }).toString("hex");
        expect("reason" in own ? own : hexOf(own.publicKey)).toBe(info);
      }
    }
  });

  it("reads keys on a curve whose number was written without the zeros before it", () => {
    const der = Uint8Array.of(0x30, 0x11, 2, 1, 1, 4, 1, 1, 0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7);
    der[1] = der.length - 2;
    const own = readPrivateKey(der, undefined);
    // One times the base point.
    expect("reason" in own ? own : hexOf(own.publicKey)).toContain("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
  });

  const other = authority.issue({ ownKey: true });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const foreign = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey;
  const pemOf = (key: KeyObject, type: "sec1" | "pkcs8", passphrase?: string) =>
    key.export(passphrase === undefined ? { type, format: "pem" } : { type, format: "pem", cipher: "aes-128-cbc", passphrase });
  const isAnother = "tls mismatch: key is not that of the first certificate in cert";
  const noCurve = "tls key: key cannot be read: its curve is 1.3.132.0.10; expected P-256, P-384, P-521";

  it.each<[what: string, config: Parameters<typeof readIdentity>[0], fault: string]>([
    ["nothing", {}, "tls certificate: cert is missing"],
    ["a key without a certificate", { key: issued.key }, "tls certificate: cert is missing"],
    ["a certificate without a key", { cert }, "tls key: key is missing"],
    ["an empty certificate", { cert: "", key: issued.key }, "tls certificate: cert cannot be read: it is empty"],
    ["an empty key", { cert, key: "" }, "tls key: key cannot be read: it is empty"],
    ["another text as certificate", { cert: "x", key: issued.key }, "tls certificate: cert cannot be read: the text is not PEM"],
    ["a key as certificate", { cert: issued.key, key: issued.key }, "tls certificate: cert cannot be read: it holds no certificate"],
    ["a certificate as key", { cert, key: cert }, "tls key: key holds no private key"],
    ["a certificate that is cut off", { ...issued, cert: cert.slice(0, 500) }, 'tls certificate: cert cannot be read: the line "-----BEGIN CERTIFICATE-----" has no counterpart'],
    ["bytes that are no certificate", { ...issued, cert: Uint8Array.of(1, 2, 3) }, "tls certificate: cert cannot be read: certificate 1 of 1: Too few bytes to read ASN.1 value."],
    ["one broken certificate behind a good one", { ...issued, cert: cert + authority.cert.replace(/^MII/m, "AAA") }, "tls certificate: cert cannot be read: certificate 2 of 2: Unparsed DER bytes remain after ASN.1 parsing."],
    ["the key of another certificate", { cert, key: other.key }, "tls mismatch: key is not that of the first certificate in cert"],
    ["a chain in which another certificate comes first", { cert: authority.cert + cert, key: issued.key }, "tls mismatch: key is not that of the first certificate in cert"],
    ["a traditional EC key", { cert, key: pemOf(ec, "sec1") }, isAnother],
    ["an encrypted traditional EC key", { cert, key: pemOf(ec, "sec1", "x"), passphrase: "x" }, isAnother],
    ["a PKCS#8 EC key", { cert, key: pemOf(ec, "pkcs8") }, isAnother],
    ["an encrypted PKCS#8 EC key", { cert, key: pemOf(ec, "pkcs8", "x"), passphrase: "x" }, isAnother],
    ["an RSA key of an EC certificate", { cert: ofEc.cert, key: issued.key }, isAnother],
    ["a traditional key on an unknown curve", { cert, key: pemOf(foreign, "sec1") }, noCurve],
    ["a PKCS#8 key on an unknown curve", { cert, key: pemOf(foreign, "pkcs8") }, noCurve],
    ["a DSA key", { cert, key: issued.key.replaceAll("PRIVATE", "DSA PRIVATE") }, "tls key: key is of the kind DSA PRIVATE KEY; expected an RSA or EC key"],
    ["an Ed25519 key", { cert, key: pemOf(generateKeyPairSync("ed25519").privateKey, "pkcs8") }, "tls key: key cannot be read: its key is of the kind 1.3.101.112; expected RSA or EC"],
    ["DER that is no key", { cert, key: Uint8Array.of(0x30, 0) }, "tls key: key cannot be read: it is no private key"],
    ["DER that is a text", { cert, key: Uint8Array.of(0x0c, 1, 65) }, "tls key: key cannot be read: it is no private key"],
    [
      "a key with an unknown cipher",
      { cert, key: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: IDEA-CBC,00\n\nAAEC\n-----END RSA PRIVATE KEY-----\n" },
      "tls key: key cannot be read: its cipher is IDEA-CBC; expected one of DES-CBC, DES-EDE3-CBC, AES-128-CBC, AES-192-CBC, AES-256-CBC",
    ],
  ])("finds the fault of %s", (_, config, fault) => {
    expect(told(readIdentity(config))).toBe(fault);
  });

  it("answers whatever it is given, and never throws", () => {
    const der = new X509Certificate(cert).raw;
    const keys = [keyObject, ecObject].flatMap((object) => [
      object.export({ type: "pkcs8", format: "der" }),
      object.export({ type: "pkcs8", format: "der", cipher: "aes-128-cbc", passphrase: "x" }),
    ]);
    const changed = (bytes: Buffer) =>
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((changes) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, value] of changes) copy[at % 120] = value;
        return copy;
      });
    const wild = fc.oneof(fc.uint8Array(), fc.string(), changed(der), changed(new X509Certificate(ofEc.cert).raw), ...keys.map(changed));
    fc.assert(
      fc.property(wild, wild, (a, b) => {
        expect(kind(readIdentity({ cert: a, key: b, passphrase: "x" }))).toMatch(/^(good|certificate|key|password|mismatch)$/);
        expect(kind(readIdentity({ cert, key: b, passphrase: "x" }))).toMatch(/^(good|key|password|mismatch)$/);
      }),
      { numRuns: 200 },
    );
  });
});

describe.skipIf(!hasOpenssl)("readIdentity reads what the openssl command writes", () => {
  let openssl: Openssl;
  beforeAll(() => {
    openssl = new Openssl();
    openssl.write("key.pem", issued.key);
    openssl.write("password", PASSWORD);
  });
  afterAll(() => {
    openssl.dispose();
  });

  it.each([
    ["PKCS#8 in PEM", "pkcs8 -topk8 -in key.pem -out out -passout file:password"],
    ["PKCS#8 with SHA-512", "pkcs8 -topk8 -in key.pem -out out -passout file:password -v2 aes-256-cbc -v2prf hmacWithSHA512"],
    ["PKCS#8 in DER", "pkcs8 -topk8 -in key.pem -out out -outform DER -passout file:password"],
    ["PKCS#8 with the scheme of PKCS#12", "pkcs8 -topk8 -in key.pem -out out -passout file:password -v1 PBE-SHA1-3DES"],
    ["PKCS#1 in PEM", "rsa -traditional -aes256 -in key.pem -out out -passout file:password"],
  ])("encrypted: %s", (_, command) => {
    openssl.must(command);
    const key = openssl.read("out");
    expect(told(readIdentity({ cert, key, passphrase: PASSWORD }))).toBe("good");
    expect(kind(readIdentity({ cert, key, passphrase: "wrong" }))).toBe("password");
  });

  it("plain: PKCS#1 and PKCS#8, PEM and DER", () => {
    for (const form of ["-traditional -outform PEM", "-traditional -outform DER", "-outform PEM", "-outform DER"]) {
      openssl.must(`rsa -in key.pem -out out ${form}`);
      expect(told(readIdentity({ cert, key: openssl.read("out") }))).toBe("good");
    }
  });

  it("but not what is encrypted with scrypt, which is a fault of the key", () => {
    openssl.must("pkcs8 -topk8 -in key.pem -out out -passout file:password -scrypt");
    const answer = readIdentity({ cert, key: openssl.read("out"), passphrase: PASSWORD });
    expect(told(answer)).toMatch(/^tls key: key cannot be read: /);
  });

  it.each([
    ["prime256v1", "uncompressed"],
    ["secp384r1", "uncompressed"],
    ["secp521r1", "uncompressed"],
    ["prime256v1", "compressed"],
  ])("certificates with keys on the curve %s, %s", (curve, form) => {
    openssl.must(`ecparam -name ${curve} -genkey -noout -conv_form ${form} -out ec.key`);
    openssl.must("req -x509 -new -key ec.key -out ec.pem -subj /CN=ec -days 1");
    openssl.must("x509 -in ec.pem -outform DER -out ec.der");
    openssl.must("ec -in ec.key -aes256 -passout file:password -out locked.key");
    openssl.must("ec -in ec.key -outform DER -out key.der");
    openssl.must("pkcs8 -topk8 -in ec.key -outform DER -passout file:password -out locked.der");
    const certs = [openssl.read("ec.pem"), openssl.read("ec.der")];
    for (const key of ["ec.key", "locked.key", "key.der", "locked.der"]) {
      for (const own of certs) expect(told(readIdentity({ cert: own, key: openssl.read(key), passphrase: PASSWORD }))).toBe("good");
    }
    for (const key of ["locked.key", "locked.der"]) expect(kind(readIdentity({ cert: certs[0], key: openssl.read(key), passphrase: "wrong" }))).toBe("password");
  });

  it("keys that come behind their curve", () => {
    openssl.must("ecparam -name prime256v1 -genkey -out both.key");
    openssl.must("req -x509 -new -key both.key -out ec.pem -subj /CN=ec -days 1");
    expect(openssl.read("both.key").toString()).toMatch(/^-----BEGIN EC PARAMETERS-----/);
    expect(told(readIdentity({ cert: openssl.read("ec.pem"), key: openssl.read("both.key") }))).toBe("good");
  });

  it("but not keys on other curves, nor with a curve that has no name", () => {
    openssl.must("ecparam -name brainpoolP256r1 -genkey -noout -out other.key");
    openssl.must("ecparam -name prime256v1 -param_enc explicit -genkey -noout -out explicit.key");
    expect(told(readIdentity({ cert, key: openssl.read("other.key") }))).toBe("tls key: key cannot be read: its curve is 1.3.36.3.3.2.8.1.1.7; expected P-256, P-384, P-521");
    expect(told(readIdentity({ cert, key: openssl.read("explicit.key") }))).toBe("tls key: key cannot be read: its curve is without a name; expected P-256, P-384, P-521");
  });
});
