import { once } from "node:events";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { createAuthority } from "@luat/adapters/certs";
import { systemClock } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { main, type Io } from "../../src/index.js";

/** `luat gateway` in this process, on the real network. */
class Gateway {
  readonly #heard = new Set<(nth: number) => void>();
  readonly code: Promise<number>;
  out = "";
  log = "";
  #interrupts = 0;
  #news: Array<() => void> = [];

  constructor(line: string, env: Record<string, string> = {}) {
    const sink = (take: (text: string) => void): Writable =>
      new Writable({
        write: (chunk, _encoding, done) => {
          take(String(chunk));
          for (const heard of this.#news.splice(0)) heard();
          done();
        },
      });
    const io: Io = {
      ...{ stdin: new PassThrough(), env, clock: systemClock, createDevice },
      stdout: sink((text) => (this.out += text)),
      stderr: sink((text) => (this.log += text.replace(/^\d\d:\d\d:\d\d\.\d{3} /gm, ""))),
      onInterrupt: (heard) => {
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
    };
    this.code = main(["gateway", ...line.split(" ")], io);
    running.add(this);
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.log);
      if (match !== null) return match;
      await new Promise<void>((resolve) => {
        this.#news.push(resolve);
      });
    }
  }

  async port(): Promise<number> {
    return Number((await this.until(/wss?:\/\/[^\s"]*:(\d+)\//))[1]);
  }

  interrupt(): Promise<number> {
    this.#interrupts++;
    for (const heard of this.#heard) heard(this.#interrupts);
    return this.code;
  }
}

const running = new Set<Gateway>();
const closing: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const one of running) await one.interrupt();
  running.clear();
});

async function echo(): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Dials through a gateway, and gives what the first messages are until one of this type. */
async function dial(port: number, to: number, until: string, token?: string): Promise<{ ws: WebSocket; messages: Array<{ type: string }> }> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/`, ["luat-gateway.v1"]);
  closing.push(() => ws.terminate());
  const messages: Array<{ type: string }> = [];
  await once(ws, "open");
  ws.send(JSON.stringify({ type: "dial", host: "127.0.0.1", port: to, window: 65_536, token }));
  await new Promise<void>((resolve) => {
    ws.on("message", (data: Buffer, isBinary) => {
      if (isBinary) return;
      messages.push(JSON.parse(data.toString()));
      if (messages.at(-1)?.type === until) resolve();
    });
  });
  return { ws, messages };
}

function page(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let body = `${response.statusCode} `;
      response.on("data", (part) => (body += part)).on("end", () => resolve(body));
    }).on("error", reject);
  });
}

describe("luat gateway", () => {
  it("says where it listens, what it allows, what is open to all, and what clients do", async () => {
    const to = await echo();
    const gateway = new Gateway(`ws://127.0.0.1:0 --allow tcp://127.0.0.1:${to} --allow tls://*.example.com:443`);
    const port = await gateway.port();
    const { ws } = await dial(port, to, "connected");
    ws.close();
    await gateway.until(/is closed/);
    expect(await page(port, "/healthz")).toBe("200 ok\n");
    expect(await page(port, "/metrics")).toContain('luat_gateway_opened_total{kind="tcp"} 1\n');
    expect(await page(port, "/")).toBe("404 There is no page here.\n");
    expect(await gateway.interrupt()).toBe(0);
    expect(gateway.log.split("\n")).toEqual([
      `* gateway on ws://127.0.0.1:${port}/, which allows tcp://127.0.0.1:${to} tls://*.example.com:443`,
      "! no token is needed: whoever reaches this port may use what is allowed; --token-file, or LUAT_GATEWAY_TOKENS",
      "! pages of any site may use it from the browsers of their visitors: --origin",
      `* #1 tcp 127.0.0.1:${to} of 127.0.0.1 is open at 127.0.0.1:${to}`,
      expect.stringMatching(/^\* #1 tcp 127\.0\.0\.1:\d+ of 127\.0\.0\.1 is closed: left; 0 bytes up, 0 bytes down, \d+ ms$/),
      "* closing; press Ctrl-C again to end at once",
      "* 1 channel, 0 bytes up, 0 bytes down",
      "",
    ]);
    expect(gateway.out).toBe("");
  });

