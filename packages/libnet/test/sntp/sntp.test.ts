import { MockNet, type MockHost } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { encodePacket, ntpTime, UNSET, type Packet } from "@luat/socket/sntp";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnswerError, BrokenError, ClosedError, createDevice, ResolveError, TimeoutError, type Device, type SntpOptions } from "../../src/index.js";
import { TimeServer, type Manners } from "./time-server.js";

const HOUR = 3_600_000;
const [GOOD, OTHER, NOBODY, ME] = ["10.0.0.1", "10.0.0.3", "10.0.0.4", "10.0.0.2"];
const letters = (text: string): Uint8Array => Uint8Array.from([...text.padEnd(4, "\0")], (letter) => letter.charCodeAt(0));

const honest: Manners = ({ answer }) => {
  answer();
};
const silent: Manners = () => undefined;
/** An honest answer, but for these fields. */
const odd =
  (fields: Partial<Packet>): Manners =>
  ({ answer }) => {
    answer(fields);
  };

let net: MockNet;
let card: MockHost;
let device: Device;
let others: Device;
let news: string[];

beforeEach(() => {
  net = new MockNet();
  card = net.host(ME);
  device = createDevice({ adapters: { LWIP_GP: card }, clock: net.clock, log: silentLog });
  others = createDevice({ adapters: { LWIP_GP: net.host(GOOD), LWIP_STA: net.host(OTHER), ETH0: net.host(NOBODY) }, clock: net.clock, log: silentLog });
  news = [];
  for (const topic of ["NTP_UPDATE", "NTP_ERROR"] as const) device.sys.subscribe(topic, (...args: unknown[]) => news.push([topic, ...args].join(" ")));
});
afterEach(async () => {
  // Whatever was asked, nothing of it may be left; what the device itself has ends with it.
  expect([card.openDatagrams, news.includes("NTP_ERROR")]).toEqual([0, false]);
  await device.stop();
  await others.stop();
  await net.clock.advance(0);
  expect(net.clock.waiting).toBe(0);
});

const serve = (manners: Manners, ahead = HOUR): Promise<TimeServer> => TimeServer.open(others, net.clock, manners, { adapter: "LWIP_GP", ahead });
const serveOther = (manners: Manners, ahead = HOUR): Promise<TimeServer> => TimeServer.open(others, net.clock, manners, { adapter: "LWIP_STA", ahead });
const failing = (options: SntpOptions): Promise<Error> => device.sntp(options).then(() => new Error("it told a time"), (error: Error) => error);

