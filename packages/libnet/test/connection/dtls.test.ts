import { loss, type MockNet, type PacketView } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { createDevice, TimeoutError, TlsError, type BindOptions, type DatagramSocket, type Device } from "../../src/index.js";
import { CLIENT, SERVER, simulate, text } from "../simulated.js";

const psk = { identity: "meter-7", key: Uint8Array.of(1, 2, 3, 0, 255) };
const peer = { host: SERVER, port: 5_684 };

/** A net with a peer that speaks DTLS, and a device. */
function secured(): { net: MockNet; client: Device; bind: (options?: Partial<BindOptions>) => Promise<DatagramSocket> } {
  const { net, client } = simulate();
  return { net, client, bind: (options) => client.bind({ peer, tls: { psk }, ...options }) };
}

describe("bind with tls", () => {
  it("waits for the handshake, talks both ways, and parts with a farewell", async () => {
    const { net, bind } = simulateWithEcho();
    await net.play(async () => {
      const datagrams = await bind();
      expect([datagrams.peer, datagrams.security]).toEqual([peer, { protocol: "DTLSv1.2", verified: true, resumed: false }]);
      await datagrams.tx("hello");
      expect(text((await datagrams.rx())?.bytes)).toBe("welcome");
      await datagrams.close();
    });
  });

  it.each([
    ["another key", { ...psk, key: "other" }],
    ["an identity that the peer does not know", { ...psk, identity: "meter-8" }],
  ])("says with %s that the key or its identity is wrong", async (_what, wrong) => {
    const { net, bind } = simulateWithEcho();
    await net.clock.run(async () => {
      const failed = bind({ tls: { psk: wrong } });
      await expect(failed).rejects.toBeInstanceOf(TlsError);
      await expect(failed).rejects.toMatchObject({ code: "tls", tls: "psk", message: 'Cannot connect to "10.0.0.1:5684": TLS failure: the pre-shared key or its identity is wrong' });
      expect(net.clock.waiting).toBe(0);
    });
  });

  it("says what it waited for when its own time is over, and what is likely when the card's is", async () => {
    const { net, client, bind } = secured();
    const mute = net.host("10.0.0.3");
    const silent = createDevice({ adapters: { LWIP_ETH: mute }, clock: net.clock });
    await net.clock.run(async () => {
      await silent.bind({ port: 5_684 });
      const to = { ...peer, host: "10.0.0.3" };
      const start = net.clock.now();
      const failed = bind({ peer: to });
      await expect(failed).rejects.toBeInstanceOf(TimeoutError);
      await expect(failed).rejects.toThrow('Cannot connect to "10.0.0.3:5684": timed out after 15000 ms, waiting for the DTLS handshake; a peer that has another key, or does not know the identity, may fall silent');
      expect(net.clock.now() - start).toBe(15_000);
      await expect(bind({ peer: to, timeout: Infinity })).rejects.toThrow('Cannot connect to "10.0.0.3:5684": timed out, the peer did not answer the DTLS handshake');
      expect(net.clock.now() - start).toBe(45_000);
      await silent.stop();
      await client.stop();
    });
    expect(net.clock.waiting).toBe(0);
  });

  it("says that nobody is there when the peer's system does", async () => {
    const { net, bind } = secured();
    await net.clock.run(() => expect(bind()).rejects.toMatchObject({ code: "refused" }));
  });

  it("gets through whichever one packet is lost, after a second", async () => {
    for (let lost = 1; lost <= 4; lost++) {
      const { net, bind } = simulateWithEcho();
      let nth = 0;
      net.rule(({ kind }: PacketView) => (kind === "datagram" && ++nth === lost ? "drop" : "pass"));
      await net.play(async () => {
        const datagrams = await bind();
        expect(net.clock.now()).toBe(1_000);
        await datagrams.tx("hello");
        expect(text((await datagrams.rx())?.bytes)).toBe("welcome");
        await datagrams.close();
      });
    }
  });

  it("gives up in the time for a handshake when all answers are lost", async () => {
    const { net, bind } = simulateWithEcho();
    net.rule(loss({ rate: 1, protocol: "udp", from: SERVER }));
    await net.clock.run(() => expect(bind({ timeout: Infinity })).rejects.toMatchObject({ code: "timeout" }));
    expect([net.clock.now(), net.clock.waiting]).toEqual([30_000, 0]);
  });

  it("hears nobody who has not shown the key", async () => {
    const { net, client, server } = simulate();
    net.peer(SERVER, 5_684, { protocol: "udp", tls: { psk } }).expect("hello").send("welcome");
    await net.play(async () => {
      const datagrams = await client.bind({ peer, tls: { psk }, port: 700 });
      const stranger = await server.bind();
      await stranger.tx("forged", { host: CLIENT, port: 700 });
      await stranger.tx("hello", peer);
      await datagrams.tx("hello");
      expect(text((await datagrams.rx())?.bytes)).toBe("welcome");
      await Promise.all([client.stop(), server.stop()]);
    });
  });

  it("ends when the peer says goodbye", async () => {
    const { net, client } = simulate();
    const script = net.peer(SERVER, 5_684, { protocol: "udp", tls: { psk } }).expect("hello");
    await net.clock.run(async () => {
      const datagrams = await client.bind({ peer, tls: { psk } });
      await datagrams.tx("hello");
      script.stop();
      await expect(datagrams.rx()).rejects.toMatchObject({ code: "broken", op: "receive" });
      expect(datagrams.state).toBe("closed");
    });
  });

  it("refuses what cannot be, by name", async () => {
    const { client } = simulate();
    const tls = { psk };
    await expect(client.bind({ tls })).rejects.toThrow(new TypeError("peer is undefined; expected an address and a port, as there is tls"));
    await expect(client.bind({ peer, tls: {} as never })).rejects.toThrow(new TypeError("tls.psk is undefined; expected a pre-shared key, as there is no DTLS with certificates"));
    await expect(client.bind({ peer, tls: { psk: { identity: 7, key: "k" } as never } })).rejects.toThrow(new TypeError("tls.psk.identity is 7; expected a text, or bytes"));
    await expect(client.bind({ peer, tls: { psk: { identity: "i", key: "" } } })).rejects.toThrow(
      'Cannot connect to "10.0.0.1:5684": TLS failure: the pre-shared key or its identity is wrong, psk.key has 0 bytes; expected 1 to 256',
    );
  });

  it("sends to its peer alone", async () => {
    const { net, bind } = simulateWithEcho();
    await net.clock.run(async () => {
      const datagrams = await bind();
      await expect(datagrams.tx("x", { host: "10.0.0.9", port: 9 })).rejects.toThrow(new TypeError("to is 10.0.0.9:9; expected nothing, as a socket with DTLS has its peer alone"));
      await expect(datagrams.tx(new Uint8Array(16_385))).rejects.toMatchObject({ code: "size" });
      await datagrams.tx("hello", peer);
      await datagrams.close();
    });
  });
});

/** As {@link secured}, with a scripted peer that answers. */
function simulateWithEcho(): ReturnType<typeof secured> {
  const all = secured();
  all.net.peer(SERVER, 5_684, { protocol: "udp", tls: { psk } }).expect("hello").send("welcome");
  return all;
}