  it("tells in Chinese of each channel, too", async () => {
    const to = await echo();
    const gateway = new Gateway(`ws://127.0.0.1:0 --lang zh --allow tcp://127.0.0.1:${to} --token sixteen-letters!`);
    const port = await gateway.port();
    const { ws } = await dial(port, to, "connected", "sixteen-letters!");
    ws.close();
    await gateway.until(/客户端已离开/);
    await dial(port, to + 1, "closed", "sixteen-letters!");
    await dial(port, to, "closed", "sixteen-letters?");
    await gateway.until(/拒绝了 #3/);
    await gateway.interrupt();
    const lines = gateway.log.split("\n").filter((line) => line.includes("#"));
    expect(lines).toContain(`* #1 tcp 127.0.0.1:${to}（客户端 127.0.0.1）已打开，地址 127.0.0.1:${to}`);
    expect(lines).toContainEqual(expect.stringMatching(/^\* #1 tcp 127\.0\.0\.1:\d+（客户端 127\.0\.0\.1）已关闭：客户端已离开；上行 0 字节，下行 0 字节，\d+ 毫秒$/));
    expect(lines).toContainEqual(expect.stringMatching(/^! 拒绝了 #2 tcp 127\.0\.0\.1:\d+（客户端 127\.0\.0\.1）：没有规则允许（/));
    expect(lines).toContain("! 拒绝了 #3 waiting（客户端 127.0.0.1）：令牌错误或缺失（the token is wrong）");
  });

  it("says in Chinese what it says in English", async () => {
    const gateway = new Gateway("ws://127.0.0.1:0 --lang zh");
    const port = await gateway.port();
    await gateway.interrupt();
    expect(gateway.log.split("\n")).toEqual([
      `* 网关在 ws://127.0.0.1:${port}/`,
      "! 没有允许任何目标，什么也连不上：--allow",
      "! 不需要令牌：能访问此端口的人都可以使用所允许的目标；--token-file，或 LUAT_GATEWAY_TOKENS",
      "! 任何网站的网页都可以通过其访问者的浏览器使用它：--origin",
      "* 正在关闭；再按一次 Ctrl-C 立即结束",
      "* 通道 0 条，上行 0 字节，下行 0 字节",
      "",
    ]);
  });

  it("warns of nothing when there are rules, tokens and origins, and lets in who has a token", async () => {
    const to = await echo();
    const gateway = new Gateway("ws://127.0.0.1:0", { LUAT_GATEWAY_ALLOW: `tcp://127.0.0.1:${to}`, LUAT_GATEWAY_TOKENS: "sixteen-letters!", LUAT_GATEWAY_ORIGINS: "https://app.example" });
    const port = await gateway.port();
    await dial(port, to, "connected", "sixteen-letters!");
    await dial(port, to, "closed", "sixteen-letters?");
    await gateway.until(/the token is wrong/);
    expect(gateway.log.split("\n").filter((line) => line.startsWith("!"))).toEqual(["! #2 waiting of 127.0.0.1 was refused: the token is wrong"]);
    expect(gateway.log).not.toContain("sixteen");
  });

  it("--log json says the same as data, a line each", async () => {
    const to = await echo();
    const gateway = new Gateway("ws://127.0.0.1:0 --log json");
    await dial(await gateway.port(), to, "closed");
    await gateway.until(/was refused/);
    await gateway.interrupt();
    const lines = gateway.log.trim().split("\n").map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ level: 30, time: expect.any(Number), pid: process.pid, event: "listening", url: expect.stringMatching(/^ws:/), allow: [], msg: expect.stringMatching(/^gateway on/) });
    expect(lines.find(({ event }) => event === "refused")).toEqual({
      ...{ level: 40, time: expect.any(Number), pid: process.pid, event: "refused", channel: 1, client: "127.0.0.1", kind: "tcp", target: `127.0.0.1:${to}`, reason: "forbidden" },
      why: `tcp://127.0.0.1:${to}: no rule allows this address`,
      msg: `#1 tcp 127.0.0.1:${to} of 127.0.0.1 was refused: tcp://127.0.0.1:${to}: no rule allows this address`,
    });
  });

  it("speaks TLS with wss://", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const { cert, key } = authority.issue({ names: ["localhost", "127.0.0.1"] });
    const folder = await mkdtemp(join(tmpdir(), "luat-"));
    closing.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "cert.pem"), cert);
    await writeFile(join(folder, "key.pem"), key);
    const gateway = new Gateway(`wss://127.0.0.1:0/gate --cert ${join(folder, "cert.pem")} --key ${join(folder, "key.pem")}`);
    const port = await gateway.port();
    const status = await new Promise((resolve, reject) => {
      getSecurely({ host: "127.0.0.1", port, path: "/healthz", ca: authority.cert, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });
    expect(status).toBe(200);
    const ws = new WebSocket(`wss://127.0.0.1:${port}/gate`, ["luat-gateway.v1"], { ca: authority.cert });
    await once(ws, "open");
    ws.terminate();
  });

  it("waits for channels until the stop deadline, and tells them of it", async () => {
    const to = await echo();
    const gateway = new Gateway(`ws://127.0.0.1:0 --allow tcp://127.0.0.1:${to} --stop-deadline 50`);
    const { ws } = await dial(await gateway.port(), to, "connected");
    const closed = once(ws, "close");
    expect(await gateway.interrupt()).toBe(0);
    expect((await closed)[0]).toBe(1001);
  });

  it("a port that is taken is said, with exit code 1", async () => {
    const port = await echo();
    const [gateway, chinese] = [new Gateway(`ws://127.0.0.1:${port}`), new Gateway(`ws://127.0.0.1:${port} --lang zh`)];
    expect([await gateway.code, await chinese.code]).toEqual([1, 1]);
    expect(gateway.log).toBe(`! the gateway cannot listen on ws://127.0.0.1:${port}/: address already in use (EADDRINUSE)\n`);
    expect(chinese.log).toBe(`! 网关无法监听 ws://127.0.0.1:${port}/：本地端口已被占用（EADDRINUSE）\n`);
  });

  it.each([
    ["--allow broker.test:1883", '--allow has "broker.test:1883"; expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
    ["--token short", "--token has one of 5 characters; expected 16 to 4096"],
    ["--origin app.example", '--origin has "app.example"; expected an origin such as "https://app.example.com"'],
    ["--workers 2 --allow tcp://broker.test:0", '--allow has "tcp://broker.test:0"; expected ports such as "80", "80,443", "8000-8999" or "*"'],
  ])("%s is refused with exit code 2", async (line, message) => {
    const gateway = new Gateway(`ws://127.0.0.1:0 ${line}`);
    expect(await gateway.code).toBe(2);
    expect(gateway.log).toBe(`luat gateway: ${message}\nTry: luat gateway --help\n`);
  });

  it.each([
    [{ LUAT_GATEWAY_TOKENS: "" }, "LUAT_GATEWAY_TOKENS is empty; expected at least one, or nothing at all to let everybody in"],
    [{ LUAT_GATEWAY_TOKENS: "sixteen-letters! short" }, "LUAT_GATEWAY_TOKENS has one of 5 characters; expected 16 to 4096"],
    [{ LUAT_GATEWAY_TOKENS: "sixteen-letters!", LUAT_GATEWAY_ALLOW: "x" }, 'LUAT_GATEWAY_ALLOW has "x"; expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
    [{ LUAT_GATEWAY_TOKEN_FILE: "/dev/null" }, "LUAT_GATEWAY_TOKEN_FILE is empty; expected at least one, or nothing at all to let everybody in"],
    [{ LUAT_GATEWAY_ORIGINS: "app.example" }, 'LUAT_GATEWAY_ORIGINS has "app.example"; expected an origin such as "https://app.example.com"'],
  ])("%j is refused by the name that it was given", async (env, message) => {
    const gateway = new Gateway("ws://127.0.0.1:0", env);
    expect(await gateway.code).toBe(2);
    expect(gateway.log).toBe(`luat gateway: ${message}\nTry: luat gateway --help\n`);
  });

  it("warns of origins, rules and addresses that mean another thing than they seem to", async () => {
    const warnings = async (line: string): Promise<string[]> => {
      const gateway = new Gateway(`${line} --token sixteen-letters!`);
      await gateway.port();
      await gateway.interrupt();
      return gateway.log.split("\n").filter((text) => text.startsWith("!"));
    };
    expect(await warnings("ws://127.0.0.1:0 --origin null --allow tls://localhost:443")).toEqual([
      "! tls://localhost:443 allows nothing, as localhost is this computer, which must be allowed by its number: 127.0.0.1",
      "! the origin null is that of files, and of frames in a sandbox, which any site can make",
    ]);
    const plain = ["! whoever is on the way can read the tokens and all that is sent: wss://, or a proxy with TLS and --trust-proxy"];
    const others = "--origin https://app.example --allow tcp://broker.test:1";
    expect(await warnings(`ws://0.0.0.0:0 ${others}`)).toEqual(plain);
    expect(await warnings(`ws://:0 ${others}`)).toEqual(plain);
    expect(await warnings(`ws://0.0.0.0:0 ${others} --trust-proxy`)).toEqual([]);
    expect(await warnings(`ws://[::1]:0 ${others}`)).toEqual([]);
  });

  it("says which of certificate and key cannot be used", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const folder = await mkdtemp(join(tmpdir(), "luat-"));
    closing.push(() => rm(folder, { recursive: true }));
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    await writeFile(cert, authority.issue({ names: ["localhost"] }).cert);
    await writeFile(key, authority.issue({ names: ["localhost"], ownKey: true }).key);
    const log = async (line: string): Promise<string> => {
      const gateway = new Gateway(`wss://127.0.0.1:0 ${line}`);
      expect(await gateway.code).toBe(2);
      return gateway.log.split("\n")[0] ?? "";
    };
    expect(await log(`--cert ${cert} --key ${key}`)).toMatch(/^luat gateway: the certificate and its key cannot be used: TLS failure: the private key is not that of the certificate/);
    expect(await log(`--cert ${key} --key ${cert}`)).toMatch(/^luat gateway: the certificate and its key cannot be used: TLS failure: the certificate cannot be read, or is missing/);
    expect(await log(`--cert ${cert} --key ${cert}`)).toMatch(/^luat gateway: the certificate and its key cannot be used: TLS failure: the private key cannot be read, or is missing/);
  });
});