describe("sntp", () => {
  it("tells the time, and all that the server says about it", async () => {
    net.rule(() => ({ delay: 20 }));
    await net.clock.run(async () => {
      await serve(odd({ leap: 1, stratum: 3, precision: -10, rootDelay: 31.25, rootDispersion: 62.5, reference: Uint8Array.of(192, 0, 2, 7) }));
      const before = net.clock.now();
      const found = await device.sntp({ servers: GOOD });
      expect(net.clock.now() - before).toBe(40);
      expect(found).toEqual({
        ...{ time: net.clock.wall() + HOUR, offset: HOUR, delay: 40, server: GOOD, address: { host: GOOD, port: 123 } },
        ...{ leap: 1, stratum: 3, precision: 1000 / 1024, rootDelay: 31.25, rootDispersion: 62.5, reference: "192.0.2.7" },
      });
    });
  });

  it("names the reference clock of a server that has one", async () => {
    await net.clock.run(async () => {
      await serve(odd({ stratum: 1, reference: letters("GPS") }));
      expect((await device.sntp({ servers: GOOD })).reference).toBe("GPS");
    });
  });

  it("finds the time whatever the clocks, the ways and the server's pace, when both ways take as long", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 100 }), async (ahead, way, stay) => {
        const guard = net.rule(() => ({ delay: way }));
        await net.clock.run(async () => {
          const server = await serve(({ answer }) => net.clock.after(stay, answer), ahead);
          const { offset, delay, time } = await device.sntp({ servers: GOOD });
          expect([offset, delay, time - net.clock.wall()]).toEqual([ahead, 2 * way, ahead].map((ms) => expect.closeTo(ms, 2) as number));
          await server.socket.close();
        });
        guard.remove();
      }),
      { numRuns: 50 },
    );
  });

  it("is as fine as the clocks are", async () => {
    net.rule(() => ({ delay: 0.375 }));
    await net.clock.run(async () => {
      await serve(honest, 0.25);
      const { offset, delay } = await device.sntp({ servers: GOOD });
      expect([offset, delay]).toEqual([expect.closeTo(0.25, 2), expect.closeTo(0.75, 2)]);
    });
  });

  it("understands a server that lives after 2036, when the counter of seconds began anew", async () => {
    const in2040 = Date.UTC(2040, 0, 1);
    await net.clock.run(async () => {
      await serve(honest, in2040 - net.clock.wall());
      expect((await device.sntp({ servers: GOOD })).time).toBe(in2040);
    });
  });

  it("changes nothing by itself; with set it sets the device's time of day, tells NTP_UPDATE, and leaves the clock alone", async () => {
    net.rule(() => ({ delay: 250 }));
    await net.clock.run(async () => {
      await serve(honest);
      const start = net.clock.wall();
      await device.sntp({ servers: GOOD });
      expect([device.os.time() * 1000, device.socket.ntptm().vaild, news]).toEqual([net.clock.wall() - 500, undefined, []]);
      for (let i = 0; i < 2; i++) expect((await device.sntp({ servers: GOOD, set: true })).offset).toBe(HOUR);
      await device.sys.wait(10);
      expect(net.clock.wall() - start).toBe(1_510);
      expect([device.os.time(), news]).toEqual([Math.floor((net.clock.wall() + HOUR) / 1000), ["NTP_UPDATE 0", "NTP_UPDATE 0"]]);
      const { tsec, tms, vaild } = device.socket.ntptm();
      expect([tsec * 1000 + tms, vaild]).toEqual([net.clock.wall() + HOUR, true]);
    });
  });

  it("asks LuatOS's servers when it is told no others", async () => {
    net.name("time1.cloud.tencent.com", [GOOD]);
    await net.clock.run(async () => {
      await serve(honest);
      expect(await device.sntp()).toMatchObject({ server: "time1.cloud.tencent.com", address: { host: GOOD, port: 123 } });
    });
  });

  it("asks at another port, from another card, by the kind of address and the name servers that it is told", async () => {
    const two = createDevice({ adapters: { LWIP_STA: net.host("10.0.0.8", { ipv6: "fd00::8" }), LWIP_GP: card }, clock: net.clock, log: silentLog });
    const far = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.9", { ipv6: "fd00::9" }) }, clock: net.clock, log: silentLog });
    net.name("both.test", ["10.0.0.9", "fd00::9"]);
    await net.clock.run(async () => {
      await TimeServer.open(far, net.clock, honest, { port: 4_123, host: "::" });
      const asked = two.sntp({ servers: ["both.test"], port: 4_123, adapter: "LWIP_STA", family: 6 });
      expect(await asked).toMatchObject({ address: { host: "fd00::9", port: 4_123 } });
      await two.stop();
      await far.stop();
    });
  });

  it("sends what no other question has: a time stamp, and nothing else", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(honest);
      await device.sntp({ servers: GOOD });
      expect(encodePacket(questions[0] ?? {})).toEqual(encodePacket({ transmit: ntpTime(net.clock.wall()) }));
    });
  });
});

