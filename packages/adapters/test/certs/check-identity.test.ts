import { describe, expect, it } from "vitest";
import { checkIdentity, createAuthority, type CheckedSettings, type VerifyOptions } from "../../src/certs/index.js";

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const authority = createAuthority({ keyType: "ec", now: NOW });
const stranger = createAuthority({ keyType: "ec", now: NOW });
const ca = authority.cert;
const good = authority.issue({ names: ["a.test"] });
const old = authority.issue({ names: ["a.test"], validTo: NOW - HOUR });
const another = authority.issue({ names: ["a.test"], keyType: "rsa" });
const locked = authority.issue({ names: ["a.test"], passphrase: "secret", ownKey: true });

function find(settings: Partial<CheckedSettings>, options: Partial<VerifyOptions> = {}): string[] {
  return checkIdentity({ ca, ...settings }, { at: NOW, name: "a.test", ...options }).map(({ tls, text }) => `${tls}: ${text}`);
}

const untrusted = 'untrusted: the certificate "a.test" leads to no known authority';
const expired = 'expired: the certificate "a.test" was valid until 2026-05-31T23:00:00.000Z; it is 2026-06-01T00:00:00.000Z';
const wrongName = 'name: the certificate "a.test" is not for "b.test"; it is for a.test';

describe("checkIdentity", () => {
  it("finds nothing where all is fine, with a key or without", () => {
    expect(find(good)).toEqual([]);
    expect(find({ cert: good.cert }, { name: undefined })).toEqual([]);
    expect(find(authority.intermediate().issue({ names: ["a.test"], passphrase: "x" }), { at: NOW })).toEqual(["password: key is encrypted, and passphrase is missing"]);
    expect(find({ ...locked, passphrase: "secret" })).toEqual([]);
  });

  it.each<[what: string, settings: Partial<CheckedSettings>, options: Partial<VerifyOptions>, found: string[]]>([
    ["a missing certificate", {}, {}, ["certificate: cert is missing"]],
    ["a certificate and key that cannot be read", { cert: "", key: "" }, {}, ["certificate: cert cannot be read: it is empty", "key: key cannot be read: it is empty"]],
    ["authorities that cannot be read", { ...good, ca: "" }, {}, ["ca: ca cannot be read: it is empty"]],
    ["a wrong passphrase", { ...locked, passphrase: "guess" }, {}, ["password: passphrase is not that of key"]],
    ["the key of another", { cert: good.cert, key: another.key }, {}, ["mismatch: key is not that of the first certificate in cert"]],
    ["an unknown authority", { ...good, ca: stranger.cert }, {}, [untrusted]],
    ["another name", good, { name: "b.test" }, [wrongName]],
    ["a wrong use", authority.issue({ names: ["a.test"], usage: "client" }), {}, ['untrusted: the certificate "a.test" is not one for a server']],
    ["a time that is over, known authority or not", old, {}, [expired]],
    [
      "everything at once",
      { cert: old.cert, key: another.key, ca: stranger.cert },
      { name: "b.test" },
      ["mismatch: key is not that of the first certificate in cert", untrusted, expired, wrongName],
    ],
  ])("finds %s", (_, settings, options, found) => {
    expect(find(settings, options)).toEqual(found);
  });

  it("refuses a moment that is none, whatever else is wrong", () => {
    expect(() => checkIdentity({ ca: "" }, { at: NaN })).toThrow(new RangeError("at is NaN; expected ms since 1970"));
  });
});
