import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuthority, readAuthorities } from "../../src/certs/index.js";
import { certificatesOf, told } from "./answers.js";

const first = createAuthority({ name: "First" });
const { cert: second } = first.intermediate({ name: "Second" });
const { key } = first.issue();

describe("readAuthorities", () => {
  it("gives all certificates of a bundle, with words or without", () => {
    const bundle = `\n# First\n${first.cert}\n# Zweite – größer\n${second}`;
    for (const ca of [bundle, Buffer.from(bundle)]) {
      expect(certificatesOf(String(ca)).map(({ commonName }) => commonName)).toEqual(["First", "Second"]);
    }
  });

  it("takes one as DER", () => {
    expect(told(readAuthorities(new X509Certificate(first.cert).raw))).toBe("good");
  });

  it.each([
    ["an empty text", "", "tls ca: ca cannot be read: it is empty"],
    ["no bytes", new Uint8Array(), "tls ca: ca cannot be read: it is empty"],
    ["another text", "hello", "tls ca: ca cannot be read: the text is not PEM"],
    ["a bundle without certificates", key, "tls ca: ca cannot be read: it holds no certificate"],
    ["a bundle with a broken certificate", first.cert + second.replace(/^MII/m, "MIJ"), "tls ca: ca cannot be read: certificate 2 of 2: Too few bytes to read ASN.1 value."],
    ["a bundle that is cut off", first.cert + second.slice(0, -30), 'tls ca: ca cannot be read: the line "-----BEGIN CERTIFICATE-----" has no counterpart'],
  ])("finds the fault of %s", (_, ca, fault) => {
    expect(told(readAuthorities(ca))).toBe(fault);
  });
});
