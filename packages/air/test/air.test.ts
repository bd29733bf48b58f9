import { TaskStopped } from "@luat/corelib";
import { createDevice, type Device } from "@luat/libnet";
import { afterEach, describe, expect, it } from "vitest";
import * as entry from "../src/index.js";
import { createAir, type AirOptions } from "../src/index.js";
import { accepted, airWorld, PORT, SERVER, type AirWorld } from "./world.js";

let world: AirWorld | undefined;
afterEach(() => world?.stop());

describe("createAir", () => {
  it.each([
    [{ readfile: () => "" }, "readfile is no option of createAir; expected one of readFile, sockets, datagrams"],
    [{ readFile: "/lua" }, 'readFile is "/lua"; expected a function'],
    [{ sockets: "10" }, 'sockets is "10"; expected a number'],
    [{ sockets: 0 }, "sockets is 0; expected 1 to 1000000"],
    [{ datagrams: "first" }, 'datagrams is "first"; expected "oldest" or "newest"'],
  ])("refuses %j", async (options, message) => {
    await using device = createDevice({ adapters: {}, logLevel: "silent" });
    expect(() => createAir(device, options as AirOptions)).toThrow(message);
  });

  it("wants a device", () => {
    expect(() => createAir({} as Device)).toThrow("expected a device that createDevice made");
  });

  it("has as many sockets as it is told", async () => {
    world = airWorld({ sockets: 2 });
    await accepted(world);
    const { socketcore } = world;
    expect([0, 0, 0].map(() => socketcore.sock_conn(0, SERVER, PORT))).toEqual([0, 1, undefined]);
  });

  it("is never ready on a device without a card", async () => {
    await using device = createDevice({ adapters: {}, logLevel: "silent" });
    const { socket, socketcore } = createAir(device);
    expect([socket.isReady(), socketcore.sock_conn(0, SERVER, PORT), await socket.tcp().connect(SERVER, PORT)]).toEqual([false, undefined, [false]]);
  });

  it("ends with its device: nothing waits, and nothing begins any more", async () => {
    world = airWorld();
    await accepted(world);
    const { promises, socketcore, rtos } = world;
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    const late = rtos.receive().then(() => rtos.receive());
    await world.device.stop();
    await expect(late).rejects.toThrow(TaskStopped);
    await expect(promises.createTcp().connect(SERVER, PORT)).rejects.toMatchObject({ name: "ClosedError", code: "stopped" });
    expect(world.card.openStreams).toBe(0);
  });
});

it("the default device has all of it, by name", () => {
  const { air } = entry;
  for (const name of ["sys", "socket", "socketcore", "callbackSocket", "rtos", "link", "net", "ntp", "log", "promises", "os", "str", "pack"] as const) expect(entry[name]).toBe(air[name]);
});

it("sys.wait takes no 0, as there, log has trace, and sys.init does nothing", async () => {
  world = airWorld();
  const { sys, log, lines } = world;
  await expect(sys.wait(0)).rejects.toThrow(new RangeError("ms is 0; expected more than 0"));
  log.trace("app", "begins");
  expect([lines, sys.init(0, 0)]).toEqual([["debug app begins"], undefined]);
});
