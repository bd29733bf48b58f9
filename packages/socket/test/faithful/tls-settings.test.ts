import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { tlsOf, type TlsTexts } from "../../src/faithful/tls-settings.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";

const NONE: TlsTexts = { server_cert: null, client_cert: undefined, client_key: null, client_password: undefined };
const ABSENT = { ca: undefined, cert: undefined, key: undefined, passphrase: undefined };

/** What `tlsOf` makes of the settings, what it says in the log, and the card it asked. */
function ask(texts: Partial<TlsTexts>, udp = false, prepare: (card: FakeCard) => void = () => undefined): { answer: unknown; lines: string[]; card: FakeCard } {
  const card = new FakeCard(new HandClock());
  prepare(card);
  const lines: string[] = [];
  const answer = tlsOf(card, udp, { ...NONE, ...texts }, (call, text) => lines.push(`${call}: ${text}`));
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

  it("takes what is neither as absent", () => {
    const buff = createCorelib({ log: silentLog }).zbuff.create(4);
    for (const value of [1, true, {}, buff, null]) {
      const { card } = ask({ server_cert: value, client_cert: value, client_key: value, client_password: value });
      expect(card.tlsConfigs).toEqual([{ ...ABSENT, verify: false, maxVersion: "TLSv1.2" }]);
    }
    const { card } = ask({ client_password: Uint8Array.of(1) });
    expect(card.tlsConfigs).toEqual([{ ...ABSENT, verify: false, maxVersion: "TLSv1.2" }]);
  });

  it("takes an empty text for a CA that cannot be read, not for none", () => {
    const { answer, card } = ask({ server_cert: "" }, false, (one) => one.badTexts.set("", "ca"));
    expect([answer, card.tlsConfigs[0]?.verify]).toEqual(["failed", true]);
  });

  it.each([
    ["server_cert", "ca", "the authorities cannot be read"],
    ["client_cert", "certificate", "the certificate cannot be read, or is missing"],
    ["client_key", "mismatch", "the private key is not that of the certificate"],
    ["client_password", "password", "the passphrase of the private key is wrong or missing"],
  ] as const)("fails for a bad %s, and says why in the log", (name, reason, text) => {
    const { answer, lines } = ask({ [name]: "bad" }, false, (card) => card.badTexts.set("bad", reason));
    expect([answer, lines]).toEqual(["failed", [`config: TLS failure: ${text}`]]);
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
    const needed = "config: DTLS is there with a pre-shared key only: server_cert is the key, client_cert its identity, and client_key is nil";
    for (const texts of [{}, { server_cert: "key" }, { client_cert: "identity" }, { server_cert: "ca", client_cert: "cert", client_key: "key" }]) {
      const refused = ask(texts, true, prepare);
      expect([refused.answer, refused.lines, refused.card.tlsConfigs]).toEqual(["failed", [needed], []]);
    }
    const bad = ask({ server_cert: "bad", client_cert: "meter-7" }, true, prepare);
    expect([bad.answer, bad.lines]).toEqual(["failed", ["config: TLS failure: the pre-shared key or its identity is wrong"]]);
  });

  it.each([
    [true, "DTLS is not available on the adapter fake"],
    [false, "TLS is not available on the adapter fake"],
  ])("fails where it cannot be had, with UDP: %s", (udp, text) => {
    const { answer, lines, card } = ask({}, udp, (one) => {
      one.traits = { ...one.traits, tls: udp };
    });
    expect([answer, lines, card.tlsConfigs]).toEqual(["failed", [`config: ${text}`], []]);
  });
});
