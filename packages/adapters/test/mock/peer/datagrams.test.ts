import { describe, expect, it } from "vitest";
import { bytes, HOST, messageOf, PEER, PORT, Stage } from "./peer-stage.js";

const text = (arrived: readonly number[][]): string[] => arrived.map((one) => new TextDecoder().decode(Uint8Array.from(one)));

describe("a peer that talks UDP", () => {
  it("takes one datagram with each step, and replies to its sender", async () => {
    const stage = new Stage();
    const peer = stage.peer({ protocol: "udp" }).expect("time?").reply("12:00").expect(/^set (\d+)$/).reply(([, n]) => `is ${n}`).expect("").send("empty");
    const [one, two] = await stage.net.play(async () => {
      const both = [await stage.bind(), await stage.bind()] as const;
      both[0].socket.send(bytes("time?"));
      await stage.net.clock.advance(1);
      both[1].socket.send(bytes("set 5"));
      await stage.net.clock.advance(1);
      both[0].socket.send(bytes(""));
      return both;
    });
    expect([text(one.arrived), text(two.arrived)]).toEqual([["12:00", "empty"], ["is 5"]]);
    expect(String(peer)).toMatchInlineSnapshot(`
      "udp peer 10.0.0.1:1883
      datagrams
        ✓ 1 expect "time?" (at 0 ms)
        ✓ 2 reply "12:00" (at 0 ms)
        ✓ 3 expect /^set (\\d+)$/ (at 1 ms)
        ✓ 4 reply ([, n]) => \`is \${n}\` (at 1 ms)
        ✓ 5 expect "" (at 2 ms)
        ✓ 6 send "empty" (at 2 ms)"
    `);
    for (const { socket } of [one, two]) socket.close();
    peer.stop();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("takes each datagram whole", async () => {
    const said = async (write: (peer: ReturnType<Stage["peer"]>) => unknown, datagram: string): Promise<string | undefined> => {
      const stage = new Stage();
      write(stage.peer({ protocol: "udp" }));
      const failing = stage.net.play(async () => {
        const { socket } = await stage.bind();
        socket.send(bytes(datagram));
      });
      return (await messageOf(failing)).split("\n")[0];
    };
    const where = "udp peer 10.0.0.1:1883, datagrams, step 1 of 1, at 0 ms:";
    expect(await said((peer) => peer.expect("hello"), "hell")).toBe(`${where} expect "hello" met another datagram`);
    expect(await said((peer) => peer.expect("hello"), "hello!")).toBe(`${where} expect "hello" took 5 bytes of a datagram of 6`);
    expect(await said((peer) => peer.expect(/a+/), "b")).toBe(`${where} expect /a+/ met another datagram`);
    expect(await said((peer) => peer.expect(() => undefined), "b")).toBe(`${where} expect () => undefined met another datagram`);
    expect(await said((peer) => peer.wait(5), "b")).toBe(`${where} wait 5 ms met bytes that no step expects`);
  });

  it("does not know whom to send to before it took one", async () => {
    const stage = new Stage();
    stage.peer({ protocol: "udp" }).send("hello");
    expect(await messageOf(stage.net.play())).toContain('send "hello" has nobody to go to: no datagram was taken yet\n');
  });

  it("loses what comes while it stalls, and hears nothing after it closed", async () => {
    const stage = new Stage();
    stage.peer({ protocol: "udp" }).stall(100).expect("b").close();
    await stage.net.play(async () => {
      const { socket } = await stage.bind();
      socket.send(bytes("a"));
      await stage.net.clock.advance(100);
      socket.send(bytes("b"));
      await stage.net.clock.advance(1);
      socket.send(bytes("c"));
      await stage.net.clock.advance(1);
      socket.close();
    });
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("refuses steps that only connections know", () => {
    const peer = new Stage().peer({ protocol: "udp" });
    for (const word of ["expectEnd", "expectReset", "end", "reset", "nextConnection"] as const) {
      expect(() => peer[word]()).toThrow(`${word} is for connections; udp peer 10.0.0.1:1883 has none`);
    }
  });
});

describe("a caller that talks UDP", () => {
  it("sends to the code under test, and takes what it answers", async () => {
    const stage = new Stage({ latency: 5 });
    const server = await stage.bind({ port: PORT });
    server.onReceived = (received, from) => void server.socket.send(bytes(`${received.length} bytes`), from);
    const client = stage.caller({ protocol: "udp" }).send("hello").expect("5 bytes").send("").expect("0 bytes").close();
    await stage.net.play();
    expect(stage.now).toBe(25);
    server.socket.close();
    client.stop();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it.each(["255.255.255.255", "10.0.0.255"])("hears what is sent to all, at %s", async (all) => {
    const stage = new Stage();
    const peer = stage.peer({ protocol: "udp" }).expect("who is there?").reply("a meter");
    const socket = await stage.bind({});
    socket.socket.send(bytes("who is there?"), { host: all, port: PORT });
    await stage.net.play();
    await stage.net.clock.advance(10);
    expect(socket.events.at(-1)).toBe("0 received 7 from 10.0.0.1 1883");
    socket.socket.close();
    peer.stop();
  });

  it("fails when nobody is there", async () => {
    const stage = new Stage();
    stage.net.caller(PEER).dial(HOST, 99, { protocol: "udp" }).send("hello").expect("hello");
    expect(await messageOf(stage.net.play())).toContain(
      'udp caller 10.0.0.1 of 10.0.0.2:99, datagrams, step 2 of 2, at 0 ms: expect "hello" was not met: connection refused (ECONNREFUSED)\n',
    );
    expect(stage.left).toEqual([0, 0, 0, 0]);
    const other = new Stage();
    other.net.caller(PEER).dial(HOST, 99, { protocol: "udp" }).send("hello").wait(5);
    expect(await messageOf(other.net.play())).toContain("wait 5 ms met a datagram that failed: connection refused (ECONNREFUSED)\n");
  });
});
