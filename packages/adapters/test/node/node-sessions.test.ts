import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import type { AddressInfo } from "node:net";
import { nodeAdapter } from "@luat/adapters/node";
import type { SecureInfo, SecureOptions, TlsConfig } from "@luat/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { mustBeCredentials } from "../../src/node/node-credentials.js";
import { hasProgram, Program, TextFiles } from "./peers.js";
import { StreamTape } from "./tapes.js";
import { authority, ca, client, NAME, server } from "./tls-configs.js";

const HOST = "127.0.0.1";
const card = nodeAdapter();
const BOTH = ["TLSv1.2", "TLSv1.3"] as const;
const trust: TlsConfig = { verify: true, ca };

function secure(config: TlsConfig, options: Omit<SecureOptions, "credentials"> = {}): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials, name: NAME, ...options };
}

/** Connects, hears a byte, which comes behind what sessions are taken up with, and ends in order, without which some servers forget it. */
async function visit(port: number, options: SecureOptions): Promise<SecureInfo> {
  const tape = new StreamTape();
  const stream = card.dial({ host: HOST, port }, { secure: options }, tape);
  await Promise.race([tape.saw("secured"), tape.saw("closed")]);
  if (tape.info === undefined) throw new Error(`not secured: ${tape.fault?.tls}`);
  stream.send(Buffer.from("?\n"));
  await tape.saw("received");
  stream.finish();
  await tape.saw("closed");
  return tape.info;
}

async function visits(port: number, ...all: readonly SecureOptions[]): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const options of all) found.push((await visit(port, options)).resumed);
  return found;
}

