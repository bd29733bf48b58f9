import { afterEach, describe, expect, it } from "vitest";
import { counted } from "../two-hosts.js";
import { bytes, Stage } from "./peer-stage.js";

describe("a script", () => {
  let stage: Stage;

  afterEach(() => {
    stage.net.assertDone();
    expect(stage.net.clock.waiting).toBe(0);
  });

  it("takes exactly what it expects, and leaves the rest for the next step", async () => {
    stage = new Stage();
    stage.peer().expect("CON").expect(bytes("NE")).expectBytes("43 54").expectBytes(bytes("!")).expect({ hex: "0d0a" }).reply("done");
    const client = await stage.net.play(() => stage.say("CONNECT!\r\n"));
    expect(client.text).toBe("done");
  });

  it("waits for all of it, in however many pieces it comes", async () => {
    stage = new Stage();
    stage.peer().expect("hello").expect(/^\d+;/).reply(([number]) => `got ${number}`);
    const client = await stage.net.play(async () => {
      const one = await stage.connect();
      for (const letter of "hello123;") {
        one.stream.send(bytes(letter));
        await stage.net.clock.advance(1);
      }
      return one;
    });
    expect(client.text).toBe("got 123;");
  });

  it("matches a regular expression at the start only, and takes its bytes in UTF-8", async () => {
    stage = new Stage();
    stage
      .peer()
      .expect(/温度=(?<value>\d+)°/)
      .reply(({ groups }) => `${groups?.["value"]}`)
      .expect(/b/)
      .expect("c");
    const client = await stage.net.play(async () => {
      const one = await stage.connect();
      const all = bytes("温度=21°bc");
      one.stream.send(all.slice(0, 1)); // a part of a letter is none yet
      await stage.net.clock.advance(5);
      one.stream.send(all.slice(1));
      return one;
    });
    expect(client.text).toBe("21");
  });

  it("shows a regular expression the text up to the first byte that is none", async () => {
    stage = new Stage();
    stage.peer().expect(/\ufffd./).expect(/len:/g).expectBytes("ff fe 61");
    await stage.net.play(async () => {
      const client = await stage.connect();
      client.stream.send(bytes("\ufffdxlen:"));
      client.stream.send(Uint8Array.of(0xff, 0xfe, 0x61));
    });
  });

  it("lets a function say how many bytes it takes, or that it needs more", async () => {
    stage = new Stage();
    const asked: number[] = [];
    stage
      .peer()
      .expect((all) => {
        asked.push(all.length);
        return all.length < 3 ? undefined : 2;
      })
      .reply((taken) => taken)
      .expect(() => true);
    const client = await stage.net.play(async () => {
      const one = await stage.connect();
      for (const text of ["a", "b", "cd"]) {
        one.stream.send(bytes(text));
        await stage.net.clock.advance(1);
      }
      return one;
    });
    expect([client.text, asked]).toEqual(["ab", [1, 2, 4]]);
  });

  it("sends without being asked, and lets virtual time pass", async () => {
    stage = new Stage({ latency: 10 });
    stage.peer().send("hello").wait(5_000).send(Uint8Array.of(0x21)).send({ hex: "3f 3f" });
    const client = await stage.net.play(() => stage.connect());
    expect(client.text).toBe("hello!??");
    expect(client.events.filter((event) => event.includes("received"))).toEqual(["20 received 5", "5020 received 1", "5020 received 2"]);
  });

  it("is content with what arrives when the limit of a step ends, however it came about at that instant", async () => {
    stage = new Stage();
    stage.peer().expect("a").expect("b", { within: 60_000 }).expectEnd({ within: 1_000 });
    await stage.net.play(async () => {
      const client = await stage.say("a");
      await stage.net.clock.advance(60_000);
      for (let i = 0; i < 100; i++) await new Promise<void>((resolve) => stage.net.clock.turn(resolve));
      client.stream.send(bytes("b"));
      await stage.net.clock.advance(1_000);
      client.stream.finish();
    });
    expect(stage.now).toBe(61_000);
  });

  it("lets a step that is written later have all its time from then on", async () => {
    stage = new Stage();
    const peer = stage.peer().expect("a");
    const client = await stage.net.play(() => stage.say("a"));
    await stage.net.clock.advance(10_000);
    peer.expect("b", { within: 500 }).wait(100);
    await stage.net.clock.advance(400);
    client.stream.send(bytes("b"));
    await stage.net.play();
    await stage.net.clock.advance(1_000);
    peer.wait(100).send("c");
    await stage.net.play();
    expect(stage.now).toBe(11_600);
  });

  it("keeps what comes while it waits for the next step", async () => {
    stage = new Stage();
    stage.peer().wait(100).expect("early");
    await stage.net.play(() => stage.say("early"));
    expect(stage.now).toBe(100);
  });

  it("sends more than fits at once, and closes when it is on its way", async () => {
    stage = new Stage();
    const all = counted(300_000);
    stage.peer().send(all).send("end").close();
    const client = await stage.net.play(async () => {
      const one = await stage.connect();
      await stage.net.clock.until(() => one.events.some((event) => event.includes("ended")));
      one.stream.finish();
      return one;
    });
    expect(client.bytes).toEqual([...all, ...bytes("end")]);
  });

  it("ends its side and goes on receiving, and waits for the end of the other", async () => {
    stage = new Stage();
    stage.peer().end().expect("more").expectEnd({ within: 100 });
    const client = await stage.net.play(async () => {
      const one = await stage.say("more");
      one.stream.finish();
      return one;
    });
    expect(client.events.slice(-2)).toEqual(["0 ended", "0 closed"]);
  });

  it("answers an end with an end after its last step", async () => {
    stage = new Stage();
    stage.peer().expect("bye");
    const client = await stage.net.play(async () => {
      const one = await stage.say("bye");
      one.stream.finish();
      await stage.net.clock.until(() => one.events.some((event) => event.includes("closed")));
      return one;
    });
    expect(client.events.slice(-2)).toEqual(["0 ended", "0 closed"]);
  });

  it("cuts the connection, and sees that it is cut", async () => {
    stage = new Stage();
    stage.peer().reset().nextConnection().expectReset();
    const client = await stage.net.play(async () => {
      const one = await stage.connect();
      await stage.net.clock.advance(0);
      const other = await stage.connect();
      other.stream.destroy("reset");
      return one;
    });
    expect(client.events.at(-1)).toBe("0 closed: connection reset (ECONNRESET)");
  });

  it("reads nothing for a time, and then what came meanwhile", async () => {
    stage = new Stage();
    stage.peer().expect("a").stall(1_000).expect((all) => (all.length < 200_000 ? undefined : true));
    const client = await stage.net.play(async () => {
      const one = await stage.say("a");
      one.stream.send(new Uint8Array(200_000));
      await stage.net.clock.advance(999);
      expect(one.stream.queued).toBeGreaterThan(0);
      return one;
    });
    expect(client.stream.queued).toBe(0);
    expect(stage.now).toBe(1_000);
  });

  it("reads nothing for ever", async () => {
    stage = new Stage();
    stage.peer().expect("a").stall();
    const client = await stage.net.play(() => stage.say("a and more"));
    client.stream.send(new Uint8Array(200_000));
    await stage.net.clock.advance(86_400_000);
    expect(client.stream.queued).toBeGreaterThan(0);
    stage.net.assertDone();
  });

  it("can be added to while it is played", async () => {
    stage = new Stage();
    const peer = stage.peer();
    const client = await stage.net.play(() => stage.connect());
    peer.send("one");
    await stage.net.play();
    peer.expect("two").reply("three");
    client.stream.send(bytes("two"));
    await stage.net.play();
    expect(client.text).toBe("onethree");
  });

  it("ends all when it is stopped, and is refused then", async () => {
    stage = new Stage();
    const peer = stage.peer().send("hello");
    const client = await stage.net.play(() => stage.connect());
    peer.stop();
    const late = await stage.connect();
    expect(client.events.at(-1)).toMatch(/ended/);
    expect(late.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
    client.stream.destroy();
    await stage.net.clock.run();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("leaves nothing ticking when it is stopped in the middle of a step", async () => {
    stage = new Stage();
    const peer = stage.peer().wait(1_000);
    const client = await stage.net.clock.run(() => stage.connect());
    peer.stop();
    client.stream.destroy();
    await stage.net.clock.run();
    expect([stage.now, ...stage.left]).toEqual([0, 0, 0, 0, 0]);
    expect(() => stage.net.assertDone()).toThrow("step 1 of 1, at 0 ms: wait 1000 ms was not done");
    stage = new Stage();
  });

  it("makes a reply once, even if it does not fit at first", async () => {
    stage = new Stage();
    let made = 0;
    stage
      .peer()
      .expect("a")
      .send(new Uint8Array(200_000))
      .reply(() => `${++made}`)
      .close();
    const client = await stage.net.play(() => stage.say("a"));
    expect([made, client.bytes.length]).toEqual([1, 200_001]);
  });

  it("shows its steps as text, with what is done", async () => {
    stage = new Stage();
    const peer = stage
      .peer()
      .expect("CONNECT\n", { within: 10 })
      .reply("x".repeat(60))
      .expect(/^PING (\d+)/i)
      .reply(([, n]) => `PONG ${n}`)
      .expect((all) => all.length > 2)
      .expectBytes("00 01")
      .send(counted(300))
      .wait(5)
      .stall(6)
      .expectEnd()
      .end()
      .nextConnection()
      .expectReset({ within: 7 })
      .script((next) => next.close())
      .script((next) => next.stall())
      .nextConnection()
      .reset();
    void stage.net.play(() => stage.say("CONNECT\n")).catch(() => undefined);
    await stage.net.clock.advance(5);
    expect(String(peer)).toMatchInlineSnapshot(`
      "tcp peer 10.0.0.1:1883
      connection 1 with 10.0.0.2:50000
        ✓ 1 expect "CONNECT\\n" within 10 ms (at 0 ms)
        ✓ 2 reply "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (at 0 ms)
        > 3 expect /^PING (\\d+)/i
          4 reply ([, n]) => \`PONG \${n}\`
          5 expect (all) => all.length > 2
          6 expect 00 01
          7 send 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f … (300 bytes)
          8 wait 5 ms
          9 stall 6 ms
          10 expectEnd
          11 end
      connection 2
          1 expectReset within 7 ms
      connection 3
          1 close
      connection 4
          1 stall
      connection 5
          1 reset"
    `);
    peer.stop();
    stage = new Stage();
  });
});

describe("what cannot be played is refused when it is written", () => {
  const peer = (): ReturnType<Stage["peer"]> => new Stage().peer();

  it.each<[() => unknown, string]>([
    [() => peer().expect(""), "what is empty; expected at least one byte"],
    [() => peer().expectBytes(""), "bytes is empty; expected at least one byte"],
    [() => peer().expectBytes("1 2"), 'bytes is "1 2"; expected pairs of hexadecimal digits'],
    [() => peer().send({ hex: "xy" }), 'data.hex is "xy"; expected pairs of hexadecimal digits'],
    [() => peer().send(5 as never), "data is 5; expected text, bytes or { hex }"],
    [() => peer().send(null as never), "data is null; expected text, bytes or { hex }"],
    [() => peer().expect({} as never), "what is an object; expected text, bytes or { hex }"],
    [() => peer().expect([1, 2] as never), "what is an array; expected text, bytes or { hex } — Uint8Array.of(1, 2)"],
    [() => peer().expect("a", { within: -1 }), "within is -1; expected milliseconds, at least 0"],
    [() => peer().expect("a", { label: 5 as never }), "label is number; expected text"],
    [() => peer().wait(NaN), "ms is NaN; expected milliseconds, at least 0"],
    [() => peer().stall(Infinity), "ms is Infinity; expected milliseconds, at least 0"],
    [() => peer().reply("a"), "reply has nothing to answer; expected an expect before it, or send"],
    [() => peer().close().expect("a"), "expect cannot follow close; expected nextConnection, or nothing"],
    [() => peer().reset().expectEnd(), "expectEnd cannot follow reset; expected nextConnection, or nothing"],
    [() => peer().stall().send("a"), "send cannot follow stall; expected nextConnection, or nothing"],
    [() => peer().end().wait(1).send("a"), "send cannot follow end; nothing can be sent after it"],
    [() => peer().expect("a").end().reply(() => "a"), "reply cannot follow end; nothing can be sent after it"],
  ])("%s", (write, message) => {
    expect(write).toThrow(message);
  });

  it.each<[() => unknown, string]>([
    [() => new Stage().net.peer("10.0.0.1", 0), "peer.port is 0; expected 1 to 65535"],
    [() => new Stage().net.peer("broker.test", 80), 'address is "broker.test"; expected an IPv4 address'],
    [() => new Stage().net.peer("10.0.0.1", 80, { protocol: "ftp" as never }), 'protocol is "ftp"; expected "tcp", "udp" or "tls"'],
    [() => new Stage().net.peer("10.0.0.1", 80, { protocol: "udp", tls: {} }), 'tls.psk is undefined; expected a pre-shared key, as there is no DTLS with certificates'],
    [() => new Stage().net.caller("10.0.0.1").dial("server.test", 80), 'to.host is "server.test"; expected an IPv4 or IPv6 address'],
    [() => new Stage().net.caller("10.0.0.1").dial("10.0.0.2", 70_000), "to.port is 70000; expected 1 to 65535"],
  ])("%s", (open, message) => {
    expect(open).toThrow(message);
  });
});
