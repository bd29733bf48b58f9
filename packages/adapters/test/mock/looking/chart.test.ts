import { describe, expect, it } from "vitest";
import { stall, type Trace, type Verdict } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The lines without their title, and without the times when they left. */
function arrows(trace: Trace): string {
  return String(trace).replace(/^.{9}/gm, "").replace(/^.*\n/, "");
}

/** What is shown of one datagram to a host that takes none. */
async function datagram(verdict: Verdict): Promise<string> {
  const hosts = new TwoHosts({ latency: 10 });
  const socket = await hosts.bind({ peer: { host: SERVER, port: 9 } });
  const trace = hosts.net.trace();
  hosts.net.rule(({ kind }) => (kind === "datagram" ? verdict : "pass"));
  socket.socket.send(bytes("hello"));
  await hosts.run();
  return arrows(trace);
}

describe("the chart of a trace", () => {
  it("shows who sent whom what, when it left and when it arrived", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const trace = hosts.net.trace();
    expect(String(trace)).toBe("no packets");
    const { here, there } = await hosts.pair();
    here.stream.send(bytes("GET / HTTP/1.1\r\n\r\n"));
    await hosts.net.clock.advance(25);
    there.stream.send(counted(40));
    there.stream.finish();
    await hosts.run();
    here.stream.destroy("reset");
    await hosts.run();
    expect(String(trace)).toMatchInlineSnapshot(`
      "left ms  arrived  10.0.0.2        10.0.0.1
            0       10  ├─ syn ────────▶│  50000 → 80
           10       20  │◀──── syn-ack ─┤  80 → 50000
           20       30  ├─ data 18 ────▶│  50000 → 80  "GET / HTTP/1.1\\r\\n\\r\\n"
           45       55  │◀──── data 40 ─┤  80 → 50000  00 01 02 03 04 05 06 07 08 09 … (40 bytes)
           45       55  │◀──────── fin ─┤  80 → 50000
           55       65  ├─ reset ──────▶│  50000 → 80"
    `);
  });

  it("shows what was lost and sent again, and what is under way", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    const trace = hosts.net.trace();
    hosts.net.rule(({ attempt }) => (attempt < 3 ? "drop" : { delay: 0.0004 }));
    here.stream.send(bytes("a"));
    there.stream.send(bytes("b"));
    await hosts.net.clock.advance(601);
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "      -  ├─ data 1 ─✗    │  50000 → 80  "a"
            -  │    ✗─ data 1 ─┤  80 → 50000  "b"
            -  ├─ data 1 ─✗    │  50000 → 80  "a"  try 2
            -  │    ✗─ data 1 ─┤  80 → 50000  "b"  try 2
            -  ├─ data 1 ─…    │  50000 → 80  "a"  try 3
            -  │    …─ data 1 ─┤  80 → 50000  "b"  try 3"
    `);
    await hosts.run();
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "      -  ├─ data 1 ─✗    │  50000 → 80  "a"
            -  │    ✗─ data 1 ─┤  80 → 50000  "b"
            -  ├─ data 1 ─✗    │  50000 → 80  "a"  try 2
            -  │    ✗─ data 1 ─┤  80 → 50000  "b"  try 2
          630  ├─ data 1 ─────▶│  50000 → 80  "a"  try 3
          630  │◀───── data 1 ─┤  80 → 50000  "b"  try 3"
    `);
  });

  it("shows what rules make of datagrams", async () => {
    expect(await datagram("drop")).toMatchInlineSnapshot(`"      -  ├─ datagram 5 ─✗  │  50000 → 9  "hello""`);
    expect(await datagram("reset")).toMatchInlineSnapshot(`"      -  ├─ datagram 5 ─✗  │  50000 → 9  "hello"  reset by a rule"`);
    expect(await datagram("hold")).toMatchInlineSnapshot(`"      -  ├─ datagram 5 ─‖  │  50000 → 9  "hello""`);
    expect(await datagram("duplicate")).toMatchInlineSnapshot(`
      "     10  ├─ datagram 5 ────▶│  50000 → 9  "hello"  2 times
           20  │◀─── unreachable ─┤  9 → 50000
           20  │◀─── unreachable ─┤  9 → 50000"
    `);
    expect(await datagram("reorder")).toMatchInlineSnapshot(`
      "    110  ├─ datagram 5 ────▶│  50000 → 9  "hello"  lets the next one by
          120  │◀─── unreachable ─┤  9 → 50000"
    `);
    expect(await datagram({ corrupt: Uint8Array.of(0, 255) })).toMatchInlineSnapshot(`
      "     10  ├─ datagram 5 ────▶│  50000 → 9  "hello"  changed to 00 ff
           20  │◀─── unreachable ─┤  9 → 50000"
    `);
    expect(await datagram({ delay: 5 })).toMatchInlineSnapshot(`
      "     15  ├─ datagram 5 ────▶│  50000 → 9  "hello"
           25  │◀─── unreachable ─┤  9 → 50000"
    `);
  });

  it("shows one that overtakes another, by its times", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const socket = await hosts.bind({ peer: { host: SERVER, port: 9 } });
    await hosts.bind({ port: 9 }, hosts.server);
    const trace = hosts.net.trace();
    hosts.net.rule(({ bytes: [first] }) => ({ delay: first === 1 ? 30 : 0 }));
    socket.socket.send(Uint8Array.of(1));
    socket.socket.send(Uint8Array.of(2));
    await hosts.run();
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "     40  ├─ datagram 1 ───▶│  50000 → 9  01
           10  ├─ datagram 1 ───▶│  50000 → 9  02"
    `);
  });

  it("shows what gets lost in a hole, and what it lets through when it is filled", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here } = await hosts.pair();
    const socket = await hosts.bind({ port: 5000 });
    const trace = hosts.net.trace();
    const holes = [hosts.net.blackhole(SERVER), hosts.net.blackhole("10.0.0.99")];
    here.stream.send(bytes("late"));
    socket.socket.send(bytes("x"), { host: SERVER, port: 9 });
    socket.socket.send(bytes("y"), { host: "10.0.0.99", port: 9 });
    await hosts.net.clock.advance(50);
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "      -  ├─ data 4 ─✗      │                 │  50000 → 80  "late"
            -  ├─ datagram 1 ─✗  │                 │  5000 → 9  "x"
            -  ├─ datagram 1 ─✗  │                 │  5000 → 9  "y""
    `);
    for (const hole of holes) hole.remove();
    await hosts.run();
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "     70  ├─ data 4 ───────▶│                 │  50000 → 80  "late"
            -  ├─ datagram 1 ─✗  │                 │  5000 → 9  "x"
            -  ├─ datagram 1 ─✗  │                 │  5000 → 9  "y""
    `);
  });

  it("has a lane for each address, however it is written, and room for the longest", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    const socket = await hosts.bind({ port: 5000, host: "::" });
    const other = await hosts.bind({ port: 5001, host: "127.0.0.1" });
    socket.socket.send(counted(0), { host: "fd00:0:0:0:0:0:0:1", port: 9 });
    socket.socket.send(counted(0), { host: "fd00::1", port: 9 });
    other.socket.send(counted(1000), { host: "127.0.0.1", port: 9 });
    hosts.dial(CLIENT);
    await hosts.run();
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "      0  ├─ syn ─▶╯           │                    │                    │                       50000 → 80
            0  │                    ├─ datagram 0 ──────▶│                    │                       5000 → 9
            0  │                    ├─ datagram 0 ──────▶│                    │                       5000 → 9
            0  │                    │                    │                    ├─ datagram 1000 ─▶╯    5001 → 9  00 01 02 03 04 05 06 07 08 09 … (1000 bytes)
            0  ├─ reset ─▶╯         │                    │                    │                       80 → 50000
            0  │                    │◀───── unreachable ─┤                    │                       9 → 5000
            0  │                    │◀───── unreachable ─┤                    │                       9 → 5000
            0  │                    │                    │                    ├─ unreachable ─▶╯      9 → 5001"
    `);
  });

  it("says how many packets it does not show", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace({ limit: 2 });
    await hosts.pair();
    expect(String(trace)).toMatch(/^left ms/);
    hosts.dial();
    await hosts.net.clock.advance(0);
    expect(trace.forgotten).toBe(2);
    expect(String(trace)).toMatch(/^2 older packets are not shown\nleft ms .*\n.* syn .*\n.* syn-ack /);
  });

  it("shows the same packet each time that it is held anew", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    const guards = [hosts.net.rule(stall()), hosts.net.rule(stall())];
    hosts.dial();
    for (const guard of guards) {
      await hosts.run();
      guard.remove();
    }
    await hosts.run();
    expect(arrows(trace)).toMatchInlineSnapshot(`
      "      -  ├─ syn ─‖       │  50000 → 80
            -  ├─ syn ─‖       │  50000 → 80
            0  ├─ syn ────────▶│  50000 → 80
            0  │◀────── reset ─┤  80 → 50000"
    `);
  });
});
