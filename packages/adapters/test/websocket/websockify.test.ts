import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Credentials } from "@luat/contract";
import { createAuthority } from "@luat/adapters/certs";
import { DirectCard } from "@luat/adapters/websocket";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { NodeRig } from "../node/node-rig.js";
import { hasProgram, Program, TextFiles } from "../node/peers.js";
import { Told } from "./told.js";

const rig = new NodeRig("127.0.0.1");
const authority = createAuthority({ keyType: "ec" });
const { cert, key } = authority.issue({ names: ["127.0.0.1"], keyType: "ec" });

/** As a browser would know the authority. */
class TrustingWebSocket extends WebSocket {
  constructor(url: string, protocols?: string[]) {
    super(url, protocols, { ca: authority.cert });
  }
}

/** Starts one that leads to a port, with and without TLS. */
async function websockify(target: number, options: readonly string[] = []): Promise<{ program: Program; port: number }> {
  const port = await rig.closedPort();
  const program = new Program("websockify", [...options, `127.0.0.1:${port}`, `127.0.0.1:${target}`]);
  await program.says(/proxying from/);
  return { program, port };
}

// Where continuous integration runs, it must be there.
describe.skipIf(!hasProgram("websockify", "--help") && process.env["CI"] === undefined)("a card whose streams are WebSockets, and websockify", () => {
  const programs: Program[] = [];
  const files = new TextFiles();
  let server: Server;
  let onClient: (client: Socket) => void;
  let port = 0;

  async function start(target: number, options?: readonly string[]): Promise<number> {
    const { program, port: at } = await websockify(target, options);
    programs.push(program);
    return at;
  }

  function dial(scheme: string, at: number): Told & { bytes: number } {
    const card = new DirectCard({ url: () => `${scheme}://127.0.0.1:${at}/`, WebSocket: TrustingWebSocket });
    const told = Object.assign(new Told(), { bytes: 0 });
    const received = told.received.bind(told);
    told.received = (bytes, length, lent) => {
      told.bytes += length;
      received(bytes, length, lent);
    };
    const secure = scheme === "wss" ? { credentials: card.credentials({ verify: true }) as Credentials } : undefined;
    told.stream = card.dial({ host: "target.test", port: 7 }, { secure }, told);
    return told;
  }

  const until = (done: () => boolean, what: string): Promise<void> => rig.until(done, what);

  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }, (client) => onClient(client)).listen(0, "127.0.0.1");
    await once(server, "listening");
    port = await start((server.address() as AddressInfo).port);
  });

  afterAll(async () => {
    for (const program of programs) await program.stop();
    files.dispose();
    server.close();
    await rig.dispose();
  });

  test("bytes go both ways, and finish() is seen", async () => {
    let heard = 0;
    let hasEnded = false;
    onClient = (client) =>
      client
        .on("data", (data) => {
          heard += data.length;
          if (heard <= 300_000) client.write(data);
        })
        .on("end", () => {
          hasEnded = true;
          client.end();
        });
    const told = dial("ws", port);
    await until(() => told.lines.length > 0, "connected");
    told.stream.send(new Uint8Array(300_000));
    await until(() => told.bytes === 300_000, "all to come back");
    told.stream.send(new Uint8Array(200_000));
    // What it holds when the WebSocket is closed it may lose.
    await until(() => heard === 500_000, "all to be heard");
    told.stream.finish();
    await until(() => hasEnded && told.lines.includes("closed"), "both sides to see the end");
    expect(told.lines.slice(-2)).toEqual(["ended", "closed"]);
  });

  test("what the other side sends before it ends is received, then its end", async () => {
    onClient = (client) => client.end(new Uint8Array(100_000));
    const told = dial("ws", port);
    await until(() => told.lines.at(-1)?.startsWith("closed") === true, "closed");
    expect(told.bytes).toBe(100_000);
    expect(told.lines.slice(-2)).toEqual(["ended", "closed"]);
  });

  test("where nobody listens, it connects and ends: a bridge that opens the WebSocket first can say it no better", async () => {
    const told = dial("ws", await start(await rig.closedPort()));
    await until(() => told.lines.at(-1)?.startsWith("closed") === true, "closed");
    expect(told.lines[0]).toMatch(/^connected/);
    expect(told.lines.at(-1)).toBe("closed: broken: the WebSocket was closed with code 1011: Failed to connect to downstream server");
  });

  test("wss:// is TLS for who dials", async () => {
    onClient = (client) => client.pipe(client);
    const secured = await start((server.address() as AddressInfo).port, ["--ssl-only", `--cert=${files.write("cert", cert)}`, `--key=${files.write("key", key)}`]);
    const told = dial("wss", secured);
    await until(() => told.lines.length > 1, "secured");
    expect(told.news.at(-1)).toBe("secured opaque true");
    told.stream.send(Uint8Array.of(1, 2, 3));
    await until(() => told.bytes === 3, "an answer");
    told.stream.destroy();
  });
});
