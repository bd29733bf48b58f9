import { createAuthority } from "@luat/adapters/certs";
import { describe, expect, it } from "vitest";
import { SERVER, simulate } from "../simulated.js";

const boom = new Error("boom");
const fail = (): never => {
  throw boom;
};

describe("what a listener throws", () => {
  /** A pair whose devices keep such errors, with the text about where. */
  const kept = (): { failures: Array<[error: unknown, where: string]>; world: ReturnType<typeof simulate> } => {
    const failures: Array<[error: unknown, where: string]> = [];
    return { failures, world: simulate({ onTaskError: (error, where) => void failures.push([error, where]) }) };
  };

  it("goes where errors of tasks go, from a connection", async () => {
    const { failures, world } = kept();
    const { here, there } = await world.pair();
    there.on("end", fail);
    there.on("close", fail);
    const ends: string[] = [];
    here.on("close", ({ kind }) => ends.push(kind));
    await world.run(async () => {
      const closing = here.close();
      expect(await there.wait()).toBe("end");
      await there.close();
      await closing;
    });
    await world.net.clock.advance(1);
    const { host, port } = there.peer;
    expect(failures).toEqual(["end", "close"].map((event) => [boom, `listener of ${event} of the connection to ${host}:${port}`]));
    expect(ends).toEqual(["closed"]);
    await Promise.all([world.client.stop(), world.server.stop()]);
  });

  it("goes there from a datagram socket", async () => {
    const { failures, world } = kept();
    const datagrams = await world.client.bind({ port: 6000 });
    datagrams.on("close", fail);
    const toNobody = await world.client.bind({ peer: { host: SERVER, port: 9 } });
    toNobody.on("refused", fail);
    await toNobody.tx("hello");
    await datagrams.close();
    await world.net.clock.advance(1);
    expect(failures).toEqual([
      [boom, "listener of close of the datagram socket on 10.0.0.2:6000"],
      [boom, `listener of refused of the datagram socket to ${SERVER}:9`],
    ]);
    await Promise.all([world.client.stop(), world.server.stop()]);
  });

  it.each([
    ["throws", fail],
    ["rejects with", () => Promise.reject(boom) as unknown as void],
  ])("goes there from onRejected, which %s it", async (_, onRejected) => {
    const { failures, world } = kept();
    const { cert, key } = createAuthority({ keyType: "ec", now: world.net.clock.wall() }).issue({ names: ["other.test"] });
    await world.server.listen({ port: 8883, tls: { cert, key }, onRejected });
    await expect(world.run(() => world.client.connect({ host: SERVER, port: 8883, tls: true }))).rejects.toThrow("authority");
    await world.net.clock.advance(1);
    expect(failures).toEqual([[boom, `onRejected of the server on ${SERVER}:8883`]]);
    await Promise.all([world.client.stop(), world.server.stop()]);
  });

  it("fails a test on virtual time, with the very error and where it came from", async () => {
    const { net, client, server, pair } = simulate();
    const { here } = await pair();
    const error = new Error("no such event");
    here.on("close", () => {
      throw error;
    });
    await expect(net.clock.run(() => here.close().then(() => new Promise(() => undefined)))).rejects.toBe(error);
    expect(error.message).toContain(`thrown by listener of close of the connection to ${SERVER}:1883`);
    await Promise.all([client.stop(), server.stop()]);
  });
});
