import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { createAuthority } from "@luat/adapters/certs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main, run } from "../../src/long-connection/main.js";

let out: string[];
let err: string[];
let servers: Server[];

beforeEach(() => {
  vi.stubEnv("LC_ALL", "C");
  out = [];
  err = [];
  servers = [];
  for (const level of ["log", "debug", "info"] as const) vi.spyOn(console, level).mockImplementation((line) => void out.push(String(line)));
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation((line) => void err.push(String(line)));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const server of servers) server.close();
});

/** A server on a free port of the loopback; gives its URL. */
async function serve(onClient: (client: Socket) => void): Promise<string> {
  const server = createServer({ allowHalfOpen: true }, onClient).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echo = (client: Socket): void => void client.pipe(client);

const COLUMNS = ["client", "server", "sent", "came back", "lost", "failed", "never sent", "bytes out/in", "connections"];

/** A cell of the summary, which has a row for each client. */
function cell(client: string, column: string): string | undefined {
  const line = out.join("\n").split("\n").find((one) => one.startsWith(`  ${client} `));
  // The server's text may hold single blanks.
  return line?.trim().split(/ {2,}/)[COLUMNS.indexOf(column)];
}

describe.each(["faithful", "promise"])("the %s client against a real server", (face) => {
  it("sends, gets back, and closes in order", async () => {
    const ends: boolean[] = [];
    const url = await serve((client) => {
      echo(client);
      client.once("end", () => ends.push(true));
      client.once("close", (broken) => ends.push(broken));
    });
    expect(await run([url, "--face", face, "--count", "5", "--interval", "20"])).toBe(0);
    expect(["sent", "came back", "lost", "failed", "connections"].map((column) => cell("tcp", column))).toEqual(["5", "5", "0", "0", "1"]);
    expect(ends).toEqual([true, false]);
    expect(err).toEqual([]);
  });

  it("ends when the time is over", async () => {
    const url = await serve(echo);
    expect(await run([url, "--face", face, "--interval", "20", "--duration", "0.3"])).toBe(0);
    expect(Number(/^Summary \((.*) s\)$/m.exec(out.join("\n"))?.[1])).toBeGreaterThanOrEqual(0.3);
  });

  it("closes in order at Ctrl-C, shows the summary, and hears no signals any more", async () => {
    // Others in this process may hear signals, too, and take this one for their end.
    const others = process.listeners("SIGINT");
    const url = await serve((client) => {
      echo(client);
      client.once("data", () => process.kill(process.pid, "SIGINT"));
    });
    expect(await run([url, "--face", face, "--interval", "20"])).toBe(0);
    expect(out).toContain("closing; press Ctrl-C again to end at once");
    expect(cell("tcp", "connections")).toBe("1");
    expect(process.listeners("SIGINT").filter((listener) => !others.includes(listener))).toEqual([]);
  });

  it("counts what was never sent, and says so with its exit code", async () => {
    const url = await serve((client) => {
      client.once("data", () => client.end("something else\n"));
      client.once("end", () => process.kill(process.pid, "SIGINT"));
    });
    expect(await run([url, "--face", face, "--interval", "20"])).toBe(1);
    expect(cell("tcp", "never sent")).toBe("1");
    expect(err).toContain("W/timer_app tcp this was not sent: something else");
    expect(err.at(-1)).toBe("tcp: something came that was never sent");
  });

  it("fails when nothing came back", async () => {
    const url = await serve((client) => client.once("data", () => client.resetAndDestroy()));
    expect(await run([url, "--face", face, "--interval", "50", "--duration", "0.4"])).toBe(1);
    expect(cell("tcp", "sent")).not.toBe("0");
    expect(cell("tcp", "came back")).toBe("0");
  });

  it("fails without ever a connection", async () => {
    const url = await serve(echo);
    servers[0]?.close();
    expect(await run([url, "--face", face, "--interval", "100", "--duration", "0.3"])).toBe(1);
    expect([cell("tcp", "connections"), cell("tcp", "sent")]).toEqual(["0", "0"]);
    expect(err.at(-1)).toBe("tcp: nothing came back; the last failure: connection refused (ECONNREFUSED)");
  });

  it("talks to several servers of the user's at once, and verifies with the given authority", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const file = join(await mkdtemp(join(tmpdir(), "luat-")), "ca.pem");
    await writeFile(file, authority.cert);
    const tls = createTlsServer({ ...authority.issue({ names: ["127.0.0.1"] }), allowHalfOpen: true }, echo).listen(0, "127.0.0.1");
    servers.push(tls);
    const udp = createSocket("udp4").bind(0, "127.0.0.1");
    udp.on("message", (data, { port, address }) => {
      udp.send(data, port, address);
    });
    await Promise.all([once(tls, "listening"), once(udp, "listening")]);
    const urls = [await serve(echo), await serve(echo), `udp://127.0.0.1:${udp.address().port}`, `tls://127.0.0.1:${(tls.address() as AddressInfo).port}`];
    expect(await run([...urls, "--face", face, "--count", "3", "--interval", "20", "--ca", file])).toBe(0);
    expect(["tcp", "tcp2", "udp", "tls"].map((client) => cell(client, "came back"))).toEqual(["3", "3", "3", "3"]);
    udp.close();
    await rm(join(file, ".."), { recursive: true });
  });
});

