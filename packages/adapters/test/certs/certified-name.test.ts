import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { parseIPv4, parseIPv6 } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFor, type Named } from "../../src/certs/certified-name.js";

/** What a certificate with these alternative names says. */
function named(alternatives: readonly string[], commonName?: string): Named {
  const octets = (name: string) => (parseIPv4(name) ?? parseIPv6(name))?.join(".");
  return {
    commonName,
    names: alternatives.length === 0 ? undefined : alternatives.filter((name) => octets(name) === undefined),
    addresses: alternatives.flatMap((name) => octets(name) ?? []),
  };
}

function isForInNode(alternatives: readonly string[], commonName: string | undefined, name: string): boolean {
  const entries = alternatives.map((entry) => (parseIPv4(entry) ?? parseIPv6(entry) ? `IP Address:${entry}` : `DNS:${entry}`));
  const certificate = { subject: { CN: commonName }, subjectaltname: entries.length === 0 ? undefined : entries.join(", ") };
  return checkServerIdentity(name, certificate as unknown as PeerCertificate) === undefined;
}

describe("a certificate is for a name", () => {
  it.each<[alternatives: string[], commonName: string | undefined, name: string, expected: boolean, why: string]>([
    [["a.test"], undefined, "a.test", true, "that it names"],
    [["b.test", "a.test"], undefined, "a.test", true, "that it names among others"],
    [["A.Test"], undefined, "a.tEST", true, "in any case"],
    [["a.test"], undefined, "a.test.", true, "with a dot at the end"],
    [["a.test"], undefined, "b.a.test", false, "but for none below it"],
    [["b.a.test"], undefined, "a.test", false, "but for none above it"],
    [["*.a.test"], undefined, "b.a.test", true, "whose first label the wildcard stands for"],
    [["*.a.test"], undefined, "c.b.a.test", false, "but the wildcard is not two labels"],
    [["*.a.test"], undefined, "a.test", false, "but the wildcard is not nothing"],
    [["*.a.test"], undefined, ".a.test", false, "but the wildcard is not an empty label"],
    [["*.test"], undefined, "a.test", false, "but no wildcard stands before the last label"],
    [["*"], undefined, "test", false, "but no wildcard stands alone"],
    [["b.*.test"], undefined, "b.a.test", false, "but a wildcard comes first"],
    [["b*.a.test"], undefined, "bc.a.test", false, "but a wildcard is a whole label"],
    [["b.test"], "a.test", "a.test", false, "but not of its common name when it has alternative names"],
    [["10.0.0.1"], "a.test", "a.test", false, "but not of its common name when it has alternative addresses"],
    [[], "a.test", "a.test", true, "of its common name when it has no alternative names"],
    [[], "*.a.test", "b.a.test", true, "of its common name with a wildcard"],
    [[], undefined, "a.test", false, "but not without any name"],
    [["a.test"], undefined, "", false, "but not an empty one"],
    [[""], undefined, "", false, "but not an empty one, even if it has it"],
    [["10.0.0.1"], undefined, "10.0.0.1", true, "that is an address"],
    [["10.0.0.1"], undefined, "10.0.0.2", false, "but no other address"],
    [["::1"], undefined, "0:0:0:0:0:0:0:1", true, "that is an address in other writing"],
    [["FE80::A"], undefined, "fe80::a", true, "that is an address in other case"],
    [["::ffff:10.0.0.1"], undefined, "10.0.0.1", false, "but not an address of the other family"],
    [["*.0.0.1"], undefined, "10.0.0.1", false, "but no wildcard is part of an address"],
    [["a.test"], "10.0.0.1", "10.0.0.1", false, "but not an address as common name when it has alternative names"],
    [[], "10.0.0.1", "10.0.0.1", true, "an address as common name when it has no alternative names"],
    [[], "*.0.0.1", "10.0.0.1", false, "but not an address by a wildcard in its common name"],
  ])("%j or %j, %s: %s, %s", (alternatives, commonName, name, expected) => {
    expect(isFor(named(alternatives, commonName), name)).toBe(expected);
  });

  it("as Node decides it, but where the common name stands beside or for addresses", () => {
    const label = fc.constantFrom("a", "b", "A", "xn--bcher-kva");
    const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    const pattern = fc.tuple(fc.constantFrom("", "*."), host).map((parts) => parts.join(""));
    const address = fc.oneof(fc.constantFrom("10.0.0.1", "::1", "FE80::1", "fe80::1"), fc.ipV4(), fc.ipV6());
    const asked = fc.oneof(host, address, host.map((name) => `${name}.`));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1 }), fc.array(address), fc.option(pattern, { nil: undefined }), asked, (dns, ips, commonName, name) => {
        const alternatives = [...dns, ...ips];
        expect(isFor(named(alternatives, commonName), name)).toBe(isForInNode(alternatives, commonName, name));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(pattern, host, (commonName, name) => {
        expect(isFor(named([], commonName), name)).toBe(isForInNode([], commonName, name));
      }),
      { numRuns: 1_000 },
    );
  });
});
