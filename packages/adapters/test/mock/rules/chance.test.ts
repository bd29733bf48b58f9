import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandwidth, latency, loss, MockNet, slices, type Rule } from "../../../src/mock/index.js";
import { Chance } from "../../../src/mock/rules/chance.js";
import { tapPackets } from "../../../src/mock/tap-packets.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

const NOTE = (seed: number): string => `chance had a part in this: new MockNet({ seed: ${seed} }) repeats it`;

/** All that a net with bad weather did, packet by packet. */
async function history(seed: number, ...more: Rule[]): Promise<string> {
  const hosts = new TwoHosts({ seed, latency: 3 });
  const lines: string[] = [];
  for (const rule of [...more, loss({ rate: 0.1 }), latency({ ms: 5, jitter: 20 }), slices({ most: 7 })]) hosts.net.rule(rule);
  tapPackets(hosts.net, {
    left: ({ time, protocol, kind, attempt, bytes }, { outcome, delay }) => lines.push(`${time} ${protocol} ${kind} ${attempt} ${outcome} ${delay} ${bytes.join(" ")}`),
    arrived: ({ protocol, kind }, time) => lines.push(`${time} ${protocol} ${kind}`),
  });
  const [from, to] = [hosts.open(), hosts.open({ port: 53 }, hosts.server)];
  const listener = hosts.listen();
  listener.onOffered = (offer) => {
    const there = hosts.accept(offer);
    there.onReceived = (bytes) => there.stream.send(bytes);
  };
  const here = hosts.dial();
  await hosts.run();
  for (let n = 0; n < 3; n++) {
    from.socket.send(counted(3, n), { host: SERVER, port: 53 });
    here.stream.send(counted(10, n));
  }
  await hosts.run();
  return JSON.stringify([lines, here.events, here.bytes, to.events, to.arrived]);
}

describe("a seed", () => {
  it("makes the same run each time, byte for byte, a thousand times", async () => {
    const first = await history(42);
    const others = await Promise.all(Array.from({ length: 1000 }, () => history(42)));
    expect(new Set(others)).toEqual(new Set([first]));
  });

  it("of another number makes another run", async () => {
    const runs = await Promise.all(Array.from({ length: 100 }, (_, seed) => history(seed)));
    expect(new Set(runs).size).toBe(100);
  });

  it("gives each rule its own chance, which others do not change", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.constantFrom("latency", "other", "third"), { maxLength: 10 }), (seed, others) => {
        const draw = (random: () => number): number[] => Array.from({ length: 20 }, random);
        const alone = draw(new Chance(seed).stream("loss"));
        const chance = new Chance(seed);
        const drawn = others.map((name) => chance.stream(name)).map(draw);
        expect(draw(chance.stream("loss"))).toEqual(alone);
        expect(drawn).not.toContainEqual(alone);
        expect(draw(chance.stream("loss"))).not.toEqual(alone);
        expect(alone.every((number) => number >= 0 && number < 1)).toBe(true);
      }),
    );
  });

  it("leaves loss alone when a rule of another kind is installed before it", async () => {
    const lost = async (...before: Rule[]): Promise<number[]> => {
      const hosts = new TwoHosts({ seed: 3 });
      const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
      for (const rule of [...before, loss({ rate: 0.5 })]) hosts.net.rule(rule);
      for (let n = 0; n < 50; n++) here.socket.send(Uint8Array.of(n), there.local);
      await hosts.run();
      return there.arrived.flat().sort((a, b) => a - b);
    };
    expect(await lost(latency({ ms: 1, jitter: 9 }), bandwidth({ bytesPerSecond: 10 }))).toEqual(await lost());
  });

  it("spreads its numbers evenly", () => {
    const random = new Chance(1).stream("");
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 100_000; n++) counts[Math.floor(random() * 10)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe("an error of the clock's waits", () => {
  const draws = (net: MockNet): void => {
    net.rule((_, random) => void random());
    net.host("10.0.0.1");
    net.host("10.0.0.2").dial({ host: "10.0.0.1", port: 80 }, {}, {
      connected: () => undefined,
      secured: () => undefined,
      received: () => undefined,
      sent: () => undefined,
      drained: () => undefined,
      ended: () => undefined,
      closed: () => undefined,
    });
  };

  it("names the seed once chance had a part in it, and only once", async () => {
    const net = new MockNet({ seed: 77 });
    const before = await net.clock.until(() => false).catch((error: Error) => error.message);
    expect(before).not.toContain("seed");
    draws(net);
    const error = new Error("an assertion");
    const fail = (): Promise<never> => Promise.reject(error);
    await expect(net.clock.run(() => net.clock.run(fail))).rejects.toBe(error);
    expect(error.message).toBe(`an assertion\n${NOTE(77)}`);
    await expect(net.clock.until(() => false)).rejects.toThrow(NOTE(77));
    await expect(net.clock.run(() => new Promise(() => undefined))).rejects.toThrow(NOTE(77));
    net.clock.fail(new Error("a slip"));
    await expect(net.clock.advance(1)).rejects.toThrow(`a slip\n${NOTE(77)}`);
  });

  it("that cannot be changed, or is none, stays as it is", async () => {
    const net = new MockNet();
    draws(net);
    for (const reason of ["text", undefined, new DOMException("aborted", "AbortError"), Object.freeze(new Error("frozen"))]) {
      const outcome = await net.clock.run(() => Promise.reject(reason as Error)).then(
        () => "resolved",
        (error: unknown) => error,
      );
      expect(outcome).toBe(reason);
      expect(String(outcome)).not.toContain("seed");
    }
  });
});
