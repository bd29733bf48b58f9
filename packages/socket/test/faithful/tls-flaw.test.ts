import type { TlsReason } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { settingsFlaw } from "../../src/faithful/tls-flaw.js";
import type { ReadTexts } from "../../src/faithful/tls-texts.js";

const NONE: ReadTexts = { server_cert: undefined, client_cert: undefined, client_key: undefined, client_password: undefined };
const pem = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
const CERT = pem("CERTIFICATE");
const KEY = pem("PRIVATE KEY");

function flaw(tls: TlsReason, texts: Partial<ReadTexts>, cause?: Error): string {
  return settingsFlaw({ reason: "tls", tls, cause }, { ...NONE, ...texts }).replace(/^TLS failure: [^:]*: /, "");
}

describe("settingsFlaw", () => {
  it.each<[TlsReason, Partial<ReadTexts>, string]>([
    ["ca", { server_cert: "" }, "server_cert is empty"],
    ["ca", { server_cert: "/certs/ca.pem" }, "server_cert is no PEM text; it must be the text of a PEM file, not its path"],
    ["ca", { server_cert: "\0".repeat(700) }, "server_cert is no PEM text; pass DER as bytes"],
    ["ca", { server_cert: KEY }, "server_cert holds a private key, no certificate"],
    ["ca", { server_cert: new TextEncoder().encode(pem("CERTIFICATE REQUEST")) }, "server_cert holds a certificate request, no certificate"],
    ["ca", { server_cert: pem("X509 CRL") + pem("PUBLIC KEY") }, "server_cert holds a revocation list and a public key, no certificate"],
    ["ca", { server_cert: pem("PKCS7") }, "server_cert holds a PKCS7, no certificate"],
    ["ca", { server_cert: CERT }, "server_cert cannot be read"],
    ["ca", { server_cert: Uint8Array.of(1) }, "server_cert cannot be read"],
    ["certificate", { client_key: KEY }, "client_key is given, and client_cert is missing"],
    ["certificate", { client_cert: KEY, client_key: KEY }, "client_cert holds a private key, no certificate"],
    ["certificate", { client_cert: KEY, client_key: CERT }, "client_cert holds a private key, no certificate; are client_cert and client_key swapped?"],
    ["key", { client_cert: CERT }, "client_cert is given, and client_key is missing"],
    ["key", { client_cert: CERT, client_key: CERT }, "client_key holds a certificate, no private key"],
    ["key", { client_cert: CERT, client_key: pem("RSA PRIVATE KEY") }, "client_key cannot be read"],
    ["password", {}, "client_key is encrypted, and client_password is missing"],
    ["password", { client_password: "x" }, "client_password is not that of client_key"],
  ])("says of %s which argument it is, and what is wrong with it (%#)", (tls, texts, text) => {
    expect(flaw(tls, texts)).toBe(text);
  });

  it("says what the card found, in its own words", () => {
    const found = new Error("ca cannot be read: not base64", { cause: new Error("certificate 2 of 2: not base64") });
    expect(flaw("ca", { server_cert: CERT }, found)).toBe("server_cert cannot be read: certificate 2 of 2: not base64");
    expect(flaw("psk", { server_cert: "", client_cert: "a" }, new Error("psk.key has 0 bytes; expected 1 to 256"))).toBe("server_cert has 0 bytes; expected 1 to 256");
  });

  it("says what else the card says", () => {
    expect(settingsFlaw({ reason: "unsupported" }, NONE)).toBe("not supported by this card");
  });
});
