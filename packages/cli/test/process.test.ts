import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { bundle } from "./bundle.js";

/** The command as a process of its own. */
class Luat {
  readonly child: ChildProcessWithoutNullStreams;
  out = "";
  log = "";
  readonly #code: Promise<number | null>;

  constructor(line: string) {
    this.child = spawn(process.execPath, [program, ...line.split(" ")], { env: { ...process.env, LC_ALL: "C" } });
    running.add(this);
    this.child.stdout.on("data", (data) => {
      this.out += data;
    });
    this.child.stderr.on("data", (data) => {
      this.log += data;
    });
    this.#code = once(this.child, "close").then(([code]) => {
      running.delete(this);
      return code as number | null;
    });
  }

  /** Waits until the log has this, and gives it. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.log);
      if (match !== null) return match;
      if (!running.has(this)) throw new Error(`it ended without ${pattern}: ${this.log}`);
      await Promise.race([once(this.child.stderr, "data"), this.#code]);
    }
  }

  /** The port that it listens on. */
  async port(): Promise<number> {
    return Number((await this.until(/listening on \S+:(\d+)\n/))[1]);
  }

  /** Its exit code. */
  ended(): Promise<number | null> {
    return this.#code;
  }

  interrupt(): Promise<number | null> {
    this.child.kill("SIGINT");
    return this.#code;
  }
}

/** Dials through a gateway; resolves when it is connected. */
async function dialThrough(port: number, to: number): Promise<WebSocket> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/`, ["luat-gateway.v1"]);
  await once(ws, "open");
  ws.send(JSON.stringify({ type: "dial", host: "127.0.0.1", port: to, window: 65_536 }));
  const [message] = (await once(ws, "message")) as [Buffer];
  expect(JSON.parse(message.toString())).toMatchObject({ type: "connected" });
  return ws;
}

const running = new Set<Luat>();
let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "luat-"));
  program = await bundle(folder);
}, 60_000);

afterEach(() => {
  for (const one of running) one.child.kill("SIGKILL");
});

afterAll(() => rm(folder, { recursive: true }));

describe("the luat process", { timeout: 30_000 }, () => {
  it("serves and talks over TCP, through pipes, and ends at Ctrl-C", async () => {
    const server = new Luat("listen tcp://127.0.0.1:0 --echo --hex");
    const client = new Luat(`connect tcp://localhost:${await server.port()} --raw --quiet --wait-after 200`);
    client.child.stdin.end("hello\r\n");
    expect(await client.ended()).toBe(0);
    expect([client.out, client.log]).toEqual(["hello\r\n", ""]);
    expect(await server.interrupt()).toBe(0);
    expect(server.out).toContain("  00000000  68 65 6c 6c 6f 0d 0a                              |hello..|\n");
    expect(server.log).toMatch(/\* sent 7 bytes in 1 message, received 7 bytes in 1 message; 1 connection, [\d.]+ s\n$/);
  });

  it("makes a certificate that clients verify with its authority, and not without", async () => {
    const authority = join(folder, "ca.pem");
    const server = new Luat(`listen tls://127.0.0.1:0 --reply welcome --self-signed --ca-out ${authority}`);
    const url = `tls://localhost:${await server.port()}`;
    const [good, stranger, careless] = [`--ca ${authority}`, "", "--insecure"].map((more) => new Luat(`connect ${url} --data hi --wait-after 200 ${more}`.trim()));
    expect([await good?.ended(), await stranger?.ended(), await careless?.ended()]).toEqual([0, 1, 0]);
    expect(good?.out).toMatch(/< welcome\n$/);
    expect(good?.log).toMatch(/\* TLSv1\.3, \w+, verified\n/);
    expect(stranger?.log).toContain("leads to no known authority");
    expect(stranger?.log).toContain("--ca FILE");
    expect(careless?.out).toMatch(/< welcome\n$/);
    expect(careless?.log).toMatch(/\* TLSv1\.3, \w+, NOT VERIFIED\n/);
    expect(await server.interrupt()).toBe(0);
    expect(server.log.match(/was rejected: TLS failure.*\n.*give it the authority/g)).toHaveLength(1);
  });

  it("serves and talks over UDP", async () => {
    const server = new Luat("listen udp://127.0.0.1:0 --echo");
    const client = new Luat(`connect udp://127.0.0.1:${await server.port()} --data-hex 0102 --hex --wait-after 200`);
    expect(await client.ended()).toBe(0);
    expect(client.out).toMatch(/< 2 B\n {2}00000000 {2}01 02 {44} \|\.\.\|\n$/);
    expect(await server.interrupt()).toBe(0);
  });

  it("ends at once at a second Ctrl-C, with 130", async () => {
    const server = new Luat("listen tcp://127.0.0.1:0 --echo");
    const client = new Luat(`connect tcp://127.0.0.1:${await server.port()}`);
    await client.until(/on line/);
    // The server stands still, so that it does not end its side.
    server.child.kill("SIGSTOP");
    client.child.kill("SIGINT");
    await client.until(/press Ctrl-C again/);
    // Signals within half a second are one; a third would find a process that ends, and hears none.
    const again = setInterval(() => client.child.kill("SIGINT"), 600);
    expect(await client.ended()).toBe(130);
    clearInterval(again);
    server.child.kill("SIGCONT");
    expect(await server.interrupt()).toBe(0);
  });

  it("runs gateways in several processes on one port, counts what all of them do, and replaces one that ends", async () => {
    const server = new Luat("listen tcp://127.0.0.1:0 --echo");
    const to = await server.port();
    const gateway = new Luat(`gateway ws://127.0.0.1:0 --workers 2 --allow tcp://127.0.0.1:${to} --log json --stop-deadline 0`);
    const port = Number((await gateway.until(/ws:\/\/127\.0\.0\.1:(\d+)\//))[1]);
    const sockets = await Promise.all([0, 1, 2, 3].map(() => dialThrough(port, to)));
    await gateway.until(/(?:"opened"[^]*){4}/);
    const lines = gateway.log.split("\n").flatMap((line) => (line.includes('"opened"') ? [JSON.parse(line) as { worker: number; pid: number }] : []));
    expect(new Set(lines.map(({ worker }) => worker))).toEqual(new Set([1, 2]));
    // Whoever answers, it answers for all.
    for (let i = 0; i < 3; i++) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: "close" } })).text();
      expect(text).toContain('luat_gateway_open_channels{kind="tcp"} 4\n');
    }
    process.kill(lines[0]?.pid ?? NaN, "SIGKILL");
    await gateway.until(/"event":"worker-ended"/);
    sockets.push(await dialThrough(port, to));
    expect(await gateway.interrupt()).toBe(0);
    for (const socket of sockets) socket.terminate();
    expect(await server.interrupt()).toBe(0);
  });

  it("gateways in several processes say once what is wrong", async () => {
    const server = new Luat("listen tcp://127.0.0.1:0 --echo");
    const gateway = new Luat(`gateway ws://127.0.0.1:${await server.port()} --workers 4`);
    expect(await gateway.ended()).toBe(1);
    expect(gateway.log.match(/the gateway cannot listen on ws:.*EADDRINUSE/g)).toHaveLength(1);
    await server.interrupt();
  });

  it("refuses a wrong command line with exit code 2", async () => {
    const luat = new Luat("connect nowhere");
    expect(await luat.ended()).toBe(2);
    expect(luat.log).toMatch(/^luat connect: "nowhere" is not a server; .*\nTry: luat connect --help\n$/);
  });
});