it("fails when a single server gives nothing back", async () => {
  const deaf = (client: Socket): void => void client.resume().once("end", () => client.end());
  const urls = [await serve(echo), await serve(deaf)];
  expect(await run([...urls, "--interval", "20", "--duration", "0.3"])).toBe(1);
  expect(cell("tcp", "came back")).not.toBe("0");
  expect(cell("tcp2", "came back")).toBe("0");
});

describe("the example's own servers", () => {
  it.each(["faithful", "promise"])("are a process that ends with the run, and serve all kinds to the %s clients", async (face) => {
    expect(await run(["--count", "2", "--interval", "20", "--hex", "--lang", "zh", "--face", face])).toBe(0);
    expect(out[0]).toMatch(new RegExp(`^I/main tcp：${face} 客户端连接 tcp://127\\.0\\.0\\.1:\\d+（自带的回显服务器）$`));
    expect(out.join("\n")).toContain("I/timer_app udp recv \n  00000000  73 65 6e 64 20 66 72 6f  6d 20 74 69 6d 65 72 3a  |send from timer:|\n");
    expect(["tcp", "udp", "tls", "tls_ca"].map((client) => cell(client, "came back"))).toEqual(["2", "2", "2", "2"]);
    expect([cell("tls", "server"), cell("tls_ca", "server")]).toEqual([expect.stringMatching(/（未校验）$/), expect.stringMatching(/（已校验）$/)]);
  });
});

describe("the command line", () => {
  it("--help explains every option", async () => {
    expect(await run(["--help"])).toBe(0);
    for (const name of ["count", "interval", "duration", "face", "timeout", "local-port", "hex", "quiet", "verbose", "lang", "help", "ca", "cert", "key", "password", "insecure", "name", "alpn"]) {
      expect(out.join("\n")).toContain(`--${name}`);
    }
  });

  it.each([[["--foo"]], [["tls://127.0.0.1:1"]], [["tls://127.0.0.1:1", "--ca", "/no/such/file"]], [["nonsense"]]])("%j is refused with exit code 2, and nothing else is done", async (argv) => {
    expect(await run(argv)).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/\nTry: npm start -- --help$/);
    expect(out).toEqual([]);
  });

  it("what is wrong, and what came of a run, is said in Chinese where the environment is Chinese", async () => {
    const env = { LANG: "zh_CN.UTF-8" };
    expect(await run(["--foo"], env)).toBe(2);
    expect(err.splice(0)).toEqual(["没有 --foo 这个选项\n查看帮助：npm start -- --help"]);
    const url = await serve(echo);
    servers[0]?.close();
    expect(await run([url, "--interval", "100", "--duration", "0.3"], env)).toBe(1);
    expect(err.at(-1)).toBe("tcp：什么也没有收到；最后一次失败：连接被拒绝（ECONNREFUSED）");
    expect(await run(["--help"], env)).toBe(0);
    expect(out.at(-1)).toContain("--lang LANG      en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）");
  });

  it("main leaves the exit code to the process", async () => {
    const before = process.exitCode;
    await main(["--foo"]);
    const { exitCode } = process;
    process.exitCode = before;
    expect(exitCode).toBe(2);
  });
});
