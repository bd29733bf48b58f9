import type { Connection, DatagramSocket } from "@luat/libnet";
import { beforeEach, describe, expect, it } from "vitest";
import { bytes, HERE, NOTHING_LEFT, Stage } from "../stage.js";

const PORT = 4_000;

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

const connect = (): Promise<Connection> => stage.others.connect({ host: HERE, port: PORT });
const bind = (): Promise<DatagramSocket> => stage.others.bind({ peer: { host: HERE, port: PORT } });
const text = (data: Uint8Array | undefined): string => Buffer.from(data ?? []).toString();

/** Starts the server, lets others talk to it, and then presses Ctrl-C. */
async function listen(line: string, talk: () => Promise<void>): Promise<number> {
  return stage.play(async () => {
    const running = stage.luat(`listen ${line}`);
    await stage.sleep(10);
    await talk();
    await stage.sleep(10);
    stage.interrupt();
    return running;
  });
}

describe("luat listen for TCP clients", () => {
  it("numbers them, shows what each sends, and counts it when it goes", async () => {
    const code = await listen(`tcp://:${PORT}`, async () => {
      const first = await connect();
      const second = await connect();
      await first.tx("one\n");
      await second.tx("two\n");
      await first.close();
      await second.close();
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["#1 < one", "#2 < two"]);
    expect(stage.stderr.lines).toEqual([
      `* listening on tcp://${HERE}:${PORT}`,
      expect.stringMatching(/^\* #1 10\.0\.0\.1:\d+ is on line \(1 client now\)$/),
      expect.stringMatching(/^\* #2 10\.0\.0\.1:\d+ is on line \(2 clients now\)$/),
      "* #1 has gone: received 4 bytes, sent 0 bytes, 0.0 s",
      "* #2 has gone: received 4 bytes, sent 0 bytes, 0.0 s",
      "* closing; press Ctrl-C again to end at once",
      "* sent 0 bytes in 0 messages, received 8 bytes in 2 messages; 2 connections, 0.0 s",
    ]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("--echo sends back what came, and --hex shows it so", async () => {
    await listen(`tcp://:${PORT} --echo --hex`, async () => {
      const client = await connect();
      await client.tx("hi");
      expect(text(await client.rx())).toBe("hi");
      await client.close();
    });
    const row = "  00000000  68 69                                             |hi|";
    expect(stage.stdout.lines).toEqual(["#1 < 2 B", row, "#1 > 2 B", row]);
  });

  it("--reply answers everything with the same", async () => {
    await listen(`tcp://:${PORT} --reply OK --eol crlf`, async () => {
      const client = await connect();
      await client.tx("hi");
      expect(text(await client.rx())).toBe("OK\r\n");
      await client.close();
    });
    expect(stage.stdout.lines).toEqual(["#1 < hi", "#1 > OK\\r"]);
  });

  it("lines of the standard input go to all, and wait for the first one", async () => {
    await listen(`tcp://:${PORT}`, async () => {
      stage.stdin.write("early\n");
      const first = await connect();
      expect(text(await first.rx())).toBe("early\n");
      const second = await connect();
      await stage.sleep(10);
      stage.stdin.write("all\n");
      expect([text(await first.rx()), text(await second.rx())]).toEqual(["all\n", "all\n"]);
      await first.close();
      await second.close();
    });
    expect(stage.stdout.lines).toEqual(["#1 > early", "#1 > all", "#2 > all"]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("cuts a client that takes nothing, and goes on with the others", async () => {
    await listen(`tcp://:${PORT}`, async () => {
      const deaf = await connect();
      const client = await connect();
      await stage.sleep(10);
      stage.stdin.write(`${"x".repeat(1_000_000)}\nmore\n`);
      let got = "";
      await client.consume((view) => {
        got += text(view);
        return !got.endsWith("more\n");
      });
      expect(got).toHaveLength(1_000_006);
      deaf.abort();
      await client.close();
    });
    expect(stage.stderr.lines).toContainEqual(expect.stringMatching(/^\* #1: Cannot send to "10\.0\.0\.1:\d+": timed out after 15000 ms$/));
  });

  it("says once that clients seem to speak TLS", async () => {
    await listen(`tcp://:${PORT}`, async () => {
      for (const hello of [Uint8Array.of(0x16, 3, 1, 0), Uint8Array.of(0x16, 3, 3, 0)]) {
        const client = await connect();
        await client.tx(hello);
        await client.close();
      }
    });
    expect(stage.stderr.lines.filter((line) => line.includes("TLS"))).toEqual(["* #1: this looks like TLS, which tcp:// does not speak; try tls://"]);
  });

  it("turns further clients away", async () => {
    await listen(`tcp://:${PORT} --max-clients 1`, async () => {
      const first = await connect();
      const second = await connect();
      await expect(second.rx()).rejects.toMatchObject({ code: "reset" });
      await first.close();
      await stage.sleep(10);
      await (await connect()).close();
    });
    expect(stage.stderr.lines).toContainEqual(expect.stringMatching(/^\* 10\.0\.0\.1:\d+ was turned away: at most 1 client at once$/));
    expect(stage.stderr.lines.at(-1)).toMatch(/; 2 connections, /);
  });

  it("says how a client broke", async () => {
    await listen(`tcp://:${PORT}`, async () => {
      const client = await connect();
      await stage.sleep(10);
      client.abort();
    });
    expect(stage.stderr.lines).toContainEqual(expect.stringMatching(/^\* #1: Cannot receive from ".*": connection reset \(ECONNRESET\)$/));
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("Ctrl-C closes all clients in order", async () => {
    const ends: unknown[] = [];
    const code = await stage.play(async () => {
      const running = stage.luat(`listen tcp://:${PORT}`);
      await stage.sleep(10);
      const clients = await Promise.all([connect(), connect()]);
      for (const client of clients) client.once("end", () => ends.push("end"));
      await stage.sleep(10);
      stage.interrupt();
      await stage.sleep(10);
      for (const client of clients) await client.close();
      return running;
    });
    expect(code).toBe(0);
    expect(ends).toEqual(["end", "end"]);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it.each([
    ["tcp://:4000", "", "! Cannot listen on tcp://:4000: address already in use (EADDRINUSE)", "  another program has that port"],
    ["udp://:4000", "", "! Cannot bind on udp://:4000: address already in use (EADDRINUSE)", "  another program has that port"],
    ["tcp://:4000", " --lang zh", "! 无法监听 tcp://:4000：本地端口已被占用（EADDRINUSE）", "  该端口已被别的程序占用"],
    ["tcp://10.0.0.2:4000", " --lang zh", "! 无法监听 tcp://10.0.0.2:4000：本地端口已被占用（EADDRINUSE）", "  该端口已被别的程序占用"],
  ])("%s%s fails when the port is taken, and names what was asked for", async (url, lang, ...lines) => {
    const code = await stage.play(async () => {
      const first = stage.luat(`listen ${url} --quiet`);
      await stage.sleep(10);
      const second = await stage.luat(`listen ${url}${lang}`);
      stage.interrupt();
      await first;
      return second;
    });
    expect(code).toBe(1);
    expect(stage.stderr.lines.slice(0, 2)).toEqual(lines);
  });
});

describe("luat listen for UDP clients", () => {
  it("knows each by its address, answers it, and sends typed lines to all", async () => {
    const code = await listen(`udp://:${PORT}`, async () => {
      const [first, second] = [await bind(), await bind()];
      await first.tx("a");
      await stage.sleep(10);
      await second.tx("b");
      await first.tx("c");
      await stage.sleep(10);
      stage.stdin.write("all\n");
      expect([text((await first.rx())?.bytes), text((await second.rx())?.bytes)]).toEqual(["all\n", "all\n"]);
    });
    expect(code).toBe(0);
    expect(stage.stdout.lines).toEqual(["#1 < a", "#2 < b", "#1 < c", "#1 > all", "#2 > all"]);
    expect(stage.stderr.lines[0]).toBe(`* listening on udp://${HERE}:${PORT}`);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("--echo sends each datagram back whole", async () => {
    await listen(`udp://:${PORT} --echo`, async () => {
      const client = await bind();
      await client.tx(bytes("hello"));
      expect(text((await client.rx())?.bytes)).toBe("hello");
    });
    expect(stage.stdout.lines).toEqual(["#1 < hello", "#1 > hello"]);
  });
});
