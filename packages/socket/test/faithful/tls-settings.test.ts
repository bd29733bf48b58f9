import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { tlsOf } from "../../src/faithful/tls-settings.js";
import type { TlsTexts } from "../../src/faithful/tls-texts.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";

const NONE: TlsTexts = { server_cert: null, client_cert: undefined, client_key: null, client_password: undefined };
const ABSENT = { ca: undefined, cert: undefined, key: undefined, passphrase: undefined };

/** What `tlsOf` makes of the settings, what it says in the log, and the card it asked. */
function ask(texts: Partial<TlsTexts>, udp = false, prepare: (card: FakeCard) => void = () => undefined): { answer: unknown; lines: string[]; card: FakeCard } {
  const card = new FakeCard(new HandClock());
  prepare(card);
  const lines: string[] = [];
  const answer = tlsOf(card, udp, { ...NONE, ...texts }, (text) => lines.push(text));
  return { answer, lines, card };
}

describe("tlsOf", () => {
  it("verifies nothing without a CA, and never speaks TLS 1.3", () => {
    const { answer, lines, card } = ask({});
    expect(card.tlsConfigs).toEqual([{ ...ABSENT, verify: false, maxVersion: "TLSv1.2" }]);
    expect([answer, lines]).toEqual([card.tlsConfigs[0], []]);
  });

  it("hands on all four texts as they are, and verifies with a CA", () => {
    const { card } = ask({ server_cert: "ca", client_cert: "cert", client_key: "key", client_password: "secret" });
    expect(card.tlsConfigs).toEqual([{ verify: true, ca: "ca", cert: "cert", key: "key", passphrase: "secret", maxVersion: "TLSv1.2" }]);
  });

  it("takes certificates and keys as bytes too", () => {
    const [ca, cert, key] = [Uint8Array.of(1), Buffer.from("cert"), Uint8Array.of(3)];
    const { card } = ask({ server_cert: ca, client_cert: cert, client_key: key });
    expect(card.tlsConfigs).toEqual([{ ...ABSENT, verify: true, ca, cert, key, maxVersion: "TLSv1.2" }]);
  });

  it("takes the used bytes of a zbuff, and a password as bytes", () => {
    const buff = createCorelib({ log: silentLog }).zbuff.create(8);
    buff.write("ca");
    const { card } = ask({ server_cert: buff, client_password: Uint8Array.of(0x61, 0x62) });
    expect(card.tlsConfigs).toEqual([{ ...ABSENT, verify: true, ca: Uint8Array.of(0x63, 0x61), passphrase: "ab", maxVersion: "TLSv1.2" }]);
  });

  it.each([
    [["-----BEGIN"], "an array"],
    [12, "a number"],
    [true, "true"],
    [false, "false"],
    [{}, "an object"],
    [() => "ca", "a function"],
  ])("fails for %j in the place of a text, and never goes on without", (value, kind) => {
    for (const name of ["server_cert", "client_cert", "client_key", "client_password"] as const) {
      for (const udp of [false, true]) {
        const { answer, lines, card } = ask({ [name]: value }, udp);
        expect([answer, lines, card.tlsConfigs]).toEqual(["failed", [`${name} is ${kind}; expected a text, bytes, a zbuff, or nil`], []]);
      }
    }
  });

  it("takes an empty text for a CA that cannot be read, not for none", () => {
    const { answer, card } = ask({ server_cert: "" }, false, (one) => one.badTexts.set("", "ca"));
    expect([answer, card.tlsConfigs[0]?.verify]).toEqual(["failed", true]);
  });

  it.each([
    ["server_cert", "ca", "the authorities cannot be read: server_cert is no PEM text; it must be the text of a PEM file, not its path"],
    ["client_cert", "certificate", "the certificate cannot be read, or is missing: client_cert is no PEM text; it must be the text of a PEM file, not its path"],
    ["client_key", "mismatch", "the private key is not that of the certificate: client_key is not that of the first certificate in client_cert"],
    ["client_password", "password", "the passphrase of the private key is wrong or missing: client_password is not that of client_key"],
  ] as const)("fails for a bad %s, and says why in the log", (name, reason, text) => {
    const { answer, lines } = ask({ [name]: "bad" }, false, (card) => card.badTexts.set("bad", reason));
    expect([answer, lines]).toEqual(["failed", [`TLS failure: ${text}`]]);
  });

  it("takes server_cert and client_cert for the key and its identity with UDP, and nothing else", () => {
    const prepare = (card: FakeCard): void => {
      card.traits = { ...card.traits, dtls: "psk" };
      card.badTexts.set("bad", "psk");
    };
    const key = Uint8Array.of(0, 255);
    const { answer, card, lines } = ask({ server_cert: key, client_cert: "meter-7" }, true, prepare);
    expect(card.tlsConfigs).toEqual([{ verify: true, psk: { identity: "meter-7", key } }]);
    expect([answer, lines]).toEqual([card.tlsConfigs[0], []]);
    const needed = "DTLS is there with a pre-shared key only: server_cert is the key, client_cert its identity, and client_key is nil";
    for (const texts of [{}, { server_cert: "key" }, { client_cert: "identity" }, { server_cert: "ca", client_cert: "cert", client_key: "key" }]) {
      const refused = ask(texts, true, prepare);
      expect([refused.answer, refused.lines, refused.card.tlsConfigs]).toEqual(["failed", [needed], []]);
    }
    const bad = ask({ server_cert: "bad", client_cert: "meter-7" }, true, prepare);
    expect([bad.answer, bad.lines]).toEqual(["failed", ["TLS failure: the pre-shared key or its identity is wrong"]]);
  });

  it.each([
    [true, "DTLS is not available on the adapter fake"],
    [false, "TLS is not available on the adapter fake"],
  ])("fails where it cannot be had, with UDP: %s", (udp, text) => {
    const { answer, lines, card } = ask({}, udp, (one) => {
      one.traits = { ...one.traits, tls: udp };
    });
    expect([answer, lines, card.tlsConfigs]).toEqual(["failed", [text], []]);
  });
});
