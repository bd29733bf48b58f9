import { createAuthority, type IssueOptions } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog, type LogPort } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice, type Device } from "../src/index.js";

const now = new MockNet().clock.wall();
const PASSPHRASE = "secret";
const NAME = "server.test";
type Text = string | Uint8Array;

/** The ways in which certificates and keys are written. */
const FORMS: Readonly<Record<string, (pem: string) => Text>> = {
  "PEM text": (pem) => pem,
  "PEM bytes": (pem) => new TextEncoder().encode(pem),
  "DER bytes": (pem) => new Uint8Array(Buffer.from(/-----BEGIN [\w ]+-----([^-]+)/.exec(pem)?.[1] ?? "", "base64")),
};
/** A form of DER that is encrypted is PKCS#8's alone. */
const KEYS: ReadonlyArray<Pick<IssueOptions, "keyFormat" | "passphrase"> & { readonly forms: readonly string[] }> = [
  { keyFormat: "pkcs8", forms: Object.keys(FORMS) },
  { keyFormat: "traditional", forms: Object.keys(FORMS) },
  { keyFormat: "pkcs8", passphrase: PASSPHRASE, forms: Object.keys(FORMS) },
  { keyFormat: "traditional", passphrase: PASSPHRASE, forms: ["PEM text", "PEM bytes"] },
];
const cases = (["rsa", "ec"] as const).flatMap((keyType) => KEYS.flatMap(({ forms, ...key }) => forms.map((form) => ({ keyType, form, ...key }))));

/** Devices on cards that read certificates in ways of their own. */
const DEVICES: Readonly<Record<string, () => { device: Device; at: number; log: string[] }>> = {
  "the mock network": () => {
    const log: string[] = [];
    const net = new MockNet();
    return { device: createDevice({ adapters: { LWIP_GP: net.host("10.0.0.1") }, clock: net.clock, log: listing(log) }), at: now, log };
  },
  Node: () => {
    const log: string[] = [];
    return { device: createDevice({ log: listing(log) }), at: Date.now(), log };
  },
};

function listing(lines: string[]): LogPort {
  return { write: (_level, _tag, parts) => lines.push(parts.join(" ")) };
}

describe.each(Object.entries(DEVICES))("on %s", (_card, make) => {
  const { device, at, log } = make();
  const { socket } = device;
  const authority = createAuthority({ now: at, keyType: "ec" });
  const stranger = createAuthority({ now: at });

  /** What `socket.config` answers, and what it says of that. */
  function config(ca: Text, cert: Text, key: Text, passphrase?: string): [boolean | undefined, string[]] {
    const ctrl = socket.create(null, () => undefined);
    if (ctrl === undefined) throw new Error("no ctrl");
    log.length = 0;
    const answer = socket.config(ctrl, null, false, true, null, null, null, ca, cert, key, passphrase);
    socket.release(ctrl);
    return [answer, [...log]];
  }

  it.each(cases)("certificates and keys are taken as they come: %j", ({ keyType, form, keyFormat, passphrase }) => {
    const written = FORMS[form] ?? String;
    const { cert, key } = authority.issue({ names: [NAME], keyType, keyFormat, passphrase });
    const ca = written(authority.cert);
    expect(config(ca, written(cert), written(key), passphrase)).toEqual([true, []]);
    const other = stranger.issue({ keyType, keyFormat, passphrase, ownKey: keyType === "ec" });
    expect(config(ca, written(cert), written(other.key), passphrase)).toEqual([false, [expect.stringContaining("the private key is not that of the certificate")]]);
    if (passphrase === undefined) return;
    for (const wrong of [undefined, "guess"]) {
      expect(config(ca, written(cert), written(key), wrong)).toEqual([false, [expect.stringContaining("the passphrase of the private key is wrong or missing")]]);
    }
  });

  it.each(Object.keys(FORMS))("what is something else is refused at once: %s", (form) => {
    const written = FORMS[form] ?? String;
    const { cert, key } = authority.issue({ names: [NAME] });
    const [ca, own, secret] = [authority.cert, cert, key].map(written) as [Text, Text, Text];
    expect(config(secret, own, secret)).toEqual([false, [expect.stringContaining("the authorities cannot be read")]]);
    expect(config(ca, secret, secret)).toEqual([false, [expect.stringContaining("the certificate cannot be read, or is missing")]]);
    expect(config(ca, own, own)).toEqual([false, [expect.stringContaining("the private key cannot be read, or is missing")]]);
  });
});

describe("connections whose two sides have certificates", () => {
  it.each(cases.filter(({ passphrase }) => passphrase === undefined))("in any form: %j", async ({ keyType, form, keyFormat }) => {
    const written = FORMS[form] ?? String;
    const authority = createAuthority({ keyType: "ec" });
    const device = createDevice({ log: silentLog });
    const ca = written(authority.cert);
    const settings = (names: readonly string[]): { ca: Text; cert: Text; key: Text } => {
      const { cert, key } = authority.issue({ names, keyType, keyFormat });
      return { ca, cert: written(cert), key: written(key) };
    };
    const server = await device.listen({ port: 0, host: "127.0.0.1", tls: settings([NAME]) });
    const [here, there] = await Promise.all([device.connect({ host: "127.0.0.1", port: server.local.port, tls: { ...settings([]), name: NAME } }), server.accept()]);
    expect([here.security?.verified, there?.security?.verified]).toEqual([true, true]);
    await device.stop();
  });
});
