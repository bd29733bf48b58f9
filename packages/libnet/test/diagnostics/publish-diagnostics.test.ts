import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { publishDiagnostics, type PublishedEvent } from "../../src/diagnostics/index.js";
import { channel as noChannel } from "../../src/diagnostics/channel.js";
import type { Device } from "../../src/index.js";
import { SERVER, simulate, type Simulated } from "../simulated.js";

let devices: Device[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.stop();
});

function published(prefix?: string): Simulated {
  const simulated = simulate({ diagnostics: publishDiagnostics(prefix) });
  devices = [simulated.client, simulated.server];
  return simulated;
}

function heard(name: string): PublishedEvent[] {
  const messages: PublishedEvent[] = [];
  const listener = (message: unknown): void => {
    messages.push(message as PublishedEvent);
  };
  subscribe(name, listener);
  onTestFinished(() => void unsubscribe(name, listener));
  return messages;
}

describe("published diagnostics", () => {
  it("come on a channel for each kind, with version and time", async () => {
    const { net, run, pair } = published();
    const [connected, closed] = [heard("luat:socket:connected"), heard("luat:socket:closed")];
    await net.clock.advance(1_500);
    const { here } = await pair();
    const time = net.clock.wall();
    await run(() => here.close());
    expect(connected).toEqual([{ version: 1, time, kind: "connected", id: 1, local: here.local, peer: { host: SERVER, port: 1883 } }]);
    expect(closed).toContainEqual({ version: 1, time: net.clock.wall(), kind: "closed", id: 1, received: 0, sent: 0 });
  });

  it("have the prefix that was given", async () => {
    const { pair } = published("meter");
    const [ours, others] = [heard("meter:accepted"), heard("luat:socket:accepted")];
    await pair();
    expect([ours.length, others]).toEqual([1, []]);
  });

  it("are not even made while nobody subscribes", async () => {
    const event = { kind: "closed", id: 1, received: 0, sent: 0 } as const;
    const clock = { wall: () => { throw new Error("somebody asks for the time"); } } as never;
    const publish = publishDiagnostics("nobody");
    expect(() => publish(event, clock)).not.toThrow();
    heard("nobody:closed");
    expect(() => publish(event, clock)).toThrow("somebody asks");
  });

  it("go nowhere outside of Node", () => {
    const none = noChannel("luat:socket:closed");
    none.publish({});
    expect(none.hasSubscribers).toBe(false);
  });

  it("refuse a prefix that is none", () => {
    expect(() => publishDiagnostics("")).toThrow(new TypeError('channelPrefix is ""; expected a text that is not empty'));
  });
});
