import { describe, expect, it } from "vitest";
import { Endless } from "../../../src/mock/clock/endless.js";
import { MockNet, slices, VirtualClock } from "../../../src/mock/index.js";
import { TwoHosts } from "../two-hosts.js";

/** Real turns of the host. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A loop that never waits for time, and what ends it. */
function loopOn(clock: VirtualClock): { count: number; stop: boolean } {
  const loop = { count: 0, stop: false };
  const again = (): void => {
    loop.count++;
    if (!loop.stop) clock.after(0, again);
  };
  again();
  return loop;
}

describe("an instant without end", () => {
  it("goes on once, however many wait anew", () => {
    const endless = new Endless(() => undefined);
    const fired: string[] = [];
    while (!endless.slows(0, true, () => fired.push("fire")));
    const rested = [endless.again(), endless.again()];
    for (const goOn of rested) goOn?.();
    expect(fired).toEqual(["fire"]);
  });

  it("fails all that wait, then goes on slowly, and not at all once it has ended", async () => {
    const clock = new VirtualClock();
    await clock.advance(5);
    const loop = loopOn(clock);
    const waits = [clock.run(() => new Promise(() => undefined), { within: 10 }), clock.until(() => false), clock.advance(1)];
    const message = "time stands at 5 ms: 200000 things happened in one instant; something goes on without waiting, such as a loop around wait(0)";
    expect(await Promise.allSettled(waits)).toMatchObject(Array(3).fill({ status: "rejected", reason: { message } }));
    await turns(20);
    const before = loop.count;
    await turns(50);
    expect(loop.count - before).toBeLessThan(20);
    await clock.advance(0);
    loop.stop = true;
    await clock.advance(10);
    expect(clock.now()).toBe(15);
    let isSoon = false;
    clock.after(0, () => (isSoon = true));
    await turns(1);
    expect(isSoon).toBe(true);
  });

  it("fails each wait again as long as it has no end", async () => {
    const clock = new VirtualClock();
    const loop = loopOn(clock);
    for (let i = 0; i < 2; i++) await expect(clock.advance(1)).rejects.toThrow(/^time stands at 0 ms: /);
    loop.stop = true;
    await clock.advance(1);
  });

  it("shows sockets, and is the reason why a script is not done", async () => {
    const net = new MockNet();
    net.peer("10.0.0.5", 80).expect("hello");
    const loop = loopOn(net.clock);
    await expect(net.play()).rejects.toThrow(/nobody connected: time stands at 0 ms: 200000 things happened in one instant\n.*\n\nsockets at 0 ms:\n/s);
    loop.stop = true;
    await net.clock.run();
  });

  it("is none when much happens in it bit by bit, in turns with others", async () => {
    const hosts = new TwoHosts();
    using _tiny = hosts.net.rule(slices({ most: 1 }));
    hosts.listen();
    const here = hosts.dial();
    await hosts.run();
    for (let i = 0; i < 3; i++) {
      here.stream.send(new Uint8Array(30_000));
      await hosts.run();
    }
    expect(hosts.net.clock.now()).toBe(0);
  });
});