describe("sntp with several servers", () => {
  it("asks one after the other, and again those that stayed silent, each for two seconds", async () => {
    net.failName("broken.test");
    await net.clock.run(async () => {
      const first = await serve(({ server, answer }) => {
        if (server.questions.length === 2) answer();
      });
      const never = await serveOther(silent);
      const before = net.clock.now();
      const { server } = await device.sntp({ servers: ["broken.test", GOOD, OTHER] });
      expect([server, net.clock.now() - before]).toEqual([GOOD, 4_000]);
      expect([first.questions.length, never.questions.length]).toEqual([2, 1]);
    });
  });

  it("asks as often as it is told, each for so long as it is told", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(silent);
      const before = net.clock.now();
      expect(await failing({ servers: GOOD, tries: 3, serverTimeout: 700 })).toBeInstanceOf(TimeoutError);
      expect([questions.length, net.clock.now() - before]).toEqual([3, 2_100]);
      expect(await failing({ servers: GOOD, serverTimeout: Infinity, timeout: 60_000 })).toMatchObject({ message: `Cannot get the time from "${GOOD}:123": timed out after 60000 ms` });
      expect(questions.length).toBe(4);
    });
  });

  it("goes on at once, and does not come back, where nobody is, and where the name or the way is unknown", async () => {
    await net.clock.run(async () => {
      await serve(honest);
      const before = net.clock.now();
      expect((await device.sntp({ servers: ["nobody.test", NOBODY, "203.0.113.9", GOOD] })).server).toBe(GOOD);
      expect(await failing({ servers: ["nobody.test", NOBODY, "203.0.113.9"] })).toBeInstanceOf(BrokenError);
      expect(net.clock.now()).toBe(before);
    });
  });

  it("does not ask a server again that sent a kiss of death", async () => {
    await net.clock.run(async () => {
      const kissing = await serve(odd({ stratum: 0, reference: letters("RATE") }));
      const never = await serveOther(silent);
      expect(await failing({ servers: [GOOD, OTHER] })).toBeInstanceOf(TimeoutError);
      expect([kissing.questions.length, never.questions.length]).toEqual([1, 2]);
    });
  });

  it("fails with the last one's error, which has those of all", async () => {
    await net.clock.run(async () => {
      await serve(odd({ leap: 3 }));
      await serveOther(silent);
      const error = await failing({ servers: [OTHER, GOOD, "nobody.test"], tries: 1 });
      expect(error).toBeInstanceOf(ResolveError);
      expect(error.message).toBe('Cannot get the time from "nobody.test:123": name not resolved (ENOTFOUND), the last of 3 servers');
      expect((error.cause as AggregateError).errors.map(String)).toEqual([
        `TimeoutError: Cannot get the time from "${OTHER}:123": timed out after 2000 ms`,
        `AnswerError: Cannot get the time from "${GOOD}:123": the server does not know the time itself`,
        'ResolveError: Cannot get the time from "nobody.test:123": name not resolved (ENOTFOUND)',
      ]);
      expect(error.stack).toMatch(/sntp\.test\.ts/);
    });
  });
});

