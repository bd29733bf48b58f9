import { createAuthority, readAuthorities, readCertificate, readCertificates, readRevocationLists, verifyChain, type RevocationList } from "@luat/adapters/certs";
import { describe, expect, it } from "vitest";

const NOW = Date.UTC(2026, 6, 1);
const HOUR = 3_600_000;
const authority = createAuthority({ keyType: "ec", now: NOW });
const lost = authority.issue({ names: ["lost.test"] });
const kept = authority.issue({ names: ["kept.test"] });
const before = authority.crl();
authority.revoke(lost.cert);

function lists(...crls: readonly (string | Uint8Array)[]): readonly RevocationList[] {
  return crls.flatMap((crl) => {
    const answer = readRevocationLists(crl);
    if ("reason" in answer) throw answer.cause as Error;
    return answer;
  });
}

function judge(cert: string, revocationLists: readonly RevocationList[] | undefined, at = NOW, ca = authority.cert): string {
  const authorities = readAuthorities(ca);
  if ("reason" in authorities) throw authorities.cause as Error;
  const fault = verifyChain(readCertificates(cert), authorities, { at, revocationLists });
  return fault === undefined ? "good" : `${fault.tls}: ${(fault.cause as Error).message}`;
}

describe("a revocation list", () => {
  it("says whose it is, when it holds, and what is on it", () => {
    const [list] = lists(authority.crl({ validFrom: NOW, validTo: NOW + HOUR }));
    expect(list).toMatchObject({ issuer: "CN=Test authority", validFrom: NOW, validTo: NOW + HOUR });
    expect([...(list?.serialNumbers ?? [])]).toEqual([readCertificate(lost.cert).serialNumber]);
    expect(lists(before)[0]?.serialNumbers.size).toBe(0);
  });

  it("holds from one day before the authority's now to one year after, unless it is told otherwise", () => {
    expect(lists(authority.crl())[0]).toMatchObject({ validFrom: NOW - 24 * HOUR, validTo: NOW + 365 * 24 * HOUR });
    expect(() => authority.crl({ validFrom: NOW, validTo: NOW - HOUR })).toThrow("validTo is 2026-06-30T23:00:00.000Z; expected a time after validFrom, 2026-07-01T00:00:00.000Z");
  });

  it.each(["rsa", "ec"] as const)("is read as PEM, as bytes and as DER, several at once, signed with keys of the kind %s", (keyType) => {
    const other = createAuthority({ keyType, name: "Other", now: NOW });
    const both = before + other.crl();
    expect(lists(both).map(({ issuer }) => issuer)).toEqual(["CN=Test authority", "CN=Other"]);
    expect(lists(new TextEncoder().encode(both))).toHaveLength(2);
    const der = Buffer.from(other.crl().replaceAll(/-----.*-----/g, ""), "base64");
    expect(lists(der)[0]?.isSignedBy(readCertificate(other.cert))).toBe(true);
    expect(lists(der)[0]?.isSignedBy(readCertificate(authority.cert))).toBe(false);
  });

  it("that is another's, though it has the same name, is not believed", () => {
    const impostor = createAuthority({ keyType: "ec", now: NOW });
    expect(judge(kept.cert, lists(impostor.crl()))).toBe('untrusted: there is no revocation list of "Test authority" that is valid; it is 2026-07-01T00:00:00.000Z');
  });

  it.each<[string, string | Uint8Array, string]>([
    ["nothing", "", "crl cannot be read: it is empty"],
    ["a certificate", authority.cert, "crl cannot be read: it holds no revocation list"],
    ["other bytes", Uint8Array.of(48, 0), "crl cannot be read: it is no revocation list"],
    ["half a list", before.slice(0, 200), 'crl cannot be read: the line "-----BEGIN X509 CRL-----" has no counterpart'],
  ])("cannot be made of %s", (_title, crl, message) => {
    expect(readRevocationLists(crl)).toMatchObject({ reason: "tls", tls: "crl", cause: { message } });
  });
});

describe("verifyChain with revocation lists", () => {
  it("finds out what was revoked, and believes in the rest", () => {
    expect(judge(lost.cert, lists(authority.crl()))).toBe('revoked: the certificate "lost.test" was revoked by "Test authority"');
    expect([judge(kept.cert, lists(authority.crl())), judge(lost.cert, lists(before)), judge(lost.cert, undefined)]).toEqual(["good", "good", "good"]);
  });

  it("wants a list that is valid, and one of each issuer", () => {
    const crl = authority.crl({ validFrom: NOW, validTo: NOW + HOUR });
    expect([NOW - 1_000, NOW, NOW + HOUR, NOW + HOUR + 1_000].map((at) => judge(kept.cert, lists(crl), at).slice(0, 9))).toEqual(["untrusted", "good", "good", "untrusted"]);
    expect(judge(kept.cert, [])).toContain("untrusted: there is no revocation list");
    const middle = authority.intermediate({ name: "Middle" });
    const { cert } = middle.issue({ names: ["a.test"] });
    expect(judge(cert, lists(authority.crl()))).toContain('untrusted: there is no revocation list of "Middle"');
    expect(judge(cert, lists(authority.crl(), middle.crl()))).toBe("good");
    authority.revoke(middle.cert);
    expect(judge(cert, lists(authority.crl(), middle.crl()))).toBe('revoked: the certificate "Middle" was revoked by "Test authority"');
  });

  it("tells times before revocation, and that before names, as Node does", () => {
    const old = authority.issue({ names: ["old.test"], validTo: NOW - HOUR });
    authority.revoke(old.cert);
    expect(judge(old.cert, lists(authority.crl()))).toContain("expired:");
  });
});

describe("revoke", () => {
  it("takes certificates of this authority only", () => {
    const stranger = createAuthority({ keyType: "ec", name: "Stranger" });
    expect(() => stranger.revoke(kept.cert)).toThrow("cert is that of CN=kept.test, issued by CN=Test authority; expected one that CN=Stranger issued");
    expect(() => stranger.revoke("nothing")).toThrow("the text is not PEM");
  });
});
