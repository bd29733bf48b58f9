import { fileURLToPath } from "node:url";
import { nodeAdapter } from "@luat/adapters/node";
import { FULL, type Fault, type SecureOptions, type TlsConfig } from "@luat/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasProgram, Program, TextFiles } from "./peers.js";
import { DatagramTape, StreamTape } from "./tapes.js";
import { ca, client, NAME, server, stranger } from "./tls-configs.js";

const HOST = "127.0.0.1";
const LENGTH = 1_000_000;
const card = nodeAdapter();

function secure(config: TlsConfig): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials, name: NAME };
}

// Skipped where there is no Python.
describe.skipIf(!hasProgram("python3", "--version"))("Node's card and echo servers in Python", () => {
  let files: TextFiles;
  let python: Program;
  let ports: number[];

  beforeAll(async () => {
    files = new TextFiles();
    const paths = [files.write("cert.pem", server.cert), files.write("key.pem", server.key), files.write("ca.pem", ca)];
    python = new Program("python3", [fileURLToPath(new URL("peers.py", import.meta.url)), ...paths]);
    const [, ...found] = await python.says(/^(\d+) (\d+) (\d+)\n/);
    ports = found.map(Number);
  });
  afterAll(async () => {
    await python.stop();
    files.dispose();
  });

  it("get back each datagram", async () => {
    const tape = new DatagramTape();
    const socket = card.bind({ peer: { host: HOST, port: ports[0] ?? 0 } }, tape);
    await tape.saw("bound");
    const texts = ["one", "", "x".repeat(65_507)];
    for (const [n, text] of texts.entries()) {
      socket.send(Buffer.from(text));
      while (tape.texts.length <= n) await new Promise(setImmediate);
    }
    expect(tape.texts).toEqual(texts);
    socket.close();
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("get back every byte over %s, and end in order", async (maxVersion) => {
    const tape = new StreamTape();
    const stream = card.dial({ host: HOST, port: ports[1] ?? 0 }, { secure: secure({ verify: true, ca, maxVersion }) }, tape);
    await tape.saw("secured");
    expect(tape.info).toMatchObject({ protocol: maxVersion, verified: true });
    const bytes = Buffer.alloc(LENGTH, "0123456789");
    expect(stream.send(bytes)).not.toBe(FULL);
    while (tape.text.length < LENGTH) await new Promise(setImmediate);
    stream.finish();
    await tape.saw("closed");
    expect(tape.text === bytes.toString() && tape.fault === undefined).toBe(true);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("are told over %s when the certificate is not wanted", async (maxVersion) => {
    const dial = async (identity: Partial<TlsConfig>): Promise<Fault | undefined> => {
      const tape = new StreamTape();
      card.dial({ host: HOST, port: ports[2] ?? 0 }, { secure: secure({ verify: true, ca, maxVersion, ...identity }) }, tape);
      await tape.saw("closed");
      return tape.fault;
    };
    for (const identity of [{}, stranger.issue()]) expect(await dial(identity)).toMatchObject({ reason: "tls", tls: "client-certificate" });
    const tape = new StreamTape();
    const stream = card.dial({ host: HOST, port: ports[2] ?? 0 }, { secure: secure({ verify: true, ca, maxVersion, ...client }) }, tape);
    await tape.saw("secured");
    stream.send(Buffer.from("hello"));
    await tape.saw("received");
    stream.destroy();
  });
});
