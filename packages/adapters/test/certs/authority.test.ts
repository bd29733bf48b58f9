import { createPrivateKey, X509Certificate } from "node:crypto";
import { systemClock } from "@luat/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createAuthority, readCertificate, type IssueOptions } from "../../src/certs/index.js";
import { MockNet } from "../../src/mock/index.js";
import { hasOpenssl, Openssl } from "./openssl.js";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const DAY = 86_400_000;
const authority = createAuthority({ now: NOW });
const times = ({ validFrom, validTo }: X509Certificate) => [validFrom, validTo].map((text) => Date.parse(text));
const x509 = (options?: IssueOptions) => new X509Certificate(authority.issue(options).cert);

describe("createAuthority", () => {
  it("is an authority that signed itself", () => {
    const own = new X509Certificate(authority.cert);
    expect([own.subject, own.issuer, own.ca]).toEqual(["CN=Test authority", "CN=Test authority", true]);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(own.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(new X509Certificate(createAuthority({ name: "权威 é" }).cert).subject).toBe("CN=权威 é");
  });

  it("is valid from one day before now to one year after", () => {
    expect(times(new X509Certificate(authority.cert))).toEqual([NOW - DAY, NOW + 365 * DAY]);
    expect(times(new X509Certificate(createAuthority({ now: new Date(NOW) }).cert))).toEqual([NOW - DAY, NOW + 365 * DAY]);
  });

  it("takes the system's time as now, and is good from the time on with which mock networks begin", () => {
    const begin = new MockNet().clock.wall();
    const wall = vi.spyOn(systemClock, "wall");
    for (const [now, from] of [[NOW, begin - DAY], [NOW + 3_650 * DAY, begin - DAY], [begin - 9 * DAY, begin - 10 * DAY]] as const) {
      wall.mockReturnValue(now);
      const system = createAuthority({ keyType: "ec" });
      for (const { cert } of [system, system.issue(), system.intermediate()]) expect(times(new X509Certificate(cert))).toEqual([from, now + 365 * DAY]);
      expect(times(new X509Certificate(system.issue({ validTo: from - DAY }).cert))).toEqual([from - 2 * DAY, from - DAY]);
    }
    wall.mockRestore();
  });

  it("has the times that were given", () => {
    const given = { validFrom: NOW + 1, validTo: new Date(NOW + 2_999) };
    expect(times(new X509Certificate(createAuthority(given).cert))).toEqual([NOW, NOW + 2_000]);
  });

  it.each([
    [{ now: NaN }, "now is NaN; expected a time from 1970 to 9999"],
    [{ now: -1 }, "now is -1; expected a time from 1970 to 9999"],
    [{ validTo: 253_402_300_800_000 }, "validTo is 253402300800000; expected a time from 1970 to 9999"],
    [{ validFrom: new Date(NaN) }, "validFrom is Invalid Date; expected a time from 1970 to 9999"],
    [{ validFrom: 2_000, validTo: 1_000 }, "validTo is 1970-01-01T00:00:01.000Z; expected a time after validFrom, 1970-01-01T00:00:02.000Z"],
  ])("refuses %j", (options, message) => {
    expect(() => createAuthority(options)).toThrow(new RangeError(message));
    expect(() => authority.intermediate(options)).toThrow(new RangeError(message));
  });
});

describe("issue", () => {
  it("signs a certificate for the names and addresses, with its key", () => {
    const { cert, key } = authority.issue({ names: ["a.test", "*.b.test", "10.0.0.1", "::ffff:1.2.3.4"] });
    const leaf = new X509Certificate(cert);
    const own = new X509Certificate(authority.cert);
    expect([leaf.checkIssued(own), leaf.verify(own.publicKey), leaf.ca]).toEqual([true, true, false]);
    expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(["a.test", "x.b.test", "c.test"].map((name) => leaf.checkHost(name) !== undefined)).toEqual([true, true, false]);
    expect(["10.0.0.1", "::ffff:102:304", "1.2.3.4"].map((ip) => leaf.checkIP(ip) !== undefined)).toEqual([true, true, false]);
  });

  it("takes the common name from the names, and has alternative names only where there are names", () => {
    const subjects = [x509(), x509({ names: ["a.test", "b.test"] }), x509({ commonName: "c.test" })];
    expect(subjects.map(({ subject, subjectAltName }) => [subject, subjectAltName])).toEqual([
      ["CN=Test", undefined],
      ["CN=a.test", "DNS:a.test, DNS:b.test"],
      ["CN=c.test", undefined],
    ]);
  });

  it("says what it may be used for", () => {
    const [server, client] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
    expect([x509(), x509({ usage: "server" }), x509({ usage: "client" })].map(({ keyUsage }) => keyUsage)).toEqual([[server, client], [server], [client]]);
  });

  it("is valid from one day before now to one year after, and follows the time that is given", () => {
    const [early, late] = [NOW - 10 * DAY, NOW + 400 * DAY];
    const given: IssueOptions[] = [{}, { validTo: early }, { validFrom: new Date(late) }, { validFrom: early, validTo: late }];
    expect(given.map((options) => times(x509(options)))).toEqual([
      [NOW - DAY, NOW + 365 * DAY],
      [early - DAY, early],
      [late, late + 365 * DAY],
      [early, late],
    ]);
  });

  it("gives each certificate another number", () => {
    const numbers = [authority.cert, ...Array.from({ length: 8 }, () => authority.issue().cert)].map((cert) => new X509Certificate(cert).serialNumber);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("gives all certificates of one authority the same key, which is not its own, unless told not to", () => {
    const keyOf = (pem: string) => new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" }).toString("hex");
    const [one, two, own] = [authority.issue(), authority.issue(), authority.issue({ ownKey: true })];
    expect(one.key).toBe(two.key);
    expect(keyOf(one.cert)).toBe(keyOf(two.cert));
    expect(new Set([authority, one, own].map(({ cert }) => keyOf(cert))).size).toBe(3);
    expect(new X509Certificate(own.cert).checkPrivateKey(createPrivateKey(own.key))).toBe(true);
  });

  it.each([
    ["pkcs8", undefined, /^-----BEGIN PRIVATE KEY-----\n/],
    ["pkcs8", "secret", /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/],
    ["traditional", undefined, /^-----BEGIN RSA PRIVATE KEY-----\n[^:]*$/],
    ["traditional", "secret", /^-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,/],
  ] as const)("writes keys as %s with the passphrase %s", (keyFormat, passphrase, form) => {
    const { key } = authority.issue({ keyFormat, passphrase });
    expect(key).toMatch(form);
    expect(createPrivateKey(passphrase === undefined ? key : { key, passphrase }).asymmetricKeyType).toBe("rsa");
  });

  it.each(["", "a b", "a..b", "*", "a.*.test", "ä.test", "10.0.0.1/8", "http://a.test"])("refuses the name %j", (name) => {
    expect(() => authority.issue({ names: ["a.test", name] })).toThrow(new TypeError(`names holds ${JSON.stringify(name)}; expected DNS names and addresses`));
  });

  it("refuses an empty passphrase and times in the wrong order", () => {
    expect(() => authority.issue({ passphrase: "" })).toThrow(new RangeError('passphrase is ""; expected at least one character'));
    expect(() => authority.issue({ validFrom: NOW, validTo: NOW - 1_000 })).toThrow(RangeError);
  });
});

describe("the kind of keys", () => {
  const typeOf = (pem: string) => {
    const { asymmetricKeyType, asymmetricKeyDetails } = new X509Certificate(pem).publicKey;
    return `${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength}`;
  };
  const curves = createAuthority({ now: NOW, keyType: "ec" });

  it("is that of the authority, unless another is asked for", () => {
    const below = [curves.intermediate(), curves.intermediate({ keyType: "rsa" })].flatMap((each) => [each, each.issue(), each.issue({ keyType: "ec" })]);
    const [rsa, ec] = ["rsa 2048", "ec prime256v1"];
    expect([authority, authority.issue({ keyType: "ec" }), curves, curves.issue(), curves.issue({ keyType: "rsa" })].map(({ cert }) => typeOf(cert))).toEqual([rsa, ec, ec, ec, rsa]);
    expect(below.map(({ cert }) => typeOf(cert))).toEqual([ec, ec, ec, rsa, rsa, ec]);
  });

  it("decides which of two keys the certificates of one authority share", () => {
    const [one, two, another, own] = [{}, {}, { keyType: "rsa" as const }, { ownKey: true }].map((options) => curves.issue(options));
    expect(one?.key).toBe(two?.key);
    expect(new Set([one, another, own].map((issued) => issued?.key)).size).toBe(3);
  });

  it.each([
    ["pkcs8", undefined, /^-----BEGIN PRIVATE KEY-----\n/],
    ["pkcs8", "secret", /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/],
    ["traditional", undefined, /^-----BEGIN EC PRIVATE KEY-----\n[^:]*$/],
    ["traditional", "secret", /^-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,/],
  ] as const)("EC is written as %s with the passphrase %s", (keyFormat, passphrase, form) => {
    const { cert, key } = curves.issue({ keyFormat, passphrase });
    expect(key).toMatch(form);
    expect(new X509Certificate(cert).checkPrivateKey(createPrivateKey(passphrase === undefined ? key : { key, passphrase }))).toBe(true);
  });

  it("makes what is issued of the same size each time", () => {
    const sizes = Array.from({ length: 12 }, () => {
      const again = createAuthority({ now: NOW, keyType: "ec" });
      const { cert, key } = again.issue({ names: ["a.test"] });
      return [again.cert, cert, key].map(({ length }) => length).join();
    });
    expect(new Set(sizes).size).toBe(1);
  });

  it("leaves out a use of certificates that keys on curves do not have", () => {
    const { usages } = readCertificate(curves.issue().cert);
    expect(usages).toEqual(["server", "client"]);
    const der = (pem: string) => new X509Certificate(pem).raw.toString("hex");
    // The key usage: a signature, and the encryption of keys.
    expect([curves.issue(), authority.issue()].map(({ cert }) => /0603551d0f0101ff0404(........)/.exec(der(cert))?.[1])).toEqual(["03020780", "030205a0"]);
  });

  it("is refused when it is none", () => {
    const keyType = "dsa" as "ec";
    const error = new TypeError('keyType is "dsa"; expected "rsa" or "ec"');
    for (const make of [() => createAuthority({ keyType }), () => authority.issue({ keyType }), () => authority.intermediate({ keyType })]) expect(make).toThrow(error);
  });
});

describe.skipIf(!hasOpenssl)("the openssl command", () => {
  let openssl: Openssl;
  beforeAll(() => {
    openssl = new Openssl();
    openssl.write("password", "secret");
  });
  afterAll(() => {
    openssl.dispose();
  });

  it.each(["rsa", "ec"] as const)("reads and verifies what is issued with keys of the kind %s", (keyType) => {
    const root = createAuthority({ keyType, name: "权威" });
    const [leaf = "", ...others] = root.intermediate().issue({ names: ["a.test", "10.0.0.1"] }).cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    for (const [file, content] of Object.entries({ ca: root.cert, leaf, others: others.join("") })) openssl.write(file, content);
    expect(openssl.must("verify -x509_strict -check_ss_sig -CAfile ca -untrusted others leaf")).toBe("leaf: OK\n");
    const text = openssl.must("x509 -in leaf -noout -text");
    expect(text).toContain(keyType === "ec" ? "NIST CURVE: P-256" : "Public-Key: (2048 bit)");
    expect(text).toContain("DNS:a.test, IP Address:10.0.0.1");
  });

  it.each(["pkcs8", "traditional"] as const)("reads EC keys written as %s, also encrypted", (keyFormat) => {
    for (const passphrase of [undefined, "secret"]) {
      const { cert, key } = authority.issue({ keyType: "ec", keyFormat, passphrase });
      openssl.write("key", key);
      openssl.write("cert", cert);
      expect(openssl.must("ec -in key -passin file:password -pubout -out public")).toBe("read EC key\nwriting EC key\n");
      expect(openssl.must("pkey -in key -passin file:password -check -noout")).toBe("Key is valid\n");
      expect(openssl.must("x509 -in cert -noout -pubkey")).toBe(openssl.read("public").toString());
    }
  });
});

describe("intermediate", () => {
  it("issues certificates that come with those of all authorities but the first", () => {
    const below = authority.intermediate();
    const furtherBelow = below.intermediate({ name: "Lowest" });
    const { cert } = furtherBelow.issue({ names: ["a.test"] });
    const [leaf, ...others] = cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(others).toEqual([furtherBelow.cert, below.cert]);
    const path = [leaf ?? "", ...others, authority.cert].map((pem) => new X509Certificate(pem));
    for (const [i, certificate] of path.entries()) {
      const issuer = path[i + 1] ?? certificate;
      expect([certificate.checkIssued(issuer), certificate.verify(issuer.publicKey)]).toEqual([true, true]);
    }
    expect(path.map(({ subject }) => subject)).toEqual(["CN=a.test", "CN=Lowest", "CN=Test intermediate", "CN=Test authority"]);
  });

  it("counts its times from the now of the authority above, unless it has one", () => {
    const [same, other] = [authority.intermediate(), authority.intermediate({ now: NOW + DAY })];
    expect(times(new X509Certificate(same.cert))[0]).toBe(NOW - DAY);
    expect([other.cert, other.issue().cert].map((pem) => times(new X509Certificate(pem))[0])).toEqual([NOW, NOW]);
  });
});
