import { MockNet } from "@luat/adapters/mock";
import type { LogPort } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, ResolveError, createDevice, TimeoutError, type DatagramSocket } from "../../src/index.js";
import { counted, SERVER, simulate, text, type Simulated } from "../simulated.js";

/** A socket of the server on port 6000, and one of the client, which has it as its peer. */
async function two({ client, server }: Simulated): Promise<{ here: DatagramSocket; there: DatagramSocket }> {
  const there = await server.bind({ port: 6_000 });
  const here = await client.bind({ peer: { host: SERVER, port: 6_000 } });
  return { here, there };
}

describe("bind", () => {
  it("opens a socket for anyone, on a port of its own", async () => {
    const { client, run } = simulate();
    await run(async () => {
      const [one, other] = [await client.bind(), await client.bind({ host: "10.0.0.2" })];
      expect([one.peer, one.state, one.dropped]).toEqual([undefined, "open", 0]);
      expect(one.local.port).toBeGreaterThan(0);
      expect(other.local.port).not.toBe(one.local.port);
      expect(other.local.host).toBe("10.0.0.2");
      expect(one.id).not.toBe(other.id);
      await client.stop();
    });
  });

  it("looks a peer's name up", async () => {
    const { net, client, run } = simulate();
    net.name("time.test", [SERVER]);
    await run(async () => {
      expect((await client.bind({ peer: { host: "time.test", port: 123 } })).peer).toEqual({ host: SERVER, port: 123 });
      await expect(client.bind({ peer: { host: "nobody.test", port: 123 } })).rejects.toThrow(ResolveError);
      await client.stop();
    });
  });

  it("uses the kind of addresses that it is told to", async () => {
    const net = new MockNet();
    const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2", { ipv6: "fd00::2" }) }, clock: net.clock });
    net.name("both.test", ["10.0.0.2", "fd00::2"]);
    await net.clock.run(async () => {
      const [any, four, six] = [await device.bind({ family: 6 }), ...(await Promise.all(([4, 6] as const).map((family) => device.bind({ peer: { host: "both.test", port: 7 }, family }))))];
      expect([any.local.host, four?.peer?.host, six?.peer?.host]).toEqual(["fd00::2", "10.0.0.2", "fd00::2"]);
      await expect(device.bind({ family: 5 as never })).rejects.toThrow("family is 5; expected 4 or 6");
      await device.stop();
    });
  });

  it("says when the port is taken, or the address is not this side's", async () => {
    const { client, run } = simulate();
    await run(async () => {
      await client.bind({ port: 6_000 });
      const taken = client.bind({ port: 6_000 });
      await expect(taken).rejects.toThrow('Cannot bind on "0.0.0.0:6000": address already in use');
      await expect(taken).rejects.toBeInstanceOf(BrokenError);
      await expect(client.bind({ host: "203.0.113.9" })).rejects.toMatchObject({ code: "address", op: "bind" });
      await client.stop();
    });
  });

  it("waits for the link, as long as it may", async () => {
    const { net, client, run } = simulate();
    const card = net.host("10.0.0.2");
    card.setLink(false);
    await run(async () => {
      await expect(client.bind({ timeout: 1_000 })).rejects.toThrow(TimeoutError);
      const controller = new AbortController();
      const aborted = client.bind({ signal: controller.signal });
      controller.abort("enough");
      await expect(aborted).rejects.toBe("enough");
      const opening = client.bind();
      card.setLink(true);
      expect((await opening).state).toBe("open");
      await client.stop();
      await expect(client.bind()).rejects.toThrow(ClosedError);
    });
    expect(net.clock.waiting).toBe(0);
  });

  it.each([
    [{ port: 70_000 }, "port is 70000; expected 0 to 65535"],
    [{ port: "1" }, 'port is "1"; expected an integer'],
    [{ host: "name.test" }, 'host is "name.test"; expected a literal address of this side'],
    [{ peer: "10.0.0.1:7" }, 'peer is "10.0.0.1:7"; expected an object'],
    [{ peer: { host: "10.0.0.1", port: 0 } }, "peer.port is 0; expected 1 to 65535"],
    [{ peer: { host: "", port: 1 } }, 'peer.host is ""; expected a text that is not empty'],
    [{ timeout: 0 }, "timeout is 0; expected a number of milliseconds above 0"],
    [{ adapter: "ETH9" }, 'adapter is "ETH9"; expected one of'],
    ["options", 'options is "options"; expected an object'],
  ])("refuses %j", async (options, message) => {
    const { client } = simulate();
    await expect(client.bind(options as never)).rejects.toThrow(message);
  });
});

