import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, createDevice, TimeoutError, TlsError, type ConnectOptions, type Device } from "../../src/index.js";
import { text } from "../simulated.js";

const HOLE = "fd00::99";
const REFUSING = "fd00::8";
const SERVER = "10.0.0.1";
const SERVER_V6 = "fd00::1";
const AFAR = "10.0.0.9";

interface Rig {
  readonly net: MockNet;
  readonly client: Device;
  readonly server: Device;
  readonly afar: Device;
  /** Connects to the name that has these addresses. */
  connect(addresses: readonly string[], options?: Partial<ConnectOptions>): ReturnType<Device["connect"]>;
  /** Runs it on virtual time, and sees to it that nothing is left afterwards. */
  run(work: () => Promise<void>): Promise<void>;
}

/** A client, a server, another one that is 400 ms away, an address that never answers, and one that refuses. */
function rig(): Rig {
  const net = new MockNet({ latency: 10 });
  const shared = { clock: net.clock, log: silentLog };
  const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2", { ipv6: "fd00::2" }) }, ...shared });
  const server = createDevice({ adapters: { LWIP_ETH: net.host(SERVER, { ipv6: SERVER_V6 }) }, ...shared });
  const afar = createDevice({ adapters: { LWIP_ETH: net.host(AFAR) }, ...shared });
  net.host("10.0.0.8", { ipv6: REFUSING });
  net.blackhole(HOLE);
  net.rule((packet) => ([packet.from.host, packet.to.host].includes(AFAR) ? { delay: 190 } : "pass"));
  return {
    net,
    client,
    server,
    afar,
    connect(addresses, options) {
      net.name("many.test", addresses);
      return client.connect({ host: "many.test", port: 5, happyEyeballs: true, ...options });
    },
    async run(work) {
      await net.clock.run(async () => {
        await work();
        await Promise.all([client.stop(), server.stop(), afar.stop()]);
      });
      // What is under way arrives; a timer of an attempt would outlast that.
      await net.clock.advance(200);
      expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
    },
  };
}

describe("connect with happyEyeballs", () => {
  it("goes on after 250 ms when the first address does not answer, whatever the time limit", async () => {
    const { net, server, connect, run } = rig();
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await connect([HOLE, SERVER], { timeout: Infinity });
      expect([connection.peer.host, net.clock.now()]).toEqual([SERVER, 270]);
      expect(net.host("10.0.0.2").openStreams).toBe(1);
    });
  });

  it("goes on at once when the first address refuses", async () => {
    const { net, server, connect, run } = rig();
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await connect([REFUSING, SERVER]);
      expect([connection.peer.host, net.clock.now()]).toEqual([SERVER, 40]);
    });
  });

  it("takes the faster one, and ends the slow one though it began earlier", async () => {
    const { net, server, afar, connect, run } = rig();
    await run(async () => {
      await afar.listen({ port: 5 });
      await server.listen({ port: 5 });
      const connection = await connect([AFAR, SERVER]);
      expect([connection.peer.host, net.clock.now()]).toEqual([SERVER, 270]);
      expect(await connection.wait({ timeout: 2_000 })).toBe("timeout");
      expect(net.host("10.0.0.2").openStreams).toBe(1);
    });
  });

  it("takes the slow one when it comes first all the same, and tries the others by the given delay", async () => {
    const { net, afar, connect, run } = rig();
    await run(async () => {
      await afar.listen({ port: 5 });
      const connection = await connect([AFAR, HOLE], { happyEyeballs: { delay: 50 } });
      expect([connection.peer.host, net.clock.now()]).toEqual([AFAR, 400]);
    });
  });

  it("carries data both ways, and ends in order", async () => {
    const { server, connect, run } = rig();
    await run(async () => {
      const listening = await server.listen({ port: 5 });
      const here = await connect([HOLE, SERVER]);
      const there = await listening.accept();
      await here.tx("hello");
      expect(text(await there?.rx())).toBe("hello");
      await there?.tx("welcome");
      await there?.close();
      expect([text(await here.rx()), await here.rx()]).toEqual(["welcome", undefined]);
      await here.close();
    });
  });

  it("takes both kinds of addresses in turn", async () => {
    const { net, server, connect, run } = rig();
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await connect([HOLE, "fd00::98", "fd00::97", SERVER]);
      expect([connection.peer.host, net.clock.now()]).toEqual([SERVER, 270]);
    });
  });

  it("fails when all fail, and tells of each", async () => {
    const { connect, run } = rig();
    await run(async () => {
      const error = await connect([REFUSING, "10.0.0.8", "10.8.8.8"]).catch((reason: unknown) => reason as BrokenError);
      expect(error).toBeInstanceOf(BrokenError);
      expect((error as BrokenError).message).toMatch(
        /^Cannot connect to "many.test:5": .*, tried fd00::8 \(connection refused\), 10.0.0.8 \(connection refused\), 10.8.8.8 \(host or network unreachable\)$/,
      );
      expect(((error as BrokenError).cause as AggregateError).errors.map((one: BrokenError) => [one.endpoint, one.code])).toEqual([
        ["[fd00::8]:5", "refused"],
        ["10.0.0.8:5", "refused"],
        ["10.8.8.8:5", "unreachable"],
      ]);
    });
  });

  it("ends all attempts with its time-out", async () => {
    const { net, connect, run } = rig();
    net.blackhole(SERVER);
    await run(async () => {
      const work = connect([HOLE, SERVER, REFUSING], { timeout: 1_000 });
      await expect(work).rejects.toThrow(TimeoutError);
      await expect(work).rejects.toThrow(/tried fd00::99 \(no answer\), 10.0.0.1 \(no answer\), fd00::8 \(connection refused\)$/);
      expect([net.openStreams, net.clock.now()]).toEqual([0, 1_000]);
    });
  });

  it("ends all attempts with its signal, the reason untouched", async () => {
    const { net, connect, run } = rig();
    net.blackhole(SERVER);
    await run(async () => {
      const controller = new AbortController();
      const work = connect([HOLE, SERVER], { signal: controller.signal });
      net.clock.after(400, () => {
        controller.abort("enough");
      });
      await expect(work).rejects.toBe("enough");
      expect([net.openStreams, net.clock.now()]).toEqual([0, 400]);
    });
  });

  it("ends all attempts with its device, and with its link", async () => {
    const { net, client, connect, run } = rig();
    net.blackhole(SERVER);
    await run(async () => {
      net.clock.after(400, () => {
        net.host("10.0.0.2").setLink(false);
      });
      await expect(connect([HOLE, SERVER])).rejects.toMatchObject({ code: "link" });
      expect(net.openStreams).toBe(0);
      net.host("10.0.0.2").setLink(true);
      const work = connect([HOLE, SERVER]);
      net.clock.after(400, () => void client.stop());
      await expect(work).rejects.toThrow(ClosedError);
      expect(net.openStreams).toBe(0);
    });
  });

  it("is of no effect with one address", async () => {
    const { net, server, connect, run } = rig();
    await run(async () => {
      await server.listen({ port: 5 });
      expect([(await connect([SERVER])).peer.host, net.clock.now()]).toEqual([SERVER, 20]);
    });
  });

  it.each([
    [{ happyEyeballs: 250 }, "happyEyeballs is 250; expected true, false or an object"],
    [{ happyEyeballs: null }, "happyEyeballs is null; expected true, false or an object"],
    [{ happyEyeballs: { delay: 9 } }, "happyEyeballs.delay is 9; expected at least 10"],
    [{ happyEyeballs: { delay: "1" } }, 'happyEyeballs.delay is "1"; expected an integer'],
    [{ happyEyeballs: {}, localPort: 5_000 }, "localPort is 5000; expected none with happyEyeballs"],
  ])("refuses %j, naming the argument", async (options, message) => {
    const { connect, run } = rig();
    await run(() => expect(connect([SERVER], options as never)).rejects.toThrow(message));
  });
});