describe("an answer that cannot be used", () => {
  it.each<[string, Partial<Packet>, string, string | undefined]>([
    ["kiss", { stratum: 0, leap: 3, reference: letters("RATE") }, "the server gives no time (RATE)", "RATE"],
    ["unsynchronised", { leap: 3 }, "the server does not know the time itself", undefined],
    ["unsynchronised", { stratum: 16 }, "the server does not know the time itself", undefined],
    ["unsynchronised", { stratum: 0 }, "the server does not know the time itself", undefined],
    ["zero", { transmit: UNSET }, "the answer holds no time", undefined],
  ])("is told at once: %s %j", async (flaw, fields, text, kiss) => {
    await net.clock.run(async () => {
      const { questions } = await serve(odd(fields));
      const before = net.clock.now();
      const error = await failing({ servers: GOOD });
      expect(error).toBeInstanceOf(AnswerError);
      expect(error).toMatchObject({ message: `Cannot get the time from "${GOOD}:123": ${text}`, code: "answer", flaw, kiss, op: "get the time", endpoint: `${GOOD}:123` });
      expect([questions.length, net.clock.now()]).toEqual([1, before]);
    });
  });

  it.each<[string, Manners]>([
    ["short", ({ packet, send }) => { send(encodePacket({ mode: 4, stratum: 1, origin: packet.transmit, transmit: packet.transmit }).slice(0, 47)); }],
    ["short", ({ send }) => { send(new Uint8Array()); }],
    ["mode", odd({ mode: 3 })],
    ["origin", odd({ origin: UNSET })],
    ["origin", ({ packet, answer }) => { answer({ origin: { ...packet.transmit, fraction: packet.transmit.fraction ^ 1 } }); }],
  ])("may be another's when it is wrong in its form (%s): the right one is waited for", async (flaw, wrong) => {
    await net.clock.run(async () => {
      const first = await serve((question) => {
        wrong(question);
        net.clock.after(1_000, question.answer);
      });
      expect((await device.sntp({ servers: GOOD })).offset).toBe(HOUR);
      await first.socket.close();
      await serve(wrong);
      const before = net.clock.now();
      expect(await failing({ servers: GOOD })).toMatchObject({ name: "AnswerError", flaw, kiss: undefined });
      expect(net.clock.now() - before).toBe(4_000);
    });
  });

  it("is not heard when somebody else sends it", async () => {
    await net.clock.run(async () => {
      const liar = await serveOther(silent);
      await serve(({ from, packet }) => {
        const now = ntpTime(net.clock.wall() + 12 * HOUR);
        void liar.socket.tx(encodePacket({ mode: 4, stratum: 1, origin: packet.transmit, receive: now, transmit: now }), from);
      });
      expect(await failing({ servers: GOOD, tries: 1 })).toBeInstanceOf(TimeoutError);
    });
  });

  it("is not heard when it is late: not as an answer to the next question either", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(({ answer }) => net.clock.after(2_001, answer));
      expect(await failing({ servers: GOOD })).toBeInstanceOf(TimeoutError);
      await device.sys.wait(1_000);
      expect(questions.length).toBe(2);
    });
  });

  it("is taken with lenient, when it has 44 bytes, as LuatOS does", async () => {
    await net.clock.run(async () => {
      const shapes: Array<Partial<Packet>> = [{ mode: 3 }, { leap: 3 }, { stratum: 0, reference: letters("RATE") }, { origin: UNSET }, { receive: UNSET }];
      for (const fields of shapes) {
        const server = await serve(odd(fields));
        expect((await device.sntp({ servers: GOOD, lenient: true })).offset).toBe(HOUR);
        await server.socket.close();
      }
      const brief = await serve(({ send }) => {
        send(encodePacket({ transmit: ntpTime(net.clock.wall() + HOUR) }).slice(0, 44));
      });
      expect((await device.sntp({ servers: GOOD, lenient: true })).offset).toBeCloseTo(HOUR, -4);
      await brief.socket.close();
      await serve(({ send }) => {
        send(new Uint8Array(43));
      });
      expect(await failing({ servers: GOOD, lenient: true })).toMatchObject({ flaw: "short" });
    });
  });
});

