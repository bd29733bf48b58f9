import { createAuthority } from "../../../src/certs/index.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PeerError, VirtualClock } from "../../../src/mock/index.js";
import { ListenRecorder } from "../recorder.js";
import { counted } from "../two-hosts.js";
import { bytes, messageOf, PEER, Stage } from "./peer-stage.js";

const authority = createAuthority({ keyType: "ec" });

/** What is said when a client sends a text to a peer that was written so. */
async function saidTo(write: (peer: ReturnType<Stage["peer"]>) => unknown, text: string, stage = new Stage()): Promise<string> {
  write(stage.peer());
  const message = await messageOf(stage.net.play(() => stage.say(text)));
  await stage.net.clock.run();
  expect(() => stage.net.assertDone()).toThrow(PeerError);
  return message;
}

/** The part of a failure that shows the script. */
function scriptIn(message: string): string | undefined {
  return message.split("\n\n").find((part) => part.startsWith("tcp peer 10.0.0.1:1883\n"));
}

afterEach(() => void vi.useRealTimers());

describe("a failure says", () => {
  it("which bytes differ, side by side", async () => {
    const write = (peer: ReturnType<Stage["peer"]>): unknown => peer.expect("CONNECT\r\n").reply("CONNACK").expect("PING 1, and all the rest of it\n").reply("PONG");
    expect(await saidTo(write, "CONNECT\r\nPING 1, and all the pest of it\n", new Stage({ latency: 10 }))).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, step 3 of 4, at 30 ms: expect "PING 1, and all the rest of it\\n" met other bytes
      written in failures.test.ts
      received "PING 1, and all the pest of it\\n"

                expected                             received
      00000000  50 49 4e 47 20 31 2c 20   PING 1,    50 49 4e 47 20 31 2c 20   PING 1,
      00000008  61 6e 64 20 61 6c 6c 20   and all    61 6e 64 20 61 6c 6c 20   and all
      00000010  74 68 65 20 72 65 73 74   the rest   74 68 65 20 70 65 73 74   the pest
                            ^^                                   ^^
      00000018  20 6f 66 20 69 74 0a       of it.    20 6f 66 20 69 74 0a       of it.
      first difference at byte 20: expected 72 "r", received 70 "p"

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "CONNECT\\r\\n" (at 30 ms)
        ✓ 2 reply "CONNACK" (at 30 ms)
        > 3 expect "PING 1, and all the rest of it\\n"
          4 reply "PONG"

      sockets at 30 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       7  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
  });

  it("only the lines around the first difference of long ones", async () => {
    const wrong = counted(200);
    wrong[100] = 0xff;
    const stage = new Stage();
    stage.peer().expect(counted(200));
    const failing = stage.net.play(async () => {
      const client = await stage.connect();
      client.stream.send(wrong);
    });
    expect(await messageOf(failing)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, step 1 of 1, at 0 ms: expect 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f … (200 bytes) met other bytes
      written in failures.test.ts
      received 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f … (200 bytes)

                expected                             received
      …
      00000050  50 51 52 53 54 55 56 57   PQRSTUVW   50 51 52 53 54 55 56 57   PQRSTUVW
      00000058  58 59 5a 5b 5c 5d 5e 5f   XYZ[\\]^_   58 59 5a 5b 5c 5d 5e 5f   XYZ[\\]^_
      00000060  60 61 62 63 64 65 66 67   \`abcdefg   60 61 62 63 ff 65 66 67   \`abc.efg
                            ^^                                   ^^
      00000068  68 69 6a 6b 6c 6d 6e 6f   hijklmno   68 69 6a 6b 6c 6d 6e 6f   hijklmno
      00000070  70 71 72 73 74 75 76 77   pqrstuvw   70 71 72 73 74 75 76 77   pqrstuvw
      …
      first difference at byte 100: expected 64 "d", received ff

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        > 1 expect 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f … (200 bytes)

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
  });

  it("what came that no step expects", async () => {
    expect(await saidTo((peer) => peer.expect("a").wait(1_000).close(), "a and more")).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, step 2 of 3, at 0 ms: wait 1000 ms met bytes that no step expects
      written in failures.test.ts
      received " and more"

                received
      00000000  20 61 6e 64 20 6d 6f 72    and mor
      00000008  65                        e

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "a" (at 0 ms)
        > 2 wait 1000 ms
          3 close

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
    expect(await saidTo((peer) => peer.expect("a"), `a${"x".repeat(100)}`)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, at 0 ms: met bytes that no step expects
      written in failures.test.ts
      received "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…

                received
      00000000  78 78 78 78 78 78 78 78   xxxxxxxx
      00000008  78 78 78 78 78 78 78 78   xxxxxxxx
      00000010  78 78 78 78 78 78 78 78   xxxxxxxx
      00000018  78 78 78 78 78 78 78 78   xxxxxxxx
      00000020  78 78 78 78 78 78 78 78   xxxxxxxx
      00000028  78 78 78 78 78 78 78 78   xxxxxxxx
      00000030  78 78 78 78 78 78 78 78   xxxxxxxx
      00000038  78 78 78 78 78 78 78 78   xxxxxxxx
      … 100 bytes in all

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "a" (at 0 ms)

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
  });

  it("that nothing is left to happen, and how far a step came", async () => {
    const stage = new Stage();
    stage.peer().expect("CONNECT");
    const failing = stage.net.play(async () => {
      await stage.say("CONN");
      await new Promise(() => undefined);
    });
    expect(await messageOf(failing)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, step 1 of 1, at 0 ms: expect "CONNECT" was not met: the promise did not settle, and nothing is left to happen on this clock
      written in failures.test.ts
      received "CONN"

                expected                             received
      00000000  43 4f 4e 4e 45 43 54      CONNECT    43 4f 4e 4e               CONN
                            ^^                                   ^^
      first difference at byte 4: expected 45 "E", received nothing more

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        > 1 expect "CONNECT"

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
    await stage.net.clock.run();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("that a step took too long", async () => {
    const stage = new Stage();
    stage.peer().expect("hello").expect(/\d+\n/, { within: 500 });
    const failing = stage.net.play(async () => {
      await stage.say("hello12");
      await stage.net.clock.advance(10_000);
    });
    expect(await messageOf(failing)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 1, step 2 of 2, at 500 ms: expect /\\d+\\n/ within 500 ms was not met
      written in failures.test.ts
      received "12"

                received
      00000000  31 32                     12

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "hello" (at 0 ms)
        > 2 expect /\\d+\\n/ within 500 ms

      sockets at 500 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
    expect(stage.now).toBe(500.001);
    await stage.net.clock.run();
  });

  it("that a step took a millisecond too long, on fake timers too", async () => {
    vi.useFakeTimers();
    for (const clock of [undefined, VirtualClock.over(vi)]) {
      for (const late of [0, 1]) {
        const stage = new Stage({ clock });
        const begun = stage.now;
        stage.peer().expect("a", { within: 500 });
        const message = await messageOf(
          stage.net.play(async () => {
            const client = await stage.connect();
            await stage.net.clock.advance(500 + late);
            client.stream.send(bytes("a"));
          }),
        );
        if (late === 0) expect([message, stage.now - begun]).toEqual(["nothing failed", 500]);
        else expect(message).toContain("expect \"a\" within 500 ms was not met\n");
        await stage.net.clock.run();
      }
    }
  });

  it("what a function returned or threw, with its cause", async () => {
    const oops = new Error("no such packet");
    const stage = new Stage();
    stage.peer().expect(() => {
      throw oops;
    });
    const error = await stage.net.play(() => stage.say("a")).catch((reason: unknown) => reason as Error);
    expect((error as Error).cause).toBe(oops);
    expect((error as Error).message).toContain("threw Error: no such packet\n");
    expect(await saidTo((peer) => peer.expect(() => false), "a")).toContain("step 1 of 1, at 0 ms: expect () => false says that the bytes are wrong\n");
    expect(await saidTo((peer) => peer.expect(() => 2), "a")).toContain("expect () => 2 returned 2; expected 0 to 1, a boolean or undefined\n");
    expect(await saidTo((peer) => peer.expect("a").reply(() => 5 as never), "a")).toContain("reply () => 5 threw TypeError: what it returned is 5; expected text, bytes or { hex }\n");
  });

  it("how the other side ended before its time", async () => {
    const ends: Array<[(peer: ReturnType<Stage["peer"]>) => unknown, "finish" | "reset", string]> = [
      [(peer) => peer.expect("more"), "finish", 'expect "more" was not met: the other side has ended'],
      [(peer) => peer.expect("more"), "reset", 'expect "more" was not met: connection reset (ECONNRESET)'],
      [(peer) => peer.expectEnd(), "reset", "expectEnd was not met: connection reset (ECONNRESET)"],
      [(peer) => peer.wait(5).send("a"), "reset", 'send "a" could not be sent: connection reset (ECONNRESET)'],
      [(peer) => peer.wait(5).close(), "reset", "close was not done: connection reset (ECONNRESET)"],
      [(peer) => peer.end().expectReset(), "finish", "expectReset was not met: the other side has ended"],
    ];
    for (const [write, how, message] of ends) {
      const stage = new Stage();
      write(stage.peer());
      const failing = stage.net.play(async () => {
        const { stream } = await stage.connect();
        if (how === "finish") stream.finish();
        else stream.destroy("reset");
      });
      expect(await messageOf(failing)).toContain(`: ${message}\n`);
      await stage.net.clock.run();
    }
  });

  it("that bytes came instead of the end", async () => {
    expect(await saidTo((peer) => peer.expectEnd().nextConnection(), "hello")).toContain("expectEnd met bytes\n");
    const stage = new Stage();
    stage.peer().expectEnd({ within: 9 });
    expect(await messageOf(stage.net.play(() => stage.connect()))).toContain(", at 9 ms: expectEnd within 9 ms was not met\n");
  });

  it("that nobody connected, or one too many", async () => {
    const stage = new Stage();
    stage.peer().expect("hello").nextConnection();
    expect(await messageOf(stage.net.play(() => stage.say("hello")))).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, connection 2, at 0 ms: nobody connected: the work is done, and nothing is left to happen on this clock
      written in failures.test.ts

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "hello" (at 0 ms)
      connection 2

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED"
    `);
    const other = new Stage();
    other.peer().end();
    const failing = other.net.play(async () => {
      await other.connect();
      await other.connect();
    });
    expect(await messageOf(failing)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883, at 0 ms: no step expects another client, and 10.0.0.2:50001 came (write its steps after .nextConnection(), or with .script())
      written in peer-stage.ts

      tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 end (at 0 ms)

      sockets at 0 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         1    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  FIN_WAIT
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50001  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   CLOSE_WAIT
      10.0.0.2  tcp         0       0  10.0.0.2:50001  10.0.0.1:1883   SYN_SENT"
    `);
    await other.net.clock.run();
    expect((await other.connect()).events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
  });

  it("that a port is taken, or that nobody listens where a caller dials", async () => {
    const stage = new Stage();
    stage.net.host(PEER).listen({ port: 1883, backlog: 1 }, new ListenRecorder(stage.net.clock));
    stage.peer();
    expect(await messageOf(stage.net.clock.advance(1))).toContain("tcp peer 10.0.0.1:1883, at 0 ms: cannot listen: address already in use (EADDRINUSE)\n");
    const other = new Stage();
    other.caller().send("hello");
    expect(await messageOf(other.net.clock.advance(1))).toContain("tcp caller 10.0.0.1 of 10.0.0.2:1883, connection 1, at 0 ms: could not be opened: connection refused (ECONNREFUSED)\n");
  });

  it("at once that a port has a peer already, and where that was written, until it stops", () => {
    for (const protocol of ["tcp", "udp", "tls"] as const) {
      const { net } = new Stage();
      const options = protocol === "tls" ? { tls: authority.issue({ names: ["a.test"] }) } : { protocol };
      const first = net.peer(PEER, 99, options);
      net.peer(PEER, 98, options);
      net.peer("10.0.0.9", 99, options);
      net.peer(PEER, 99, { protocol: protocol === "udp" ? "tcp" : "udp" });
      expect(() => net.peer(PEER, 99, options)).toThrow(new RegExp(`^${protocol} peer 10.0.0.1:99 is there already, written in .*failures.test.ts:\\d+:\\d+; write all its steps on that one, or stop\\(\\) it first$`));
      first.stop();
      net.peer(PEER, 99, options).expect("a");
    }
  });

  it("that a datagram socket which was closed by its script can be had anew", async () => {
    const { net } = new Stage();
    net.peer(PEER, 99, { protocol: "udp" }).close();
    await net.play();
    net.peer(PEER, 99, { protocol: "udp" });
    await net.play();
  });

  it("what steps mean that have a label", async () => {
    const stage = new Stage();
    const peer = stage
      .peer()
      .expectBytes("00 01", { label: "login" })
      .reply({ hex: "00 02" }, { label: "welcome" })
      .send(bytes("\0\x05"), { label: "command" })
      .expect((all) => all.length > 1, { label: "answer", within: 50 })
      .reply(([first]) => Uint8Array.of(first ?? 0), { label: "echo" })
      .expect(/x/, { label: "x" })
      .expectEnd({ label: "the meter hangs up" })
      .nextConnection()
      .expectReset({ label: "and back", within: 5 });
    const failing = stage.net.play(async () => {
      const client = await stage.connect();
      client.stream.send(Uint8Array.of(0, 1));
    });
    expect(await messageOf(failing)).toContain(", step 4 of 7, at 50 ms: answer: expect (all) => all.length > 1 within 50 ms was not met\n");
    expect(String(peer)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 login: expect 00 01 (at 0 ms)
        ✓ 2 welcome: reply 00 02 (at 0 ms)
        ✓ 3 command: send 00 05 (at 0 ms)
        > 4 answer: expect (all) => all.length > 1 within 50 ms
          5 echo: reply ([first]) => Uint8Array.of(first ?? 0)
          6 x: expect /x/
          7 the meter hangs up: expectEnd
      connection 2
          1 and back: expectReset within 5 ms"
    `);
  });

  it("of long scripts only what is near, and counts the rest", async () => {
    const stage = new Stage();
    const peer = stage.peer();
    for (let i = 0; i < 60; i++) peer.expect(`ping ${i}\n`).reply(`pong ${i}\n`);
    const failing = stage.net.play(async () => {
      const client = await stage.connect();
      for (let i = 0; i < 30; i++) client.stream.send(bytes(`ping ${i}\n`));
      client.stream.send(bytes("ping!\n"));
      await stage.net.clock.advance(1);
    });
    expect(scriptIn(await messageOf(failing))).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
          … 57 steps done before
        ✓ 58 reply "pong 28\\n" (at 0 ms)
        ✓ 59 expect "ping 29\\n" (at 0 ms)
        ✓ 60 reply "pong 29\\n" (at 0 ms)
        > 61 expect "ping 30\\n"
          62 reply "pong 30\\n"
          63 expect "ping 31\\n"
          64 reply "pong 31\\n"
          … 56 more"
    `);
    expect(String(peer).split("\n")).toHaveLength(122);
  });

  it("of many connections only what is near, and counts the rest", async () => {
    const stage = new Stage();
    const peer = stage.peer();
    for (let i = 0; i < 60; i++) peer.script((next) => next.expect(`hello ${i}`).reset());
    await stage.net.clock.run(async () => {
      for (let i = 0; i < 10; i++) {
        await stage.say(`hello ${i}`);
        await stage.net.clock.advance(0);
      }
    });
    expect(scriptIn(await messageOf(stage.net.play()))).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883
      … 9 connections before
      connection 10 with 10.0.0.2:50009
        ✓ 1 expect "hello 9" (at 0 ms)
        ✓ 2 reset (at 0 ms)
      connection 11
          1 expect "hello 10"
          2 reset
      connection 12
          1 expect "hello 11"
          2 reset
      … 48 more connections"
    `);
    expect(() => stage.net.assertDone()).toThrow("\n… 9 connections before\n");
  });

  it("all that is not done, of several peers", async () => {
    const stage = new Stage();
    stage.peer().expect("a");
    stage.net.peer(PEER, 80).wait(5);
    stage.net.peer(PEER, 81);
    let error: unknown;
    try {
      stage.net.assertDone();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map((one: Error) => one.message.split("\n")[0])).toEqual([
      "tcp peer 10.0.0.1:1883, connection 1, at 0 ms: nobody connected",
      "tcp peer 10.0.0.1:80, connection 1, at 0 ms: nobody connected",
    ]);
    expect((error as Error).message).toMatch(/^2 peers are not done\n\ntcp peer 10.0.0.1:1883, .*\n\ntcp peer 10.0.0.1:80, /s);
  });
});

