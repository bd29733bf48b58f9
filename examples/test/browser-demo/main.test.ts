import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { run } from "../../src/browser-demo/main.js";

/** A folder that there is: what is in it does not matter. */
const PAGE = import.meta.dirname;
const CHINESE = { LANG: "zh_CN.UTF-8" };

let out: string[];
let err: string[];

beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, "log").mockImplementation((line) => void out.push(String(line)));
  vi.spyOn(console, "error").mockImplementation((line) => void err.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  [["--help"], {}, "the port of the page"],
  [["-h"], CHINESE, "页面的端口"],
])("%j in %j explains each option", async (argv, env, text) => {
  expect(await run(argv, PAGE, env)).toBe(0);
  for (const part of [text, "--port N", "--allow RULE", "--lang LANG", "-h, --help"]) expect(out[0]).toContain(part);
});

it.each([
  [["--foo"], {}, "--foo is no option\nTry: npm run demo:browser -- --help"],
  [["--port", "-1"], {}, '--port is "-1"; expected an integer from 0 to 65535\nTry: npm run demo:browser -- --help'],
  [["--port", "x", "--lang", "zh"], {}, '--port 是 "x"；应为 0 到 65535 的整数\n查看帮助：npm run demo:browser -- --help --lang zh'],
  [["tcp://a:1"], CHINESE, '多了一个参数 "tcp://a:1"\n查看帮助：npm run demo:browser -- --help'],
])("%j in %j is refused with exit code 2 and a hint", async (argv, env, message) => {
  expect(await run(argv, PAGE, env)).toBe(2);
  expect([out, err]).toEqual([[], [message]]);
});

it("a rule that is none is said, and nothing is left open", async () => {
  const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap" || kind === "UDPWRAP");
  const before = open();
  expect(await run(["--port", "0", "--allow", "x"], PAGE, CHINESE)).toBe(2);
  expect(err).toEqual(['--allow 里有 "x"；应为 "tcp://主机:端口"、"tls://…"、"udp://…" 或 "listen://…"\n查看帮助：npm run demo:browser -- --help']);
  await vi.waitFor(() => expect(open()).toEqual(before));
});

it("a port that is taken is said, with exit code 1", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect([await run(["--port", String(port)], PAGE, {}), await run(["--port", String(port)], PAGE, CHINESE)]).toEqual([1, 1]);
  expect(err).toEqual([`another program has the port ${port}; take another one, such as --port 0`, `端口 ${port} 已被别的程序占用；请换一个，例如 --port 0`]);
  server.close();
});

it("says what to open, and ends at Ctrl-C", async () => {
  const running = run(["--port", "0"], PAGE, CHINESE);
  await vi.waitFor(() => expect(out).toHaveLength(1));
  process.kill(process.pid, "SIGINT");
  expect(await running).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^请打开 http:\/\/127\.0\.0\.1:\d+\/\?.*\n127\.0\.0\.1 上的回显服务器：TCP \d+，TLS \d+（不要校验），UDP \d+。按 Ctrl-C 全部结束。$/), "正在关闭"]);
});
