import { nodeAdapter } from "@luat/adapters/node";
import type { PreSharedKey, SecureOptions, Stream } from "@luat/contract";
import { afterEach, describe, expect, it } from "vitest";
import { hasProgram, Program } from "./peers.js";
import { ListenTape, StreamTape } from "./tapes.js";

const HOST = "127.0.0.1";
const KEY = Uint8Array.of(1, 2, 3, 0xff, 0x80, 0);
const GOOD: PreSharedKey = { identity: "meter-7", key: KEY };
const OPTIONS = ["-psk", Buffer.from(KEY).toString("hex"), "-psk_identity", "meter-7", "-tls1_2"];
const card = nodeAdapter();
const closing: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function secure(psk: PreSharedKey): SecureOptions {
  const credentials = card.credentials({ verify: true, psk });
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials };
}

function dial(port: number, psk: PreSharedKey = GOOD): { tape: StreamTape; stream: Stream } {
  const tape = new StreamTape();
  const stream = card.dial({ host: HOST, port }, { secure: secure(psk) }, tape);
  closing.push(() => stream.destroy());
  return { tape, stream };
}

async function listen(): Promise<ListenTape> {
  const tape = new ListenTape();
  const listener = card.listen({ port: 0, host: HOST, backlog: 4, secure: secure(GOOD) }, tape);
  closing.push(() => listener.close());
  await tape.saw("listening");
  return tape;
}

/** Accepts whoever comes, and greets. */
function accepting(listener: ListenTape, tape: StreamTape, greeting: string): void {
  listener.onOffered = (offer) => {
    const stream = offer.accept(tape);
    closing.push(() => stream.destroy());
    stream.send(Buffer.from(greeting));
  };
}

describe("TLS with a pre-shared key of Node's card", () => {
  it("has both sides verified without any certificate", async () => {
    const listener = await listen();
    const server = new StreamTape();
    accepting(listener, server, "welcome");
    const { tape } = dial(listener.port);
    await tape.saw("received");
    expect(tape.info).toMatchObject({ protocol: "TLSv1.2", verified: true });
    expect(tape.info?.peerCertificates ?? []).toEqual([]);
    expect([tape.text, listener.offers[0]?.secure?.verified]).toEqual(["welcome", true]);
  });

  it.each([
    ["another key", { ...GOOD, key: "other" }],
    ["an identity that is not known", { ...GOOD, identity: "meter-8" }],
  ])("fails with %s, on both sides", async (_what, psk) => {
    const listener = await listen();
    const { tape } = dial(listener.port, psk);
    await Promise.all([tape.saw("closed"), listener.saw("rejected")]);
    expect(tape.fault).toMatchObject({ reason: "tls", tls: "psk" });
    expect(listener.rejections[0]?.fault).toMatchObject({ reason: "tls", tls: "psk" });
    expect(tape.events).not.toContain("secured");
  });

  it("has no other identities than UTF-8", () => {
    expect(() => dial(9, { identity: Uint8Array.of(0xf0, 0x9f, 0x98), key: KEY })).toThrow(
      new TypeError("tls.psk.identity is not UTF-8; expected UTF-8, as Node's TLS takes no other"),
    );
  });
});

// Skipped where there is no openssl command.
describe.skipIf(!hasProgram("openssl", "version"))("TLS with a pre-shared key of Node's card and the openssl command", () => {
  function openssl(...options: readonly string[]): Program {
    const program = new Program("openssl", options);
    closing.push(() => program.stop());
    return program;
  }

  async function serve(...more: readonly string[]): Promise<number> {
    const program = openssl("s_server", "-accept", `${HOST}:0`, "-nocert", "-rev", ...OPTIONS, ...more);
    const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
    return Number(port);
  }

  it.each(["PSK-AES256-GCM-SHA384", "PSK-AES128-CCM8", "PSK-AES128-CBC-SHA256", "PSK-AES128-CBC-SHA", "ECDHE-PSK-CHACHA20-POLY1305"])("talks to its server with %s", async (cipher) => {
    const { tape, stream } = dial(await serve("-cipher", cipher));
    await tape.saw("secured");
    expect(tape.info).toMatchObject({ protocol: "TLSv1.2", verified: true });
    stream.send(Buffer.from("hello\n"));
    while (tape.text.length < 6) await tape.saw("received").then(() => new Promise(setImmediate));
    expect(tape.text).toBe("olleh\n");
  });

  it("is told by its server that the key is another one", async () => {
    const { tape } = dial(await serve(), { ...GOOD, key: "other" });
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "tls", tls: "psk" });
  });

  it("serves its client", async () => {
    const listener = await listen();
    const server = new StreamTape();
    accepting(listener, server, "welcome\n");
    const program = openssl("s_client", "-connect", `${HOST}:${listener.port}`, ...OPTIONS);
    program.write("hello\n");
    await program.says(/welcome\n/);
    await server.saw("received");
    expect(server.text).toBe("hello\n");
  });
});
