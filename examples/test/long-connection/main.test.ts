import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main, run } from "../../src/long-connection/main.js";

let out: string[];
let err: string[];
let servers: Server[];

beforeEach(() => {
  out = [];
  err = [];
  servers = [];
  for (const level of ["log", "debug", "info"] as const) vi.spyOn(console, level).mockImplementation((line) => void out.push(String(line)));
  for (const level of ["warn", "error"] as const) vi.spyOn(console, level).mockImplementation((line) => void err.push(String(line)));
});

afterEach(() => {
  vi.restoreAllMocks();
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

/** The number or text in a row of the summary. */
function row(label: string): string | undefined {
  const line = out.join("\n").split("\n").find((one) => one.trim().startsWith(`${label}  `));
  return line?.trim().slice(label.length).trim();
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
    expect([row("messages"), row("sent"), row("came back"), row("failed"), row("connections (reconnects)")]).toEqual(["5", "5", "5", "0", "1 (0)"]);
    expect(ends).toEqual([true, false]);
    expect(err).toEqual([]);
  });

  it("ends when the time is over", async () => {
    const url = await serve(echo);
    expect(await run([url, "--face", face, "--interval", "20", "--duration", "0.3"])).toBe(0);
    expect(parseFloat(row("duration") ?? "")).toBeGreaterThanOrEqual(0.3);
  });

  it("closes in order at Ctrl-C, shows the summary, and hears no signals any more", async () => {
    const before = process.listenerCount("SIGINT");
    const url = await serve((client) => {
      echo(client);
      client.once("data", () => process.kill(process.pid, "SIGINT"));
    });
    expect(await run([url, "--face", face, "--interval", "20"])).toBe(0);
    expect(out).toContain("closing; press Ctrl-C again to end at once");
    expect(row("connections (reconnects)")).toBe("1 (0)");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("counts what was never sent, and says so with its exit code", async () => {
    const url = await serve((client) => {
      client.once("data", () => client.end("something else\n"));
      client.once("end", () => process.kill(process.pid, "SIGINT"));
    });
    expect(await run([url, "--face", face, "--interval", "20"])).toBe(1);
    expect(row("received, never sent")).toBe("1");
    expect(err).toContain("W/timer_app this was not sent: something else");
  });

  it("fails when nothing came back", async () => {
    const url = await serve((client) => client.once("data", () => client.resetAndDestroy()));
    expect(await run([url, "--face", face, "--interval", "50", "--duration", "0.4"])).toBe(1);
    expect(row("sent")).not.toBe("0");
    expect(row("came back")).toBe("0");
  });

  it("fails without ever a connection", async () => {
    const url = await serve(echo);
    servers[0]?.close();
    expect(await run([url, "--face", face, "--interval", "100", "--duration", "0.3"])).toBe(1);
    expect(row("connections (reconnects)")).toBe("0 (0)");
    expect(row("sent")).toBe("0");
  });
});

describe("the example's own server", () => {
  it("is a process that ends with the run", async () => {
    expect(await run(["--count", "2", "--interval", "20", "--hex", "--lang", "zh"])).toBe(0);
    expect(out[0]).toMatch(/^I\/main faithful 客户端连接 tcp:\/\/127\.0\.0\.1:\d+（自带的回显服务器）$/);
    expect(out).toContain("I/timer_app recv 73656E642066726F6D2074696D65723A20320A");
    expect(row("已返回")).toBe("2");
  });
});

describe("the command line", () => {
  it("--help explains every option", async () => {
    expect(await run(["--help"])).toBe(0);
    for (const name of ["count", "interval", "duration", "face", "timeout", "local-port", "hex", "quiet", "verbose", "lang", "help"]) {
      expect(out.join("\n")).toContain(`--${name}`);
    }
  });

  it.each([[["--foo"]], [["tls://127.0.0.1:1"]], [["nonsense"]]])("%j is refused with exit code 2, and nothing else is done", async (argv) => {
    expect(await run(argv)).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/\nTry: npm start -- --help$/);
    expect(out).toEqual([]);
  });

  it("main leaves the exit code to the process", async () => {
    const before = process.exitCode;
    await main(["--foo"]);
    const { exitCode } = process;
    process.exitCode = before;
    expect(exitCode).toBe(2);
  });
});
