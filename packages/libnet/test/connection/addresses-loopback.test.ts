import { networkInterfaces } from "node:os";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDevice, type BrokenError, type Device, type Server } from "../../src/index.js";
import { text } from "../simulated.js";

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));

const LISTENING = "::1";
const REFUSING = "127.0.0.1";

describe.skipIf(!hasIPv6)("connect over real loopback", () => {
  let device: Device;
  let server: Server;
  beforeEach(async () => {
    const hosts = { "first.test": [REFUSING, LISTENING], "second.test": [LISTENING, REFUSING] };
    device = createDevice({ adapters: { ETH0: nodeAdapter() }, hosts, log: silentLog });
    server = await device.listen({ host: LISTENING, port: 0 });
  });
  afterEach(() => device.stop());

  describe.each([false, true])("with happyEyeballs: %s", (happyEyeballs) => {
    it.each(["first.test", "second.test"])("reaches the address that listens: %s", async (host) => {
      const [here, there] = await Promise.all([device.connect({ host, port: server.local.port, happyEyeballs }), server.accept()]);
      expect(here.peer).toEqual({ host: LISTENING, port: server.local.port });
      await here.tx("hello");
      expect(text(await there?.rx())).toBe("hello");
      await there?.tx("welcome");
      expect(text(await here.rx())).toBe("welcome");
      await Promise.all([here.close(), there?.close()]);
    });

    it("tells of each address when nobody listens at any", async () => {
      const { port } = server.local;
      await server.close();
      const error = await device.connect({ host: "first.test", port, happyEyeballs }).catch((reason: unknown) => reason as BrokenError);
      expect(error).toMatchObject({ code: "refused", errno: "ECONNREFUSED" });
      expect(((error as BrokenError).cause as AggregateError).errors.map((one: BrokenError) => [one.endpoint, one.code])).toEqual([
        [`${REFUSING}:${port}`, "refused"],
        [`[${LISTENING}]:${port}`, "refused"],
      ]);
    });
  });
});