describe("sntp when the network or the program is in the way", () => {
  it("survives a lost question, and a lost answer", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(honest);
      for (const lost of ["to", "from"] as const) {
        let first = true;
        const guard = net.rule((packet) => {
          if (!first || packet[lost].host !== GOOD) return "pass";
          first = false;
          return "drop";
        });
        expect((await device.sntp({ servers: GOOD })).offset).toBe(HOUR);
        guard.remove();
      }
      expect(questions.length).toBe(3);
    });
  });

  it("waits for the link, for which no server pays, and asks again when it was lost", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(({ server, answer }) => {
        if (server.questions.length === 1) card.setLink(false);
        else answer();
      });
      card.setLink(false);
      net.clock.after(9_000, () => card.setLink(true));
      net.clock.after(12_000, () => card.setLink(true));
      const asked = device.sntp({ servers: GOOD });
      await asked;
      expect([net.clock.now(), questions.length]).toEqual([12_000, 2]);
    });
  });

  it("says what it waited for when time was up in all", async () => {
    await net.clock.run(async () => {
      const cannot = (ms: number, why = ""): string => `Cannot get the time from "time.test:123": timed out after ${ms} ms${why}`;
      card.setLink(false);
      expect(await failing({ servers: "time.test", timeout: 500 })).toMatchObject({ message: cannot(500, ", waiting for the network link"), code: "timeout", number: -3 });
      card.setLink(true);
      net.name("time.test", [GOOD]);
      net.delayName("time.test", 5_000);
      expect((await failing({ servers: "time.test", timeout: 500 })).message).toBe(cannot(500, ", waiting for the name service"));
      expect((await failing({ servers: "time.test", tries: 1 })).message).toBe(cannot(2_000, ", waiting for the name service"));
      await serve(silent);
      expect((await failing({ servers: [OTHER, "time.test"], serverTimeout: 6_000, timeout: 5_500 })).message).toBe(cannot(5_500));
      expect(await failing({ servers: Array.from({ length: 9 }, () => GOOD) })).toMatchObject({ message: expect.stringContaining("after 15000 ms") as string });
    });
  });

  it("ends with the signal's reason, before and in the middle", async () => {
    await net.clock.run(async () => {
      const { questions } = await serve(silent);
      await expect(device.sntp({ servers: GOOD, signal: AbortSignal.abort("too late") })).rejects.toBe("too late");
      expect(questions).toEqual([]);
      const controller = new AbortController();
      net.clock.after(700, () => {
        controller.abort("enough");
      });
      await expect(device.sntp({ servers: GOOD, signal: controller.signal })).rejects.toBe("enough");
      expect([net.clock.now(), card.openDatagrams, questions.length]).toEqual([700, 0, 1]);
    });
  });

  it("ends with its device, in the middle and while it waits for the link, and does not begin afterwards", async () => {
    await net.clock.run(async () => {
      await serve(silent);
      const first = failing({ servers: GOOD });
      await device.sys.wait(100);
      card.setLink(false);
      const second = failing({ servers: GOOD });
      await device.stop();
      for (const error of [await first, await second, await failing({})]) {
        expect(error).toBeInstanceOf(ClosedError);
        expect(error).toMatchObject({ code: "stopped", op: "get the time" });
      }
    });
  });

  it("is one of the things that a device waits for", async () => {
    await net.clock.run(async () => {
      const asked = failing({ servers: ["a.test", GOOD], timeout: 1_000 });
      card.setLink(false);
      expect(() => {
        device.assertIdle();
      }).toThrow(/sntp of a\.test, 10\.0\.0\.1, begun 0 ms ago, for 1000 ms/);
      await asked;
    });
  });

  it("may go on in several at once", async () => {
    await net.clock.run(async () => {
      await serve(honest);
      await serveOther(honest, 2 * HOUR);
      const both = await Promise.all([GOOD, OTHER].map((servers) => device.sntp({ servers })));
      expect(both.map(({ offset }) => offset)).toEqual([HOUR, 2 * HOUR]);
    });
  });

  it.each([
    ["options", 'options is "options"; expected an object'],
    [{ servers: [] }, "servers is empty; expected a name, or an array of names"],
    [{ servers: 5 }, "servers is 5; expected a name, or an array of names"],
    [{ servers: "" }, 'servers is ""; expected a text that is not empty'],
    [{ servers: ["a.test", "ntp://b.test"] }, 'servers[1] is "ntp://b.test"; expected a name or an address alone'],
    [{ servers: ["a.test", 5] }, "servers[1] is 5; expected a text"],
    [{ port: 0 }, "port is 0; expected 1 to 65535"],
    [{ family: 5 }, "family is 5; expected 4 or 6"],
    [{ serverTimeout: 0 }, "serverTimeout is 0; expected a number of milliseconds above 0"],
    [{ timeout: "1 s" }, 'timeout is "1 s"; expected a number of milliseconds'],
    [{ tries: 0 }, "tries is 0; expected at least 1"],
    [{ tries: 1.5 }, "tries is 1.5; expected an integer"],
    [{ set: "yes" }, 'set is "yes"; expected true or false'],
    [{ lenient: 1 }, "lenient is 1; expected true or false"],
    [{ signal: {} }, "signal is of the type Object; expected an AbortSignal"],
    [{ adapter: "ETH0" }, "the device has no adapter ETH0"],
  ])("refuses %j", async (options, message) => {
    const error = await failing(options as never);
    expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
    expect(error.message).toContain(message);
  });
});