describe("DatagramSocket.tx", () => {
  it("sends whole datagrams to the peer, or to anyone, empty ones too", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      await here.tx("hello");
      const hello = await there.rx();
      expect([text(hello?.bytes), hello?.from]).toEqual(["hello", { host: "10.0.0.2", port: here.local.port }]);
      await there.tx(counted(3), hello?.from);
      await there.tx("", hello?.from);
      expect((await here.rx())?.bytes).toEqual(counted(3));
      expect((await here.rx())?.bytes).toEqual(counted(0));
      const big = counted(65_507);
      await here.tx(big);
      expect((await there.rx())?.bytes).toEqual(big);
      const buff = world.client.zbuff.create(10);
      buff?.write("used");
      if (buff !== undefined) await here.tx(buff);
      expect(text((await there.rx())?.bytes)).toBe("used");
      await world.client.stop();
      await world.server.stop();
    });
  });

  it.each([
    ["x".repeat(65_508), undefined, "data has 65508 bytes; expected at most 65507"],
    [{}, undefined, "data is of the type Object; expected a text, a Uint8Array or a zbuff"],
    ["x", undefined, "to is undefined; expected an address and a port, as the socket has no peer"],
    ["x", { host: "name.test", port: 1 }, 'to.host is "name.test"; expected a literal address'],
    ["x", { host: "10.0.0.1", port: 0 }, "to.port is 0; expected 1 to 65535"],
  ])("refuses %.10s to %j", async (data, to, message) => {
    const { client, run } = simulate();
    await run(async () => {
      const socket = await client.bind();
      await expect(socket.tx(data as never, to)).rejects.toThrow(message);
      await client.stop();
    });
  });

  it("says which datagram could not be sent, and goes on", async () => {
    const { client, server, run } = simulate();
    await run(async () => {
      const there = await server.bind({ port: 6_000 });
      const here = await client.bind();
      const sends = [here.tx("one", there.local), here.tx("lost", { host: "198.51.100.9", port: 1 }), here.tx("two", there.local)];
      const [one, lost, two_] = await Promise.allSettled(sends);
      expect([one?.status, two_?.status]).toEqual(["fulfilled", "fulfilled"]);
      expect(lost).toMatchObject({ reason: { code: "unreachable", op: "send", endpoint: "198.51.100.9:1" } });
      expect([text((await there.rx())?.bytes), text((await there.rx())?.bytes)]).toEqual(["one", "two"]);
      await client.stop();
      await server.stop();
    });
  });

  it("tells of a port where nobody is", async () => {
    const { client, run } = simulate();
    await run(async () => {
      const here = await client.bind({ peer: { host: SERVER, port: 9 } });
      const refused = new Promise((resolve) => here.once("refused", resolve));
      await here.tx("anybody?");
      expect(await refused).toMatchObject({ code: "refused", endpoint: `${SERVER}:9` });
      expect(here.state).toBe("open");
      await client.stop();
    });
  });

  it("heeds a signal that has fired, and is settled by the end", async () => {
    const { client, run } = simulate();
    await run(async () => {
      const here = await client.bind({ peer: { host: SERVER, port: 9 } });
      await expect(here.tx("x", undefined, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
      await here.close();
      await expect(here.tx("x")).rejects.toThrow('Cannot send to "10.0.0.1:9": you closed the socket');
      await client.stop();
    });
  });
});