describe("a failure", () => {
  it("names the line where its step was written, and has its stack", async () => {
    const stage = new Stage();
    const [, here] = /failures\.test\.ts:(\d+):/.exec(new Error().stack ?? "") ?? [];
    stage
      .peer()
      .expect("a")
      .expect("b");
    const error = await stage.net.play(() => stage.say("ac")).catch((reason: unknown) => reason as PeerError);
    const place = new RegExp(`failures\\.test\\.ts:${Number(here) + 4}:8`);
    expect((error as PeerError).message.split("\n")[1]).toMatch(place);
    expect((error as PeerError).stack?.split("\n").find((line) => /^\s*at /.test(line))).toMatch(place);
    expect((error as PeerError).stack).toContain((error as PeerError).message);
  });

  it("ends the waits of the clock before the code under test sees the reset", async () => {
    const stage = new Stage();
    stage.peer().expect("a");
    const order: string[] = [];
    const running = stage.net.clock.run(async () => {
      const client = await stage.say("b");
      await stage.net.clock.until(() => client.events.some((event) => event.includes("closed")));
    });
    running.catch((error: unknown) => order.push((error as Error).name));
    await expect(running).rejects.toThrow("met other bytes");
    await expect(stage.net.play()).rejects.toThrow("met other bytes");
    expect(() => stage.net.assertDone()).toThrow("met other bytes");
    expect(order).toEqual(["PeerError"]);
    await stage.net.clock.run();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("is told without a place where the host keeps none", async () => {
    const { captureStackTrace } = Error;
    const stage = new Stage();
    try {
      Reflect.deleteProperty(Error, "captureStackTrace");
      stage.peer().expect("a");
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    expect(await messageOf(stage.net.play(() => stage.say("b")))).not.toContain("written in");
  });
});

describe("play", () => {
  it("gives what the work promised, when the scripts are done and what they sent last has arrived", async () => {
    const stage = new Stage({ latency: 25 });
    stage.peer().expect("hello").wait(100).reply("welcome");
    const client = await stage.net.play(() => stage.say("hello"));
    expect([client.text, stage.now]).toEqual(["welcome", 200]);
  });

  it("rejects with what the work rejects with", async () => {
    const stage = new Stage();
    stage.peer().expect("hello");
    await expect(stage.net.play(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  });

  it("adds to the error of the work what scripts wait for, and leaves the rest of it alone", async () => {
    class Refused extends Error {
      readonly code = "refused";
    }
    const stage = new Stage({ latency: 10 });
    stage.net.peer("10.0.0.8", 80).expect("a").nextConnection().expect("b");
    stage.peer().expect("h").expect("ello", { label: "greeting" }).reply("x").nextConnection();
    using _trace = stage.net.trace();
    const error = new Refused("the meter does not answer");
    const failing = stage.net.play(async () => {
      await stage.say("hell");
      await stage.net.clock.advance(1_000);
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(error.code).toBe("refused");
    expect(error.stack).toContain(`Error: ${error.message}\n    at `);
    expect(await messageOf(failing)).toMatchInlineSnapshot(`
      "the meter does not answer

      when the work failed, at 1020 ms:
      tcp peer 10.0.0.8:80, connection 1: nobody connected
      written in failures.test.ts
      tcp peer 10.0.0.1:1883, connection 1 waits at step 2 of 3: greeting: expect "ello", has received "ell"
      written in failures.test.ts
      tcp peer 10.0.0.1:1883, connection 2: nobody connected
      written in failures.test.ts

      sockets at 1020 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         0    1024  10.0.0.1:1883   *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED
      10.0.0.8  tcp         0    1024  10.0.0.8:80     *               LISTEN

      packets until 1020 ms:
      left ms  arrived  10.0.0.2        10.0.0.1
            0       10  ├─ syn ────────▶│  50000 → 1883
           10       20  │◀──── syn-ack ─┤  1883 → 50000
           20       30  ├─ data 4 ─────▶│  50000 → 1883  "hell""
    `);
    expect(() => stage.net.assertDone()).toThrow(AggregateError);
  });

  it("leaves the error of the work alone when scripts are done, or it is no error that can say more", async () => {
    const stage = new Stage();
    const error = new Error("mine");
    stage.peer();
    await expect(stage.net.play(() => Promise.reject(error))).rejects.toBe(error);
    expect(error.message).toBe("mine");
    stage.net.peer(PEER, 80).expect("hello");
    const frozen = Object.freeze(new Error("frozen"));
    for (const reason of ["text", undefined, frozen]) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- others do so
      expect(await stage.net.play(() => Promise.reject(reason)).catch((thrown: unknown) => thrown)).toBe(reason);
    }
    expect(frozen.message).toBe("frozen");
  });

  it("gives up after an hour, or what it is told, and says who waits", async () => {
    for (const within of [undefined, 5_000]) {
      const stage = new Stage();
      stage.peer().expect("hello");
      let stop = stage.net.clock.after(0, () => undefined);
      const again = (): void => {
        stop = stage.net.clock.after(1_000, again);
      };
      again();
      const error = await stage.net.play({ within }).catch((reason: unknown) => reason as Error);
      expect((error as Error).message).toContain(`nobody connected: ${within ?? 3_600_000} virtual ms have passed\n`);
      stop();
    }
  });

  it("tells of nothing but the script when the work is done and the script is not", async () => {
    for (const within of [undefined, 5_000]) {
      const stage = new Stage();
      stage.peer().expect("hello").expectEnd();
      const playing = stage.net.play(() => stage.say("hello"), { within });
      if (within !== undefined) stage.net.clock.after(within, () => undefined);
      const error = await playing.catch((reason: unknown) => reason as PeerError);
      const reason = within === undefined ? "nothing is left to happen on this clock" : "5000 virtual ms have passed";
      expect((error as PeerError).message).toContain(`: expectEnd was not met: the work is done, and ${reason}\n`);
      expect((error as PeerError).cause).toBeUndefined();
      expect((error as PeerError).message).not.toContain("real time");
      expect((error as PeerError).message).toMatch(/\n\nsockets at \d+ ms:\n/);
    }
  });

  it("is content with what is done when its time ends, and has what was sent last arrive after that", async () => {
    const stage = new Stage({ latency: 10 });
    stage.peer().wait(1_000).send("a");
    const client = await stage.net.play(() => stage.connect(), { within: 1_010 });
    expect([stage.now, client.text]).toEqual([1_020, "a"]);
  });

  it("takes longer than an hour when it is told so, with work or without", async () => {
    const stage = new Stage();
    const peer = stage.peer().expect("hello").wait(7_200_000).reply("welcome");
    await stage.net.play(() => stage.say("hello"), { within: 10_000_000 });
    peer.wait(7_200_000);
    await stage.net.play({ within: 10_000_000 });
    expect(stage.now).toBe(14_400_000);
    await stage.net.play(undefined);
    await stage.net.play({});
  });

  it("refuses what is neither work nor options", async () => {
    const { net } = new Stage();
    const wrong: Array<[unknown, string]> = [
      [Promise.resolve(), "work is a promise; expected a function that returns it: play(() => …)"],
      [5, "work is 5; expected a function, or options"],
      [null, "work is null; expected a function, or options"],
      [() => 5, "work returned 5; expected a promise: make it an async function"],
    ];
    for (const [work, message] of wrong) await expect(net.play(work as never)).rejects.toThrow(new TypeError(message));
  });

  it("rejects as the clock does when all scripts are done", async () => {
    const stage = new Stage();
    stage.peer();
    await expect(stage.net.play(() => new Promise(() => undefined))).rejects.toThrow(/^the promise did not settle/);
  });
});
