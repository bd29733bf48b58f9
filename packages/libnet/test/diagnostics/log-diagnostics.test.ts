import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import type { LogPort } from "@luat/contract";
import { fromLogger } from "@luat/corelib";
import { describe, expect, it, vi } from "vitest";
import { logDiagnostics, type LogDiagnosticsOptions } from "../../src/diagnostics/index.js";
import { createDevice, type Device } from "../../src/index.js";

const SERVER = "10.0.0.1";

interface Logged {
  readonly net: MockNet;
  readonly device: Device;
  readonly lines: string[];
}

function logged(options?: LogDiagnosticsOptions): Logged {
  const net = new MockNet();
  net.host(SERVER);
  const lines: string[] = [];
  const port: LogPort = { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) };
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, diagnostics: logDiagnostics(port, options) });
  return { net, device, lines };
}

describe("the log of diagnostics", () => {
  it("has one line for each step of a connection, with its number and peer", async () => {
    const { net, device, lines } = logged();
    net.peer(SERVER, 1883).expect("hello").reply("welcome").expectEnd();
    await net.play(async () => {
      const connection = await device.connect({ host: SERVER, port: 1883, localPort: 50_000 });
      await connection.tx("hello");
      await connection.rx();
      await expect(connection.rx({ timeout: 2_000 })).rejects.toThrow("timed out");
      await connection.close();
    });
    expect(lines).toEqual([
      "debug socket #1 10.0.0.1:1883 connecting over 10.0.0.2",
      "debug socket #1 10.0.0.1:1883 connected, from 10.0.0.2:50000",
      "warn socket #1 10.0.0.1:1883 receive timed out after 2000 ms",
      "debug socket #1 10.0.0.1:1883 closed, 7 bytes in, 5 bytes out",
    ]);
  });

  it("names the name that is looked up, and says why each of its addresses was not the one", async () => {
    const { net, device, lines } = logged();
    net.name("broker.test", ["10.0.0.9", SERVER]);
    net.peer(SERVER, 1883);
    await net.play(async () => {
      const connection = await device.connect({ host: "broker.test", port: 1883, localPort: 50_000 });
      connection.abort();
      await expect(device.connect({ host: "nobody.test", port: 1883 })).rejects.toThrow("name not resolved");
    });
    expect(lines).toEqual([
      "debug socket #1 broker.test:1883 looking up the name",
      "debug socket #1 10.0.0.9:1883 connecting over 10.0.0.2",
      "warn socket #1 10.0.0.9:1883 no connection: host or network unreachable (EHOSTUNREACH)",
      "debug socket #1 10.0.0.1:1883 connecting over 10.0.0.2",
      "debug socket #1 10.0.0.1:1883 connected, from 10.0.0.2:50000",
      "debug socket #1 10.0.0.1:1883 closed, 0 bytes in, 0 bytes out",
      "debug socket #2 nobody.test:1883 looking up the name",
      "warn socket #2 nobody.test:1883 failed: name not resolved (ENOTFOUND)",
      "debug socket #2 nobody.test:1883 closed, 0 bytes in, 0 bytes out",
    ]);
  });

  it("says why a connect failed and why a connection broke, and forgets the peer when it is closed", async () => {
    const { net, device, lines } = logged({ tags: { site: "north", line: 2 } });
    net.peer(SERVER, 1883).reset();
    await net.play(async () => {
      await expect(device.connect({ host: SERVER, port: 7 })).rejects.toThrow("refused");
      const connection = await device.connect({ host: SERVER, port: 1883 });
      await expect(connection.rx()).rejects.toThrow("reset");
      await device.bind({ port: 6000 }).then((datagrams) => datagrams.close());
    });
    expect(lines).toEqual([
      "debug socket #1 10.0.0.1:7 connecting over 10.0.0.2 site=north line=2",
      "warn socket #1 10.0.0.1:7 failed: connection refused (ECONNREFUSED) site=north line=2",
      "debug socket #1 10.0.0.1:7 closed, 0 bytes in, 0 bytes out site=north line=2",
      "debug socket #2 10.0.0.1:1883 connecting over 10.0.0.2 site=north line=2",
      expect.stringMatching(/^debug socket #2 10.0.0.1:1883 connected, from 10.0.0.2:\d+ site=north line=2$/),
      "warn socket #2 10.0.0.1:1883 broken: connection reset (ECONNRESET) site=north line=2",
      "debug socket #2 10.0.0.1:1883 closed, 0 bytes in, 0 bytes out site=north line=2",
      "debug socket #3 bound to 10.0.0.2:6000 site=north line=2",
      "debug socket #3 closed, 0 bytes in, 0 bytes out site=north line=2",
    ]);
  });

  it("says what TLS settled, whom a server took, rejected and refused", async () => {
    const { net, device, lines } = logged();
    const authority = createAuthority({ keyType: "ec", now: net.clock.wall() });
    await net.clock.run(async () => {
      const server = await device.listen({ host: "10.0.0.2", port: 8883, tls: authority.issue({ names: ["10.0.0.2"] }) });
      const [connection, client] = await Promise.all([device.connect({ host: "10.0.0.2", port: 8883, tls: { ca: authority.cert } }), server.accept()]);
      await expect(device.connect({ host: "10.0.0.2", port: 8883, tls: true })).rejects.toThrow("no known authority");
      await device.connect({ host: "10.0.0.2", port: 8883, tls: { ca: authority.cert } });
      await Promise.all([connection.close(), client?.close()]);
    });
    await net.clock.advance(100);
    await device.stop();
    const seen = lines.map((line) => line.replace(/10\.0\.0\.2:\d{5}/g, "ADDRESS"));
    expect(seen.filter((line) => !line.includes("#5"))).toEqual([
      "debug socket #1 listening on 10.0.0.2:8883",
      "debug socket #2 10.0.0.2:8883 connecting over 10.0.0.2",
      "debug socket #2 10.0.0.2:8883 connected, from ADDRESS",
      "debug socket #2 10.0.0.2:8883 secured: TLSv1.3, verified",
      "debug socket #3 ADDRESS accepted",
      "debug socket #3 ADDRESS secured: TLSv1.3, not verified",
      "debug socket #4 10.0.0.2:8883 connecting over 10.0.0.2",
      "debug socket #4 10.0.0.2:8883 connected, from ADDRESS",
      "warn socket #4 10.0.0.2:8883 failed: TLS failure: the peer's certificate leads to no known authority, it is issued by CN=Test authority",
      "debug socket #4 10.0.0.2:8883 closed, 0 bytes in, 0 bytes out",
      "warn socket #1 ADDRESS rejected: TLS failure: the peer refused the handshake",
      "debug socket #3 ADDRESS closed, 0 bytes in, 0 bytes out",
      "debug socket #2 10.0.0.2:8883 closed, 0 bytes in, 0 bytes out",
      "warn socket #1 ADDRESS refused",
      "debug socket #1 closed, 0 bytes in, 0 bytes out",
    ]);
  });

  it("gives a logger like pino's the same as fields", async () => {
    const write = vi.fn();
    const logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
    const net = new MockNet();
    net.host(SERVER);
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, diagnostics: logDiagnostics(fromLogger(logger), { tags: { site: "north" } }) });
    await net.play(() => expect(device.connect({ host: SERVER, port: 7 })).rejects.toThrow("refused"));
    expect(write.mock.calls[1]).toEqual([
      { tag: "socket", site: "north", event: "broke", id: 1, peer: "10.0.0.1:7", reason: "refused", errno: "ECONNREFUSED" },
      "#1 10.0.0.1:7 failed: connection refused (ECONNREFUSED) site=north",
    ]);
  });

  it("leaves out what a flood adds, kind by kind, and says how much at the end of the second", async () => {
    const { net, device, lines } = logged({ perSecond: 3, tags: { site: "north" } });
    const datagrams = await net.clock.run(() => device.bind({ host: "10.0.0.2", port: 6000 }));
    await net.clock.run(async () => {
      const other = await device.bind();
      for (let i = 0; i < 2_100; i++) await other.tx(new Uint8Array(0), datagrams.local);
      await other.close();
    });
    const dropped = (): string[] => lines.filter((line) => line.includes("dropped"));
    expect(datagrams.dropped).toBeGreaterThan(10);
    expect(dropped()).toHaveLength(3);
    expect(lines.at(-1)).toContain("closed");
    await net.clock.advance(1_000);
    expect(lines.at(-1)).toBe(`warn socket ${datagrams.dropped - 3} more of "dropped" left out in this second site=north`);
    await net.clock.run(() => datagrams.close());
    await net.clock.advance(5_000);
    expect(lines.at(-1)).toContain("closed");
    await device.stop();
  });

  it("refuses wrong arguments by name", () => {
    expect(() => logDiagnostics({} as never)).toThrow(new TypeError("log is of the type Object; expected a log port, such as fromLogger(logger)"));
    expect(() => logDiagnostics(undefined, { perSecond: 0 })).toThrow(new RangeError("perSecond is 0; expected at least 1"));
    expect(() => logDiagnostics(undefined, { tags: "x" as never })).toThrow(new TypeError('tags is "x"; expected an object'));
  });
});
