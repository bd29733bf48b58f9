import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import type { PreSharedKey } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice, type Device } from "../../src/index.js";

const SERVER = "10.0.0.1";
const psk: PreSharedKey = { identity: "meter-7", key: "secret" };

function stage(): { net: MockNet; client: Device } {
  const net = new MockNet({ latency: 10 });
  return { net, client: createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock }) };
}

describe("TLS with a pre-shared key on the mock network", () => {
  it("has both sides verified, and talks", async () => {
    const { net, client } = stage();
    net.peer(SERVER, 8883, { tls: { psk } }).expect("hello").reply("welcome");
    await net.play(async () => {
      const connection = await client.connect({ host: SERVER, port: 8883, tls: { psk } });
      expect(connection.security).toMatchObject({ protocol: "TLSv1.2", verified: true });
      expect(connection.security?.peerCertificates ?? []).toEqual([]);
      await connection.tx("hello");
      expect(new TextDecoder().decode(await connection.rx())).toBe("welcome");
      await connection.close();
    });
  });

  it.each([
    ["another key", { ...psk, key: "other" }],
    ["an identity that is not known", { ...psk, identity: "meter-8" }],
  ])("fails with %s", async (_what, wrong) => {
    const { net, client } = stage();
    net.peer(SERVER, 8883, { tls: { psk } });
    await net.clock.run(() => expect(client.connect({ host: SERVER, port: 8883, tls: { psk: wrong } })).rejects.toMatchObject({ code: "tls", tls: "psk" }));
  });

  it("fails where one side has a key, and the other certificates", async () => {
    const { net, client } = stage();
    const authority = createAuthority({ keyType: "ec", now: net.clock.wall() });
    net.peer(SERVER, 8883, { tls: authority.issue({ names: [SERVER] }) });
    net.peer(SERVER, 8884, { tls: { psk } });
    await net.clock.run(async () => {
      await expect(client.connect({ host: SERVER, port: 8883, tls: { psk } })).rejects.toMatchObject({ tls: "protocol" });
      await expect(client.connect({ host: SERVER, port: 8884, tls: { ca: authority.cert } })).rejects.toMatchObject({ tls: "protocol" });
    });
  });
});
