import forge from "node-forge";
import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { nodeAdapter } from "@luat/adapters/node";
import type { Credentials, Fault, TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { readKey } from "../../src/node/node-key.js";
import { craft, newKeys } from "../certs/crafted.js";
import { ca, server } from "./tls-configs.js";
import { ListenTape, StreamTape } from "./tapes.js";

const card = nodeAdapter();
const good: TlsConfig = { verify: true, ca, ...server };
const PASSPHRASE = "secret";

function faultOf(config: TlsConfig): Fault | undefined {
  const answer = card.credentials(config);
  return "reason" in answer ? answer : undefined;
}

describe("credentials of Node's card", () => {
  it("are the same for equal settings, as text or bytes, on every card", () => {
    const credentials = card.credentials(good);
    expect(card.credentials({ ...good })).toBe(credentials);
    expect(nodeAdapter().credentials({ ...good, ca: Buffer.from(ca) })).toBe(credentials);
  });

  it.each([{ verify: false }, { minVersion: "TLSv1.2" }, { maxVersion: "TLSv1.2" }, { ca: `${ca}\n` }, { passphrase: PASSPHRASE }, { cert: undefined, key: undefined }] as const)(
    "are others for other settings: %j",
    (other) => {
      expect(card.credentials({ ...good, ...other })).not.toBe(card.credentials(good));
    },
  );

  it("do not take the end of one text for the begin of the next", () => {
    expect(card.credentials({ verify: true, ca: ca + server.cert })).not.toBe(card.credentials({ verify: true, ca }));
    expect(faultOf({ verify: true, ca: ca + server.cert, key: server.key })?.tls).toBe("certificate");
  });

  it("are remembered for the settings used last, and not for ever", () => {
    const first = card.credentials(good);
    const kept = card.credentials({ verify: false });
    for (let n = 0; n < 64; n++) {
      card.credentials({ verify: false, passphrase: `${n}` });
      expect(card.credentials({ verify: false })).toBe(kept);
    }
    expect(card.credentials(good)).not.toBe(first);
  });

  it("say in words what is wrong", () => {
    expect(faultOf({ verify: true, ca: "" })).toEqual({ reason: "tls", tls: "ca", cause: new Error("ca cannot be read: it is empty") });
    expect(faultOf({ verify: true, ca: server.key })?.cause).toEqual(new Error("ca cannot be read: it holds no certificate"));
  });

  it("take no certificate whose key is too short to be safe", () => {
    const keys = newKeys(512);
    const weak = { cert: craft({ subject: "weak", keys }), key: forge.pki.privateKeyToPem(keys.privateKey) };
    expect(faultOf({ verify: false, ...weak })).toMatchObject({ reason: "tls", tls: "certificate" });
  });

  it("take a certificate and its key out of one text", () => {
    const both = `${server.cert}\n${server.key}`;
    expect(faultOf({ verify: false, cert: both, key: both })).toBeUndefined();
  });

  it("take the whole chain", () => {
    expect(faultOf({ verify: false, cert: server.cert + ca, key: server.key })).toBeUndefined();
    expect(faultOf({ verify: false, cert: ca + server.cert, key: server.key })?.tls).toBe("mismatch");
  });

  it("of others are of no use", () => {
    const secure = { credentials: {} as Credentials };
    expect(() => card.dial({ host: "127.0.0.1", port: 9 }, { secure }, new StreamTape())).toThrow(/^secure.credentials is .*; expected what credentials\(\) of this card gave$/);
    expect(() => card.listen({ port: 0, backlog: 1, secure }, new ListenTape())).toThrow(TypeError);
  });
});

const KEYS: ReadonlyArray<readonly [string, KeyObject, ReadonlyArray<"pkcs8" | "pkcs1" | "sec1">]> = [
  ["RSA", createPrivateKey(server.key), ["pkcs8", "pkcs1"]],
  ["EC", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, ["pkcs8", "sec1"]],
  ["Ed25519", generateKeyPairSync("ed25519").privateKey, ["pkcs8"]],
];
const FORMS = KEYS.flatMap(([kind, key, types]) => types.map((type) => [kind, type, key] as const));

describe("a private key", () => {
  it.each(FORMS)("of the kind %s can be %s, PEM or DER", (_kind, type, key) => {
    for (const format of ["pem", "der"] as const) {
      const read = readKey(key.export({ type, format } as never), undefined);
      expect("reason" in read ? read : read.equals(key)).toBe(true);
    }
  });

  it.each(FORMS)("of the kind %s can be encrypted %s", (_kind, type, key) => {
    // Only PKCS#8 can be encrypted as DER.
    for (const format of type === "pkcs8" ? (["pem", "der"] as const) : (["pem"] as const)) {
      const text = key.export({ type, format, cipher: "aes-128-cbc", passphrase: PASSPHRASE } as never);
      const read = readKey(text, PASSPHRASE);
      expect("reason" in read ? read : read.equals(key)).toBe(true);
      // Some wrong passphrases give by chance something that looks decrypted; PKCS#8 takes its time for each.
      const tries = type === "pkcs8" ? 1 : 600;
      for (const passphrase of [undefined, "", ...Array.from({ length: tries }, (_, n) => `wrong ${n}`)]) {
        expect(readKey(text, passphrase)).toMatchObject({ tls: "password" });
      }
    }
  });

  it("that is damaged is no question of the passphrase", () => {
    const text = createPrivateKey(server.key).export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: PASSPHRASE }).toString();
    expect(readKey(text.replace(/\n.{10}/, "\nAAAAAAAAAA"), PASSPHRASE)).toMatchObject({ tls: "key" });
  });

  it("may come with a passphrase that it does not need", () => {
    const read = readKey(server.key, PASSPHRASE);
    expect("reason" in read ? read : new X509Certificate(server.cert).checkPrivateKey(read)).toBe(true);
  });
});