describe("a session of Node's card", () => {
  const servers: Server[] = [];

  async function serve(options: TlsOptions = {}): Promise<number> {
    const made = createServer({ ...server, ...options }, (socket: TLSSocket) => void socket.on("error", () => undefined).on("data", () => socket.write("!")));
    servers.push(made);
    await new Promise<void>((resolve) => made.listen(0, HOST, resolve));
    return (made.address() as AddressInfo).port;
  }

  afterEach(() => {
    vi.useRealTimers();
    for (const each of servers.splice(0)) each.close();
  });

  it.each(BOTH)("is taken up again by equal settings with %s, again and again, and the peer is still a verified one", async (maxVersion) => {
    const port = await serve({ maxVersion });
    expect(await visits(port, ...Array.from({ length: 4 }, () => secure({ ...trust })))).toEqual([false, true, true, true]);
    expect(await visit(port, secure(trust))).toMatchObject({ protocol: maxVersion, verified: true, resumed: true });
  });

  it.each(BOTH)("is not taken up with %s where the dial says so", async (maxVersion) => {
    const port = await serve({ maxVersion });
    const options = secure(trust, { resume: false });
    expect(await visits(port, options, options, secure(trust), options)).toEqual([false, false, false, false]);
  });

  it("is one for each credentials, name, endpoint and list of application protocols", async () => {
    const port = await serve({ ALPNProtocols: ["luat/1"], requestCert: true, rejectUnauthorized: false, ca });
    const others = [secure({ verify: false }), secure({ ...trust, ...client }), secure({ ...trust, maxVersion: "TLSv1.2" }), secure(trust, { alpn: ["luat/1"] }), secure(trust, { name: HOST })];
    expect(await visits(port, secure(trust), ...others)).toEqual([false, false, false, false, false, false]);
    expect(await visits(port, secure(trust), ...others)).toEqual([true, true, true, true, true, true]);
    expect(await visits(await serve(), secure(trust))).toEqual([false]);
  });

  it("does not spare a peer the question for its name", async () => {
    const port = await serve();
    await visit(port, secure(trust));
    await expect(visit(port, secure(trust, { name: "another.test" }))).rejects.toThrow("not secured: name");
    await visit(port, secure({ verify: false }, { name: "another.test" }));
    await expect(visit(port, secure(trust, { name: "another.test" }))).rejects.toThrow("not secured: name");
  });

  it("is of no use where the server has forgotten it: the handshake is a full one", async () => {
    const port = await serve();
    await visit(port, secure(trust));
    servers[0]?.setTicketKeys(Buffer.alloc(48, 7));
    expect(await visits(port, secure(trust), secure(trust))).toEqual([false, true]);
  });

  it("is offered no more when the certificate of its peer has expired", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const soon = authority.issue({ names: [NAME], validTo: Date.now() + 3_600_000 });
    const port = await serve(soon);
    expect(await visits(port, secure(trust), secure(trust))).toEqual([false, true]);
    vi.setSystemTime(Date.now() + 3_601_000);
    expect(await visits(port, secure(trust))).toEqual([false]);
  });

  it("is kept for the 64 peers dialled last", async () => {
    const port = await serve();
    const config = { ...trust, passphrase: "of these only" };
    const { sessions } = mustBeCredentials(secure(config).credentials);
    for (let n = 0; n < 66; n++) await visit(port, secure(config, { alpn: [`${n}`] }));
    expect(sessions.size).toBe(64);
    expect(await visits(port, secure(config, { alpn: ["1"] }), secure(config, { alpn: ["65"] }))).toEqual([false, true]);
  });

  it("is forgotten when a handshake with it fails", async () => {
    const port = await serve();
    const config = { ...trust, passphrase: "of this one only" };
    const { sessions } = mustBeCredentials(secure(config).credentials);
    await visit(port, secure(config));
    expect(sessions.size).toBe(1);
    servers[0]?.setSecureContext({ ...server, minVersion: "TLSv1.3", ciphers: "TLS_AES_128_CCM_SHA256" });
    await expect(visit(port, secure(config))).rejects.toThrow("not secured: protocol");
    expect(sessions.size).toBe(0);
  });

  it.each(BOTH)("is told by the card's listeners too, with %s", async (maxVersion) => {
    const offers: Array<boolean | undefined> = [];
    const listener = card.listen(
      { port: 0, host: HOST, backlog: 4, secure: { credentials: secure({ verify: false, ...server, maxVersion }).credentials } },
      {
        listening: ({ port }) => void visits(port, secure(trust), secure(trust)).then((found) => told([found, offers]), told),
        offered: (offer) => {
          offers.push(offer.secure?.resumed);
          const tape = new StreamTape();
          const stream = offer.accept(tape);
          void tape.saw("received").then(() => stream.send(Buffer.from("!")));
          void tape.saw("ended").then(() => stream.finish());
        },
        rejected: () => undefined,
        closed: () => undefined,
      },
    );
    let told: (found: unknown) => void = () => undefined;
    expect(await new Promise((resolve) => (told = resolve))).toEqual([[false, true], [false, true]]);
    listener.close();
  });
});

// Skipped where there is no openssl command.
describe.skipIf(!hasProgram("openssl", "version"))("a session with the openssl command", () => {
  let files: TextFiles;
  let program: Program | undefined;

  beforeAll(() => (files = new TextFiles()));
  afterEach(() => program?.stop());
  afterAll(() => files.dispose());

  it.each([
    ["-tls1_2", "with tickets", []],
    ["-tls1_2", "without tickets", ["-no_ticket"]],
    ["-tls1_3", "with tickets", []],
    ["-tls1_3", "without tickets", ["-no_ticket"]],
  ])("is taken up again (%s, %s)", async (version, _title, more) => {
    const [cert, key] = [files.write("server.pem", server.cert), files.write("server.key", server.key)];
    program = new Program("openssl", ["s_server", "-accept", `${HOST}:0`, "-rev", "-cert", cert, "-cert_chain", cert, "-key", key, version, ...more]);
    const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
    expect(await visits(Number(port), secure(trust), secure(trust), secure(trust), secure(trust, { resume: false }))).toEqual([false, true, true, false]);
  });
});
