import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Server } from "@luat/libnet";
import { beforeEach, describe, expect, it } from "vitest";
import { bytes, HERE, NOTHING_LEFT, Stage, THERE } from "../stage.js";

const PORT = 4_000;
const URL_ = `tcp://${THERE}:${PORT}`;

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

const listen = (): Promise<Server> => stage.others.listen({ port: PORT });

async function accept(server: Server): Promise<Connection> {
  const connection = await server.accept();
  if (connection === undefined) throw new Error("the server was closed");
  return connection;
}

/** Serves clients one after the other. */
async function serve(talk: (connection: Connection) => Promise<void>): Promise<void> {
  for await (const connection of await listen()) await talk(connection).catch(() => undefined); // as the client ends it
}

const echo = async (connection: Connection): Promise<void> => {
  for await (const piece of connection) await connection.tx(piece);
  await connection.close();
};

describe("luat connect to a TCP server", () => {
  it("sends lines, shows what goes and comes, and ends when nothing has come for a while", async () => {
    const code = await stage.play(async () => {
      void serve(echo);
      stage.stdin.end("hello\nworld");
      return stage.luat(`connect ${URL_}`);
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["> hello", "> world", "< hello", "< world"]);
    expect(stage.stderr.lines).toEqual([
      `* connecting to ${URL_}`,
      expect.stringMatching(/^\* on line: 10\.0\.0\.2:\d+ → 10\.0\.0\.1:4000$/),
      "* sent 11 bytes in 2 messages, received 11 bytes in 2 messages; 1 connection, 1.0 s",
    ]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("waits as long as answers come, each anew", async () => {
    const begin = stage.net.clock.now();
    await stage.play(async () => {
      void serve(async (connection) => {
        for (let i = 0; i < 3; i++) {
          await stage.sleep(400);
          await connection.tx(`answer ${i}\n`);
        }
        await echo(connection);
      });
      stage.stdin.end("ask\n");
      await stage.luat(`connect ${URL_} --wait-after 500`);
    });
    expect(stage.stdout.lines.slice(1)).toEqual(["< answer 0", "< answer 1", "< answer 2", "< ask"]);
    expect(stage.net.clock.now() - begin).toBeLessThan(2_000);
  });

  it("sends given data as often as asked, with no ending but the one asked for", async () => {
    await stage.play(async () => {
      void serve(echo);
      return stage.run(["connect", URL_, "--data", "a", "--eol", "crlf", "--count", "2", "--interval", "300", "--hex", "--wait-after", "100"]);
    });
    const row = (offset: string): string => `  ${offset}  61 0d 0a                                          |a..|`;
    expect(stage.stdout.lines).toEqual(["> 3 B", row("00000000"), "< 3 B", row("00000000"), "> 3 B", row("00000003"), "< 3 B", row("00000003")]);
  });

  it("is like netcat with --raw: bytes in, bytes out, and nothing else with --quiet", async () => {
    await stage.play(async () => {
      void serve(echo);
      stage.stdin.end(Buffer.of(0, 13, 10, 255));
      return stage.luat(`connect ${URL_} --raw --quiet`);
    });
    expect([...stage.stdout.bytes]).toEqual([0, 13, 10, 255]);
    expect(stage.stderr.lines).toEqual([]);
  });

  it("joins characters that the network has cut", async () => {
    await stage.play(async () => {
      void serve(async (connection) => {
        const text = bytes("你好");
        await connection.tx(text.subarray(0, 4));
        await stage.sleep(100);
        await connection.tx(text.subarray(4));
        await connection.close();
      });
      return stage.luat(`connect ${URL_}`);
    });
    expect(stage.stdout.lines).toEqual(["< 你", "< 好"]);
  });

  it("ends with the peer, though there would be more to send", async () => {
    const code = await stage.play(async () => {
      void serve(async (connection) => {
        await connection.tx("bye\n");
        await connection.close();
      });
      return stage.luat(`connect ${URL_}`);
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["< bye"]);
    expect(stage.stderr.lines).toContain("* ended by the peer");
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("says that the connection was cut, and fails", async () => {
    const code = await stage.play(async () => {
      void serve(async (connection) => {
        connection.abort();
      });
      return stage.luat(`connect ${URL_}`);
    });
    expect(code).toBe(1);
    expect(stage.stderr.lines).toContain(`! Cannot receive from "${THERE}:${PORT}": connection reset (ECONNRESET)`);
  });

  it("says what failed and what to do about it", async () => {
    expect(await stage.play(() => stage.luat(`connect ${URL_} --lang zh`))).toBe(1);
    expect(stage.stderr.lines.slice(1, 3)).toEqual([`! 无法连接 ${THERE}:${PORT}：连接被拒绝（ECONNREFUSED）`, "  那里的端口上有服务器在运行吗？"]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("tells the address of a name, and gives up after the time-out", async () => {
    stage.net.name("far.test", ["10.9.9.9"]);
    stage.net.blackhole("10.9.9.9");
    expect(await stage.play(() => stage.luat("connect tcp://far.test:1 --timeout 3000"))).toBe(1);
    expect(stage.stderr.lines.slice(1, 3)).toEqual(["* far.test is 10.9.9.9", '! Cannot connect to "far.test:1": timed out after 3000 ms, waiting for the peer to answer']);
  });
});

describe("luat connect --reconnect", () => {
  it("connects again after the end, keeps what is typed meanwhile, and ends at Ctrl-C", async () => {
    const got: string[] = [];
    const code = await stage.play(async () => {
      const server = await listen();
      const running = stage.luat(`connect ${URL_} --reconnect 2000`);
      await (await accept(server)).close();
      stage.stdin.write("kept\n");
      const before = stage.net.clock.now();
      const second = await accept(server);
      expect(stage.net.clock.now() - before).toBeGreaterThanOrEqual(2_000);
      got.push(Buffer.from((await second.rx()) ?? []).toString());
      stage.interrupt();
      await second.close();
      return running;
    });
    expect(code).toBe(0);
    expect(got).toEqual(["kept\n"]);
    expect(stage.stderr.lines).toContain("* connecting again in 2000 ms");
    expect(stage.stderr.lines.at(-1)).toMatch(/^\* sent 5 bytes in 1 message, received 0 bytes in 0 messages; 2 connections, /);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("tries again when nobody is there, and counts what comes to nothing on the way", async () => {
    const code = await stage.play(async () => {
      const running = stage.luat(`connect ${URL_} --reconnect 1000 --data x --wait-after 100`);
      await stage.sleep(2_500);
      void serve(echo);
      return running;
    });
    expect(code).toBe(0);
    expect(stage.stderr.lines.filter((line) => line.startsWith("! "))).toHaveLength(3);
    expect(stage.stdout.lines).toEqual(["> x", "< x"]);
  });
});

describe("an input at its end", () => {
  it("waits with --reconnect until it was on line, and then for answers", async () => {
    const code = await stage.play(async () => {
      stage.stdin.end();
      const running = stage.luat(`connect ${URL_} --reconnect 1000`);
      await stage.sleep(5_500);
      void serve(async (connection) => {
        await stage.sleep(500);
        await connection.tx("hello\n");
        await echo(connection);
      });
      return running;
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["< hello"]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("waits for the next connection when one ends without an answer", async () => {
    const served: number[] = [];
    await stage.play(async () => {
      void serve(async (connection) => {
        served.push(stage.net.clock.now());
        if (served.length === 1) await connection.close();
        else await echo(connection);
      });
      stage.stdin.end();
      return stage.luat(`connect ${URL_} --reconnect 3000`);
    });
    expect(served).toHaveLength(2);
  });

  it("leaves a slow connect its time", async () => {
    stage.net.blackhole(THERE);
    stage.stdin.end();
    expect(await stage.play(() => stage.luat(`connect ${URL_} --timeout 3000`))).toBe(1);
    expect(stage.net.clock.now()).toBeGreaterThanOrEqual(3_000);
  });
});

describe("Ctrl-C", () => {
  it("closes in order, and is fine once it was on line", async () => {
    let end: unknown;
    const code = await stage.play(async () => {
      const server = await listen();
      const running = stage.luat(`connect ${URL_}`);
      const connection = await accept(server);
      connection.once("close", (how) => {
        end = how;
      });
      await stage.sleep(100);
      stage.interrupt();
      expect(await connection.rx()).toBeUndefined();
      await connection.close();
      return running;
    });
    expect(code).toBe(0);
    expect(end).toEqual({ kind: "closed" });
    expect(stage.stderr.lines).toContain("* closing; press Ctrl-C again to end at once");
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("is 130 before it was ever on line", async () => {
    stage.net.blackhole(THERE);
    const code = await stage.play(async () => {
      const running = stage.luat(`connect ${URL_}`);
      await stage.sleep(100);
      stage.interrupt();
      return running;
    });
    expect(code).toBe(130);
    expect(stage.net.clock.now()).toBeLessThan(1_000);
  });

  it("twice ends at once", async () => {
    const code = await stage.play(async () => {
      const server = await listen();
      const running = stage.luat(`connect ${URL_}`);
      await accept(server); // and never ends its side
      stage.interrupt();
      await stage.sleep(100);
      stage.interrupt();
      return running;
    });
    expect(code).toBe(130);
    expect(stage.net.clock.now()).toBeLessThan(200);
    await stage.net.clock.run();
    expect(stage.left).toEqual(NOTHING_LEFT);
  });
});

describe("luat connect to a UDP server", () => {
  it("sends each line as a datagram, and shows each that comes", async () => {
    const code = await stage.play(async () => {
      const socket = await stage.others.bind({ port: PORT });
      void (async () => {
        for await (const { bytes: piece, from } of socket) await socket.tx(Buffer.concat([bytes("got "), piece]), from);
      })().catch(() => undefined); // as its device is stopped
      stage.stdin.end("one\ntwo\n");
      return stage.luat(`connect udp://${THERE}:${PORT} --eol none`);
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["> one", "> two", "< got one", "< got two"]);
    expect(stage.stderr.lines.at(-1)).toMatch(/^\* sent 6 bytes in 2 messages, received 14 bytes in 2 messages; 1 connection, /);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("fails when its datagrams come back", async () => {
    expect(await stage.play(() => stage.luat(`connect udp://${THERE}:${PORT} --data x`))).toBe(1);
    expect(stage.stderr.lines).toContain(`! Cannot send to "${THERE}:${PORT}": connection refused (ECONNREFUSED)`);
  });
});

describe("luat connect to a broadcast address", () => {
  it.each(["udp://255.255.255.255:4000", "udp://10.0.0.255:4000 --broadcast"])("%s shows the answers of anyone with their addresses", async (url) => {
    const third = createDevice({ adapters: { LWIP_ETH: stage.net.host("10.0.0.3") }, clock: stage.net.clock, log: silentLog, onTaskError: "throw" });
    const code = await stage.play(async () => {
      for (const device of [stage.others, third]) {
        const socket = await device.bind({ port: PORT });
        void (async () => {
          for await (const { from } of socket) await socket.tx("me", from);
        })().catch(() => undefined); // as its device is stopped
      }
      const result = await stage.luat(`connect ${url} --data who`);
      await third.stop();
      return result;
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines[0]).toBe("> who");
    expect(stage.stdout.lines.slice(1).sort()).toEqual(["10.0.0.1:4000 < me", "10.0.0.3:4000 < me"]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });
});

describe("datagrams that come back", () => {
  it("are told of once, and again only after something was heard", async () => {
    await stage.play(async () => {
      const running = stage.luat(`connect udp://${THERE}:${PORT} --data x --count 9 --interval 1000`);
      await stage.sleep(2_500);
      const socket = await stage.others.bind({ port: PORT });
      const { bytes: piece, from } = (await socket.rx()) ?? { bytes: bytes(""), from: { host: HERE, port: 0 } };
      await socket.tx(piece, from);
      await stage.sleep(100);
      await socket.close();
      return running;
    });
    expect(stage.stdout.lines.filter((line) => line.startsWith("<"))).toEqual(["< x"]);
    expect(stage.stderr.lines.filter((line) => line.startsWith("!"))).toHaveLength(2);
  });
});

it("ends quietly when nobody reads what it shows", async () => {
  const code = await stage.play(async () => {
    void serve(echo);
    stage.stdout._write = (_chunk, _encoding, done: (error?: Error) => void) => {
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    };
    stage.stdin.write("hello\n");
    return stage.luat(`connect ${URL_}`);
  });
  expect(code).toBe(0);
  expect(stage.stderr.lines.join()).not.toContain("Ctrl-C");
  expect(stage.left).toEqual(NOTHING_LEFT);
});
