import { MockNet, VirtualClock } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { record, replay } from "@luat/adapters/tape";
import { silentLog, systemClock, type Clock } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice, type DeviceOptions } from "../src/index.js";

/** The clock by which a device's waits go. */
async function timeOf(options: DeviceOptions, clocks: { readonly [name: string]: Clock }): Promise<string | undefined> {
  const waited: string[] = [];
  const restored = Object.entries(clocks).map(([name, clock]) => {
    const own = Object.getOwnPropertyDescriptor(clock, "after");
    const { after } = clock;
    Object.assign(clock, { after: (ms: number, fn: () => void) => (waited.push(name), after.call(clock, ms, fn)) });
    return () => (own === undefined ? Reflect.deleteProperty(clock, "after") : Object.defineProperty(clock, "after", own));
  });
  const device = createDevice({ log: silentLog, ...options });
  waited.length = 0;
  device.sys.timerStart(() => undefined, 60_000);
  for (const restore of restored) restore();
  await device.stop();
  return waited[0];
}

const wrong = (name: string): TypeError => new TypeError(`the clock of the device is not that of adapters.${name}; leave clock out, or pass that of its net`);

describe("the clock of a device", () => {
  it("is that of its card, where none is given", async () => {
    const net = new MockNet();
    const [mock] = [net.clock];
    expect(await timeOf({ adapters: { LWIP_GP: net.host("10.0.0.2") } }, { mock, systemClock })).toBe("mock");
    const recorded = record(net.host("10.0.0.2"), { write: () => undefined, clock: net.clock });
    expect(await timeOf({ adapters: { LWIP_GP: recorded } }, { mock, systemClock })).toBe("mock");
  });

  it("is that of a replayed card", async () => {
    const lines: string[] = [];
    record(new MockNet().host("10.0.0.2"), { write: (line) => lines.push(line) });
    const tape = new VirtualClock();
    expect(await timeOf({ adapters: { LWIP_GP: replay(lines, { clock: tape }) } }, { tape, systemClock })).toBe("tape");
  });

  it("is the system's on cards without one, or that of another card that has one", async () => {
    const net = new MockNet();
    const mock = net.clock;
    expect(await timeOf({ adapters: { ETH0: nodeAdapter() } }, { mock, systemClock })).toBe("systemClock");
    expect(await timeOf({ adapters: { ETH0: nodeAdapter(), LWIP_GP: net.host("10.0.0.2") } }, { mock, systemClock })).toBe("mock");
    expect(await timeOf({ adapters: { ETH0: nodeAdapter() }, clock: mock }, { mock, systemClock })).toBe("mock");
  });

  it("may be given, and then is that of each card with one of its own", () => {
    const net = new MockNet();
    createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2"), LWIP_STA: undefined }, clock: net.clock });
    for (const clock of [systemClock, new VirtualClock()]) {
      expect(() => createDevice({ adapters: { ETH0: nodeAdapter(), LWIP_GP: net.host("10.0.0.2") }, clock })).toThrow(wrong("LWIP_GP"));
    }
  });

  it("is a clock, which a net has but is not", () => {
    const net = new MockNet();
    expect(() => createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net as never })).toThrow(/^clock is .*; expected a Clock, such as systemClock; did you mean net\.clock\?$/);
  });

  it("is one alone: cards of two nets are refused", () => {
    const adapters = { LWIP_STA: new MockNet().host("10.0.0.2"), LWIP_GP: new MockNet().host("10.0.0.3") };
    expect(() => createDevice({ adapters })).toThrow(wrong("LWIP_GP"));
  });
});