describe("DatagramSocket.rx", () => {
  it("waits for the next datagram, keeps what nobody read, and iterates", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      const waiting = there.rx();
      for (const word of ["a", "b", "c"]) await here.tx(word);
      expect(text((await waiting)?.bytes)).toBe("a");
      const words: unknown[] = [];
      for await (const { bytes } of there) {
        words.push(text(bytes));
        if (words.length === 2) break;
      }
      expect(words).toEqual(["b", "c"]);
      await here.tx("d");
      expect(text((await there.rx())?.bytes)).toBe("d");
      await world.client.stop();
      await world.server.stop();
    });
  });

  it("hears only the peer", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      const stranger = await world.server.bind();
      await stranger.tx("stranger", { host: "10.0.0.2", port: here.local.port });
      await there.tx("peer", { host: "10.0.0.2", port: here.local.port });
      expect(text((await here.rx())?.bytes)).toBe("peer");
      await world.client.stop();
      await world.server.stop();
    });
  });

  it("ends with a time-out or a signal, and loses nothing by it", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      await expect(there.rx({ timeout: 500 })).rejects.toThrow('Cannot receive from "10.0.0.1:6000": timed out after 500 ms');
      const controller = new AbortController();
      const aborted = there.rx({ signal: controller.signal });
      await expect(there.rx()).rejects.toThrow("a read is waiting already; expected one reader at a time");
      controller.abort("enough");
      await expect(aborted).rejects.toBe("enough");
      await here.tx("still here");
      expect(text((await there.rx())?.bytes)).toBe("still here");
      await expect(there.rx({ timeout: -1 })).rejects.toThrow(RangeError);
      await world.client.stop();
      await world.server.stop();
    });
    expect(world.net.clock.waiting).toBe(0);
  });

  it("drops and counts what is beyond 128 KiB of unread datagrams", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      for (let n = 0; n < 20; n++) await here.tx(counted(10_000));
      await here.tx("");
      await world.client.sys.wait(10);
      expect(there.dropped).toBe(7);
      let read = 0;
      while ((await there.rx({ timeout: 1 }).catch(() => undefined)) !== undefined) read++;
      expect(read).toBe(14);
      await world.client.stop();
      await world.server.stop();
    });
  });
});

describe("the end of a DatagramSocket", () => {
  it("by close: reads get undefined, loops end, sends reject, the port is free again", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      const ends: unknown[] = [];
      there.on("close", (end) => ends.push(end));
      const loop = (async () => {
        for await (const _ of there);
      })();
      await there.close();
      await there.close();
      await loop;
      expect([there.state, await there.rx()]).toEqual(["closed", undefined]);
      await world.server.sys.wait(1);
      expect(ends).toEqual([{ kind: "closed" }]);
      expect((await world.server.bind({ port: 6_000 })).local.port).toBe(6_000);
      {
        await using another = await world.server.bind({ port: 6_001 });
        expect(another.state).toBe("open");
      }
      await here.close();
      await world.client.stop();
      await world.server.stop();
    });
    expect(world.net.clock.waiting).toBe(0);
  });

  it("by the link: what is unread can still be read, then it says why", async () => {
    const world = simulate();
    await world.run(async () => {
      const { here, there } = await two(world);
      const ends: unknown[] = [];
      there.on("close", (end) => ends.push(end.kind));
      await here.tx("last words");
      await world.client.sys.wait(1);
      world.net.host(SERVER).setLink(false);
      await world.client.sys.wait(1);
      expect(ends).toEqual(["broken"]);
      expect(text((await there.rx())?.bytes)).toBe("last words");
      await expect(there.rx()).rejects.toMatchObject({ code: "link", op: "receive" });
      await expect(there.tx("x", here.local)).rejects.toMatchObject({ code: "link", op: "send" });
      await world.client.stop();
      await world.server.stop();
    });
  });

  it("is refused once, with the card's TypeError, when the peer is of another kind than the host", async () => {
    const { client, run } = simulate();
    const binding = client.bind({ host: "10.0.0.2", peer: { host: "fd00::1", port: 1 } });
    // A second rejection that nobody hears would fail the run.
    await expect(run(() => binding)).rejects.toThrow(TypeError);
    client.assertIdle();
  });

  it("by the device: a read that waits, and a loop, end as with close", async () => {
    const lines: string[] = [];
    const log: LogPort = { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) };
    const { client, run } = simulate({ log });
    await run(async () => {
      const here = await client.bind();
      const reading = here.rx();
      await client.stop();
      expect([await reading, await here.rx()]).toEqual([undefined, undefined]);
      await expect(here.tx("x", { host: SERVER, port: 1 })).rejects.toMatchObject({ code: "stopped", op: "send" });
    });
    expect(lines.filter((line) => !line.startsWith("info"))).toEqual([]);
  });
});
