import { describe, expect, it } from "vitest";
import { MockNet, PeerError, VirtualClock } from "../../../src/mock/index.js";
import { ListenRecorder } from "../recorder.js";
import { SERVER, TwoHosts } from "../two-hosts.js";

const forEver = (): Promise<void> => new Promise(() => undefined);

async function errorOf(failing: Promise<unknown>): Promise<Error> {
  return failing.then(
    () => new Error("nothing failed"),
    (reason: unknown) => reason as Error,
  );
}

/** What an error shows beside its first line. */
async function shownBy(failing: Promise<unknown>): Promise<string> {
  return (await errorOf(failing)).message.replace(/^.*\n?/, "");
}

/** How often a text is in another. */
function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("an error of a wait that cannot end", () => {
  it("shows the sockets that are open, and the packets of a trace that goes on", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { clock } = hosts.net;
    expect(await shownBy(clock.until(() => false))).toBe("");
    hosts.listen();
    const trace = hosts.net.trace();
    hosts.dial();
    expect(await shownBy(clock.until(() => false))).toMatchInlineSnapshot(`
      "
      sockets at 20 ms:
      Host      Proto  Recv-Q  Send-Q  Local address   Peer address    State
      10.0.0.1  tcp         1       8  0.0.0.0:80      *               LISTEN
      10.0.0.1  tcp         0       0  10.0.0.1:80     10.0.0.2:50000  ESTABLISHED
      10.0.0.2  tcp         0       0  10.0.0.2:50000  10.0.0.1:80     ESTABLISHED

      packets until 20 ms:
      left ms  arrived  10.0.0.2        10.0.0.1
            0       10  ├─ syn ────────▶│  50000 → 80
           10       20  │◀──── syn-ack ─┤  80 → 50000"
    `);
    trace.stop();
    const stuck = await shownBy(clock.run(forEver));
    expect(stuck).toMatch(/^\nsockets at 20 ms:\nHost .*\n10.0.0.1 .* LISTEN\n10.0.0.1 .* ESTABLISHED\n10.0.0.2 .* ESTABLISHED$/);
  });

  it("shows them when time has passed, too, and to who reads the stack", async () => {
    const net = new MockNet();
    net.host("10.0.0.9").flap({ up: 100, down: 100 });
    net.peer("10.0.0.5", 1883);
    const error = await errorOf(net.clock.until(() => false, { within: 1_000 }));
    expect(error.message).toMatch(/^the condition did not become true, and 1000 virtual ms have passed\n\nsockets at 1000 ms:\n.*\n10.0.0.5 .* LISTEN$/);
    expect(error.stack).toMatch(`Error: ${error.message}\n    at `);
  });

  it("shows not more than the last twenty packets and the first twenty sockets, of the newest trace", async () => {
    const hosts = new TwoHosts();
    const traces = [hosts.net.trace({ protocol: "udp" }), hosts.net.trace({ protocol: "tcp" })];
    for (let n = 0; n < 15; n++) hosts.dial();
    await hosts.run();
    for (let port = 1; port <= 25; port++) hosts.listen({ port });
    const shown = await shownBy(hosts.net.clock.run(forEver));
    expect(shown).toContain("\n5 more\n\npackets until 0 ms:\n10 older packets are not shown\nleft ms");
    expect([count(shown, "LISTEN"), count(shown, "│")]).toEqual([20, 20]);
    traces[1]?.stop();
    expect(await shownBy(hosts.net.clock.run(forEver))).toMatch(/\n\npackets until 0 ms:\nno packets$/);
  });

  it("shows each net of its clock", async () => {
    const clock = new VirtualClock();
    for (const name of ["one", "two"]) new MockNet({ clock }).host("10.0.0.1", { name }).listen({ port: 1, backlog: 1 }, new ListenRecorder(clock));
    expect((await shownBy(clock.run(forEver))).match(/^one .*|^two .*/gm)?.length).toBe(2);
  });
});

describe("an error of a script", () => {
  it("shows what was open when it failed", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    using trace = hosts.net.trace();
    hosts.net.peer("10.0.0.5", 1883).expect("hello");
    const play = hosts.net.play(async () => {
      const here = hosts.dial("10.0.0.5", 1883);
      await hosts.net.clock.advance(20);
      here.stream.send(new TextEncoder().encode("what?"));
      await forEver();
    });
    const error = await errorOf(play);
    expect(error).toBeInstanceOf(PeerError);
    expect(error.message).toMatch(/expect "hello"\n\nsockets at 30 ms:\nHost .*\n10.0.0.2 .* ESTABLISHED\n10.0.0.5 .* LISTEN\n10.0.0.5 .* ESTABLISHED\n\npackets until 30 ms:\nleft ms .*"what\?"$/s);
    expect(trace.packets.at(-1)?.kind).toBe("reset");
    expect(await errorOf(hosts.net.play())).toBe(error);
    expect(count(error.message, "sockets at")).toBe(1);
  });

  it("shows it once when time does not go on, be there one or several, and its cause does not", async () => {
    for (const ports of [[1883], [1883, 1884]]) {
      const net = new MockNet();
      for (const port of ports) net.peer(SERVER, port).expect("hello");
      const error = await errorOf(net.play(forEver));
      const cause = error.cause ?? ((error as AggregateError).errors[0] as Error).cause;
      expect(count(error.message, "\n\nsockets at 0 ms:\n")).toBe(1);
      expect(error.stack).toContain(error.message);
      expect(`${(cause as Error).message} ${(cause as Error).stack}`).not.toContain("sockets at");
      expect((cause as Error).message).toContain("nothing is left to happen");
    }
  });

  it("shows nothing when nothing was asked of the clock", () => {
    const net = new MockNet();
    net.peer(SERVER, 1).expect("hello");
    expect(() => net.assertDone()).toThrow(/^((?!sockets at).)*$/s);
  });
});

describe("an error of the code under test", () => {
  it("is not about sockets", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    hosts.net.trace();
    const error = new Error("an assertion");
    for (const failing of [hosts.net.clock.run(() => Promise.reject(error)), hosts.net.play(() => Promise.reject(error))]) {
      expect(await errorOf(failing)).toBe(error);
    }
    hosts.net.clock.fail(error);
    expect(await errorOf(hosts.net.clock.advance(1))).toBe(error);
    expect(error.message).toBe("an assertion");
  });
});
