import { formatEndpoint } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, LuatError, ResolveError, TimeoutError, type Device } from "../../src/index.js";
import { SERVER, simulate, type Simulated } from "../simulated.js";

const HOLE = "10.9.9.9";
const REFUSING = "10.0.0.8";

/** Two devices, an address that never answers, and one that refuses. */
function around(): Simulated {
  const world = simulate();
  world.net.host(REFUSING);
  world.net.blackhole(HOLE);
  return world;
}

async function failure(work: Promise<unknown>): Promise<LuatError> {
  const error: unknown = await work.then(
    () => expect.fail("it was connected"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof LuatError)) throw error;
  return error;
}

/** What came of each address. */
function causes(error: LuatError): unknown[] {
  const { cause } = error;
  expect(cause).toBeInstanceOf(AggregateError);
  return (cause as AggregateError).errors.map((one: LuatError) => [one.endpoint, one.code, one.op]);
}

function nothingIsLeft({ net }: Simulated, ...devices: Device[]): void {
  for (const device of devices) device.assertIdle();
  expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
}

describe("connect to a name with several addresses", () => {
  it("goes on when one does not answer: each address has a share of the time", async () => {
    const { net, client, server, run } = around();
    net.name("many.test", [HOLE, REFUSING, SERVER]);
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await client.connect({ host: "many.test", port: 5 });
      expect([connection.peer.host, net.clock.now()]).toEqual([SERVER, 5_000]);
    });
  });

  it("fails with the fault of the last address; the message names all, and the cause tells of each", async () => {
    const world = around();
    const { net, client, run } = world;
    net.name("many.test", [HOLE, "10.8.8.8", REFUSING]);
    await run(async () => {
      const error = await failure(client.connect({ host: "many.test", port: 5, timeout: 60_000 }));
      expect(error).toBeInstanceOf(BrokenError);
      expect(error.message).toBe(
        `Cannot connect to "many.test:5": connection refused (ECONNREFUSED), tried ${HOLE} (timed out), 10.8.8.8 (host or network unreachable), ${REFUSING} (connection refused)`,
      );
      expect([error.code, error.endpoint]).toEqual(["refused", "many.test:5"]);
      expect(causes(error)).toEqual([
        [`${HOLE}:5`, "timeout", "connect"],
        ["10.8.8.8:5", "unreachable", "connect"],
        [`${REFUSING}:5`, "refused", "connect"],
      ]);
      expect(net.clock.now()).toBe(20_000);
    });
    nothingIsLeft(world, client);
  });

  it("tells after a time-out which addresses were tried", async () => {
    const world = around();
    const { net, client, run } = world;
    net.name("many.test", [REFUSING, HOLE]);
    await run(async () => {
      const error = await failure(client.connect({ host: "many.test", port: 5, timeout: 3_000 }));
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error.message).toBe(`Cannot connect to "many.test:5": timed out after 3000 ms, waiting for the peer to answer, tried ${REFUSING} (connection refused), ${HOLE} (no answer)`);
      expect(causes(error)).toEqual([
        [`${REFUSING}:5`, "refused", "connect"],
        [`${HOLE}:5`, "timeout", "connect"],
      ]);
    });
    nothingIsLeft(world, client);
  });

  it("tells of no addresses where there is no choice", async () => {
    const { net, client, run } = around();
    net.name("one.test", [REFUSING]);
    await run(async () => {
      for (const host of ["one.test", REFUSING]) {
        const error = await failure(client.connect({ host, port: 5 }));
        expect([error.message, error.cause]).toEqual([`Cannot connect to "${host}:5": connection refused (ECONNREFUSED)`, undefined]);
      }
    });
  });

  it("uses the kind of addresses that is asked for", async () => {
    const { net, client, run } = around();
    net.name("many.test", ["fd00::5", REFUSING]);
    await run(async () => {
      const [four, six, both] = [4 as const, 6 as const, undefined].map((family) => failure(client.connect({ host: "many.test", port: 5, family })));
      expect([(await four)?.code, (await six)?.code]).toEqual(["refused", "unreachable"]);
      expect(causes((await both) as LuatError)).toHaveLength(2);
      net.name("four.test", [REFUSING]);
      await expect(client.connect({ host: "four.test", port: 5, family: 6 })).rejects.toThrow(ResolveError);
    });
  });

  it("ends with its time-out while a name is looked up, and with the signal, and hears no answer then", async () => {
    const world = around();
    const { net, client, run } = world;
    net.name("slow.test", [SERVER]);
    net.delayName("slow.test", 1_000_000);
    await run(async () => {
      await expect(client.connect({ host: "slow.test", port: 5 })).rejects.toThrow(/timed out after 15000 ms, waiting for the name service$/);
      expect(net.clock.now()).toBe(15_000);
      const controller = new AbortController();
      const connecting = client.connect({ host: "slow.test", port: 5, signal: controller.signal, timeout: Infinity });
      controller.abort("enough");
      await expect(connecting).rejects.toBe("enough");
    });
    nothingIsLeft(world, client);
  });
});

describe("the hosts of a device", () => {
  it("route names to addresses, for all that connects, in any case and before the name service", async () => {
    const { client, server, run, net } = simulate({ hosts: { "broker.test": [REFUSING, SERVER] } });
    net.host(REFUSING);
    net.name("broker.test", [HOLE]);
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await client.connect({ host: "Broker.TEST", port: 5 });
      const datagrams = await client.bind({ peer: { host: "broker.test", port: 6 } });
      expect([connection.peer, datagrams.peer].map((end) => end && formatEndpoint(end))).toEqual([`${SERVER}:5`, `${REFUSING}:6`]);
      const { sys, socket, libnet } = client;
      const outcome = await new Promise((resolve) => {
        sys.taskInitEx(async () => {
          const ctrl = socket.create(null, "CLIENT");
          socket.config(ctrl);
          resolve([await libnet.connect("CLIENT", 15_000, ctrl, "broker.test", 5), socket.remoteIP(ctrl)]);
        }, "CLIENT");
      });
      expect(outcome).toEqual([true, [REFUSING, SERVER, undefined, undefined]]);
    });
  });

  it("are checked when the device is made", () => {
    expect(() => simulate({ hosts: { "a.test": "10.0.0" } })).toThrow(new TypeError('hosts["a.test"] is "10.0.0"; expected IPv4 or IPv6 addresses'));
    expect(() => simulate({ hosts: { "a.test": [] } })).toThrow(RangeError);
  });
});