describe("connect with happyEyeballs and TLS", () => {
  const now = new MockNet().clock.wall();
  const authority = createAuthority({ keyType: "ec", now });
  const good = authority.issue({ names: ["many.test"] });
  const other = authority.issue({ names: ["other.test"] });
  const tls = { ca: authority.cert };

  it("is won by the first handshake that is done: a server that only listens loses", async () => {
    const { net, server, connect, run } = rig();
    const silent = net.host("10.0.0.7").listen({ port: 5, backlog: 1 }, { listening() {}, offered() {}, rejected() {}, closed() {} });
    await run(async () => {
      await server.listen({ port: 5, tls: good });
      const connection = await connect(["10.0.0.7", SERVER], { tls });
      expect([connection.peer.host, connection.security]).toEqual([SERVER, expect.objectContaining({ protocol: "TLSv1.3", verified: true })]);
      expect(net.host("10.0.0.2").openStreams).toBe(1);
      silent.close();
    });
  });

  it("verifies every address for the name: one with another certificate is passed over", async () => {
    const { server, afar, connect, run } = rig();
    await run(async () => {
      await afar.listen({ port: 5, tls: other });
      await server.listen({ port: 5, tls: good });
      expect((await connect([AFAR, SERVER], { tls, happyEyeballs: { delay: 5_000 } })).peer.host).toBe(SERVER);
      await expect(connect([AFAR], { tls })).rejects.toMatchObject({ tls: "name" });
      const error = await connect([AFAR, "10.0.0.8"], { tls, happyEyeballs: { delay: 5_000 } }).catch((reason: unknown) => reason as BrokenError);
      expect(((error as BrokenError).cause as AggregateError).errors.map((one: Error) => one.constructor)).toEqual([TlsError, BrokenError]);
    });
  });

  it("one after the other, a handshake that fails ends it all", async () => {
    const { server, afar, connect, run } = rig();
    await run(async () => {
      await afar.listen({ port: 5, tls: other });
      await server.listen({ port: 5, tls: good });
      await expect(connect([AFAR, SERVER], { tls, happyEyeballs: false })).rejects.toThrow(/the peer's certificate is for other names.*, tried 10.0.0.9 \(TLS failure: the peer's certificate is for other names\)$/);
    });
  });
});
