import { afterEach, describe, expect, it } from "vitest";
import { unixMs } from "../../src/sntp/ntp-time.js";
import { decodePacket, type Packet } from "../../src/sntp/packet.js";
import { aheadOf, answerTo, tells, TimeServer } from "./time-server.js";
import { timeWorld, type TimeWorld } from "./world.js";

const HOUR = 3_600_000;
const YEAR_2030 = Date.UTC(2030, 0, 1);
const NAMES = ["ntp.aliyun.com", "ntp.ntsc.ac.cn", "time1.cloud.tencent.com"];

let world: TimeWorld;
afterEach(async () => {
  expect(await world.stop()).toBe(0);
});

/** A server at an address that is an hour ahead. */
function serve(address = "10.0.0.1", port = 123): TimeServer {
  return new TimeServer(world.net.host(address), aheadOf(world.net.clock, HOUR), port);
}

describe("socket.sntp", () => {
  it("asks a server, sets the time of day, and publishes NTP_UPDATE with 0; the clock stays as it is", async () => {
    world = timeWorld();
    const { net, socket, corelib } = world;
    const server = serve();
    const before = net.clock.wall();
    expect(socket.sntp("10.0.0.1")).toBeUndefined();
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
    expect([corelib.wallOffset, net.clock.wall(), corelib.os.time()]).toEqual([HOUR, before, (before + HOUR) / 1000]);
    expect(server.requests).toEqual([Uint8Array.of(0x1b, ...new Uint8Array(47))]);
    expect([world.card.openDatagrams, net.clock.waiting]).toEqual([0, 0]);
  });

  it("asks LuatOS's own servers at first, by the names that the card knows, IPv4 only", async () => {
    world = timeWorld();
    const { net, socket } = world;
    net.name(NAMES[0] ?? "", ["fd00::1", "10.0.0.1"]);
    serve();
    socket.sntp();
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
  });

  it("gives each of three servers two seconds, its name included, and tells NTP_ERROR after the last", async () => {
    world = timeWorld();
    const { net, socket } = world;
    for (const [i, name] of NAMES.entries()) net.name(name, [`10.0.0.1${i}`]);
    net.delayName(NAMES[1] ?? "", 1_500);
    const silent = NAMES.map((_, i) => new TimeServer(net.host(`10.0.0.1${i}`), () => undefined));
    socket.sntp();
    expect(await world.rest()).toEqual(["NTP_ERROR at 6000"]);
    expect(silent.map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
    expect(world.lines).toEqual(NAMES.map((name) => `warn socket sntp: no time from ${name}:123: no answer for 2000 ms`));
    expect(world.corelib.wallOffset).toBe(0);
  });

  it("goes on at once to the next server when a name is unknown or empty, or nothing can be sent", async () => {
    world = timeWorld();
    const { socket } = world;
    serve();
    socket.sntp(["", "unknown.test", "10.0.0.1"]);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
    expect(world.lines.splice(0)).toEqual(["warn socket sntp: no time from unknown.test:123: name not resolved (ENOTFOUND)"]);
    socket.sntp(["10.0.0.99", "fd00::1", "255.255.255.255"]);
    expect(await world.rest()).toEqual(["NTP_ERROR at 2000"]);
    expect(world.lines.splice(0)).toEqual([
      "warn socket sntp: no time from 10.0.0.99:123: host or network unreachable (EHOSTUNREACH)",
      "warn socket sntp: no time from [fd00::1]:123: host or network unreachable (EHOSTUNREACH)",
      "warn socket sntp: no time from 255.255.255.255:123: no answer for 2000 ms",
    ]);
    socket.sntp(["", "", ""]);
    expect(await world.rest()).toEqual(["NTP_ERROR at 2000"]);
    expect(world.lines).toEqual(["warn socket sntp: there is no server to ask"]);
  });

  it("lets time run out where nobody is", async () => {
    world = timeWorld();
    serve("10.0.0.3");
    world.net.host("10.0.0.4");
    world.socket.sntp(["10.0.0.4", "10.0.0.3"]);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 2000"]);
  });

  it("takes no answer that is late, short, or another's, and goes on waiting after one", async () => {
    world = timeWorld();
    const { net, socket } = world;
    const { clock } = net;
    const other = net.host("10.0.0.3");
    const late = new TimeServer(net.host("10.0.0.1"), (request, send) => {
      clock.after(2_001, () => {
        send(answerTo(request, clock.wall()));
      });
    });
    const short = new TimeServer(net.host("10.0.0.4"), (request, send) => {
      send(answerTo(request, YEAR_2030).slice(0, 43));
      send(new Uint8Array());
      clock.after(1_999, () => {
        send(answerTo(request, clock.wall() + 7).slice(0, 44));
      });
    });
    socket.sntp(["10.0.0.1", "10.0.0.4"]);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 3999"]);
    // Only the seconds are left of the time.
    expect(world.corelib.wallOffset).toBe(Math.floor((clock.wall() + 7) / 1000) * 1000 - clock.wall());
    expect([late, short].map(({ requests }) => requests.length)).toEqual([1, 1]);
    new TimeServer(net.host("10.0.0.6"), (_request, send) => send(new Uint8Array(43)));
    socket.sntp(["10.0.0.6", "", ""]);
    expect([await world.rest(), world.lines.at(-1)]).toEqual([["NTP_ERROR at 5999"], "warn socket sntp: no time from 10.0.0.6:123: its answer has 43 bytes only"]);

    const liar = other.bind({ port: 123 }, { bound: () => undefined, received: () => undefined, sent: () => undefined, drained: () => undefined, failed: () => undefined, closed: () => undefined });
    new TimeServer(net.host("10.0.0.5"), (request) => {
      liar.send(answerTo(request, YEAR_2030), world.card.openDatagrams > 0 ? { host: "10.0.0.2", port: portOf(world) } : undefined);
    });
    socket.sntp(["10.0.0.5", "", ""]);
    expect(await world.rest()).toEqual([`NTP_ERROR at ${3_999 + 4_000}`]);
  });

  it("believes a server's address, whatever its answer says, as LuatOS does", async () => {
    world = timeWorld();
    const odd: Array<Partial<Packet>> = [{ mode: 3 }, { leap: 3 }, { stratum: 0 }, { stratum: 16 }, { origin: { seconds: 5, fraction: 5 } }];
    for (const [i, fields] of odd.entries()) {
      new TimeServer(world.net.host(`10.0.0.1${i}`), tells(() => YEAR_2030, fields));
      world.socket.sntp(`10.0.0.1${i}`);
      expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
      expect(world.corelib.os.date("!%Y")).toBe("2030");
    }
  });

  it("ignores another call while it runs, but for its servers", async () => {
    world = timeWorld();
    const { socket } = world;
    const good = serve("10.0.0.3");
    world.net.host("10.0.0.1");
    socket.sntp(["10.0.0.1", "10.0.0.1"]);
    socket.sntp([null, "10.0.0.3"], 99);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 2000"]);
    expect(good.requests.length).toBe(1);
  });

  it("may be called again when it is told of the end", async () => {
    world = timeWorld();
    const { socket, corelib } = world;
    serve();
    let again = 2;
    corelib.sys.subscribe("NTP_ERROR", () => {
      if (again-- > 0) socket.sntp(["", "", again === 0 ? "10.0.0.1" : ""]);
    });
    socket.sntp(["", "", ""]);
    expect(await world.rest()).toEqual(["NTP_ERROR at 0", "NTP_ERROR at 0", "NTP_UPDATE 0 at 0"]);
  });

  it("does nothing but log when it is given one name that is too long", async () => {
    world = timeWorld();
    const { socket, lines } = world;
    const good = serve();
    socket.sntp("10.0.0.1");
    await world.rest();
    socket.sntp("a".repeat(31));
    expect(await world.rest()).toEqual([]);
    expect([lines, good.requests.length]).toEqual([[`error socket sntp: "${"a".repeat(31)}" has 31 bytes; expected at most 30`], 1]);
    socket.sntp(["a".repeat(31)]);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
  });

  it("tells NTP_ERROR, later, where there is no such card, or no socket is left", async () => {
    world = timeWorld({ sockets: 1 });
    const { socket } = world;
    serve();
    for (const adapter of [99, 2, -1, "16"]) {
      socket.sntp("10.0.0.1", adapter);
      expect(world.news).toEqual([]);
      expect(await world.rest()).toEqual(["NTP_ERROR at 0"]);
    }
    expect(world.lines.splice(0)).toEqual([99, 2, -1, 16].map((adapter) => `warn socket sntp: there is no adapter ${adapter}`));
    const ctrl = socket.create();
    socket.sntp("10.0.0.1", "1");
    expect(await world.rest()).toEqual(["NTP_ERROR at 0"]);
    expect(world.lines).toEqual(["warn socket sntp: all sockets are in use"]);
    socket.release(ctrl);
    socket.sntp("10.0.0.1", 1);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
  });

  it("throws a TypeError for an adapter of another type, and changes nothing", async () => {
    world = timeWorld();
    const { socket } = world;
    for (const adapter of ["eth", "", 1.5, true, {}]) expect(() => socket.sntp("10.0.0.9", adapter as never)).toThrow(/^socket\.sntp: adapter is .+; expected an adapter number, or nil$/);
    world.net.name(NAMES[0] ?? "", ["10.0.0.1"]);
    serve();
    socket.sntp();
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 0"]);
  });

  it("waits for the link, and goes on after it was lost", async () => {
    world = timeWorld();
    const { net, card, socket } = world;
    serve();
    card.setLink(false);
    socket.sntp(["10.0.0.1", "10.0.0.1", "10.0.0.1"]);
    net.clock.after(3_000, () => {
      card.setLink(true);
    });
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 3000"]);

    const silent = new TimeServer(net.host("10.0.0.3"), () => undefined);
    socket.sntp(["10.0.0.3", "10.0.0.3", "10.0.0.3"]);
    net.clock.after(500, () => {
      card.setLink(false);
    });
    expect(await world.rest()).toEqual(["NTP_ERROR at 9000"]);
    expect(silent.requests.length).toBe(1);
  });

  it("is open while it asks, and tells whom", async () => {
    world = timeWorld();
    const { library, socket, net } = world;
    serve();
    net.host("10.0.0.3");
    socket.sntp(["10.0.0.3", "10.0.0.1"]);
    const open = library.open();
    expect(open).toMatchObject([{ what: 'socket.sntp, which asks "10.0.0.3"', limit: 6_000 }]);
    expect(open[0]?.origin?.place).toContain("sntp-calls.test.ts");
    await world.rest();
    expect(library.open()).toEqual([]);
  });

  it("leaves nothing open, and says nothing, when its device stops in the middle", async () => {
    world = timeWorld();
    world.net.host("10.0.0.1");
    world.socket.sntp("10.0.0.1");
    await world.net.clock.advance(500);
    expect(world.card.openDatagrams).toBe(1);
    expect(await world.stop()).toBe(0);
    world.socket.sntp("10.0.0.1");
    expect(await world.rest()).toEqual([]);
  });
});

/** The port that the device asks from. */
function portOf({ net }: TimeWorld): number {
  return net.netstat().rows.find(({ local }) => local.host === "10.0.0.2")?.local.port ?? 0;
}

describe("socket.ntptm", () => {
  it("tells how long the device runs, until it knows the time", async () => {
    world = timeWorld();
    expect(world.socket.ntptm()).toEqual({ tsec: 0, tms: 0, ndelay: 0, ssec: 0, sms: 0, lsec: 0, lms: 0 });
    await world.net.clock.advance(61_250.75);
    expect(world.socket.ntptm()).toEqual({ tsec: 61, tms: 250, ndelay: 0, ssec: 0, sms: 0, lsec: 61, lms: 250 });
  });

  it("counts from the device's start, not the clock's", async () => {
    const first = timeWorld();
    await first.net.clock.advance(5_000);
    world = first;
    const second = timeWorld();
    expect([first.socket.ntptm().lsec, second.socket.ntptm().lsec]).toEqual([5, 0]);
    await second.stop();
  });

  it.each([
    ["later in its second than the start", 1_250, 500],
    ["earlier in its second than the start, where LuatOS's milliseconds are wrong", 1_500, 250],
  ])("tells the time and that of the start, when the answer is from %s", async (_, uptime, ms) => {
    world = timeWorld();
    const { net, socket } = world;
    new TimeServer(net.host("10.0.0.1"), tells(() => YEAR_2030 + ms));
    await net.clock.advance(uptime);
    socket.sntp("10.0.0.1");
    await world.rest();
    // LuatOS's way to whole milliseconds loses one.
    const start = YEAR_2030 + ms - 1 - uptime;
    await net.clock.advance(10_400);
    const now = start + uptime + 10_400;
    expect(socket.ntptm()).toEqual({
      ...{ tsec: Math.floor(now / 1000), tms: now % 1000, vaild: true, ndelay: 0 },
      ...{ ssec: Math.floor(start / 1000), sms: start % 1000, lsec: Math.floor((uptime + 10_400) / 1000), lms: (uptime + 10_400) % 1000 },
    });
    expect(socket.ntptm().tsec).toBe(world.corelib.os.time());
  });

  it("does not count the delay of the network, but tells it from the second sync on, averaged over eight as LuatOS does", async () => {
    world = timeWorld();
    const { net, socket, corelib } = world;
    let way = 100;
    net.rule(() => ({ delay: way }));
    const server = serve();
    const sync = async (times: number): Promise<number> => {
      for (; times > 0; times--) {
        socket.sntp("10.0.0.1");
        await world.rest();
        // LuatOS's way to whole milliseconds may lose one.
        expect([way, way + 1]).toContain(HOUR - corelib.wallOffset);
      }
      return socket.ntptm().ndelay;
    };
    expect(await sync(1)).toBe(0);
    expect(near(await sync(1))).toBe(100);
    // From now on the request says the time with that delay, which therefore is half missing in what is measured.
    expect(near(await sync(1))).toBe(Math.floor((7 * 100 + 50) / 8));
    expect(near(await sync(40))).toBe(Math.floor((100 * 2) / 3));
    way = 300;
    expect(near(await sync(40))).toBe(200);
    const [first, second, third] = server.requests.map((bytes) => decodePacket(bytes)?.transmit);
    expect(first).toEqual({ seconds: 0, fraction: 0 });
    expect(second && unixMs(second)).toBeCloseTo(Date.UTC(2026, 0, 1) + HOUR + 100, -1);
    expect(third && unixMs(third)).toBeCloseTo(Date.UTC(2026, 0, 1) + HOUR + 300 + 100, -1);
  });
});

/** Whole milliseconds were lost here and there: what they are meant to be, to the nearest of a few. */
function near(ms: number): number {
  return [66, 93, 100, 200].find((meant) => Math.abs(ms - meant) <= 2) ?? ms;
}

describe("socket.sntp_port", () => {
  it("is 123 at first, and what it was set to, for the servers that are asked from then on", async () => {
    world = timeWorld();
    const { net, socket } = world;
    const server = serve("10.0.0.1", 4_123);
    net.host("10.0.0.3");
    expect([socket.sntp_port(), socket.sntp_port(9), socket.sntp_port()]).toEqual([123, 9, 9]);
    socket.sntp(["10.0.0.3", "10.0.0.1"]);
    net.clock.after(1_000, () => socket.sntp_port(4_123));
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 2000"]);
    expect(server.requests.length).toBe(1);
  });

  it("only asks with nothing, 0, what is below, and what is no number", () => {
    world = timeWorld();
    world.socket.sntp_port(65_535);
    for (const port of [undefined, null, 0, -5, "5", true, {}, NaN]) expect(world.socket.sntp_port(port as never)).toBe(65_535);
    expect(world.lines).toEqual([]);
  });

  it("stays for a number that is no port, and tells in the log", () => {
    world = timeWorld();
    expect([world.socket.sntp_port(70_000), world.socket.sntp_port(1.5)]).toEqual([123, 123]);
    expect(world.lines).toEqual(["warn socket sntp_port: port is 70000; expected an integer from 1 to 65535", "warn socket sntp_port: port is 1.5; expected an integer from 1 to 65535"]);
  });
});

describe("SocketLibrary.setTime", () => {
  it("sets the time of os and ntptm, to fractions of a millisecond, and publishes NTP_UPDATE", async () => {
    world = timeWorld();
    const { net, corelib, library, socket } = world;
    await net.clock.advance(1_500);
    library.setTime(YEAR_2030 + 0.25);
    expect(await world.rest()).toEqual(["NTP_UPDATE 0 at 1500"]);
    expect([corelib.os.time() * 1000, corelib.wallOffset]).toEqual([YEAR_2030, YEAR_2030 + 0.25 - net.clock.wall()]);
    expect(socket.ntptm()).toMatchObject({ tsec: YEAR_2030 / 1000, tms: 0, vaild: true, ssec: YEAR_2030 / 1000 - 2, sms: 500 });
  });
});
