import { COPIED, FULL, SENT, type TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import type { MockHostOptions } from "../../../src/mock/index.js";
import { encode, type Message } from "../../../src/mock/tls/message.js";
import { ALERT, DATA, HANDSHAKE, toRecords } from "../../../src/mock/tls/record.js";
import type { Recorder } from "../recorder.js";
import { client, NAME, tls } from "../tls-configs.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";
import { secure, SecureHosts } from "./secure-hosts.js";

const { server, mutual, poor, trusting, careful } = tls;
const PROTOCOL = "TLS failure: the peer does not speak TLS, or none that this side does";
const CLIENT_CERTIFICATE = "TLS failure: the peer wants a client certificate, or another one";
const REFUSED = "TLS failure: the peer refused the handshake";
const RESET = "connection reset (ECONNRESET)";

function old(config: TlsConfig): TlsConfig {
  return { ...config, maxVersion: "TLSv1.2" };
}

function shake(message: Message): Uint8Array {
  return toRecords(HANDSHAKE, encode(message));
}

/** A client that speaks no TLS by itself, at a listener that does. */
async function plainClient(config: TlsConfig = server): Promise<{ hosts: SecureHosts; here: Recorder; listener: ReturnType<SecureHosts["serve"]> }> {
  const hosts = new SecureHosts();
  const listener = hosts.serve(config);
  const here = hosts.dial();
  await hosts.net.clock.advance(0);
  here.events.length = 0;
  return { hosts, here, listener };
}

/** A listener that speaks no TLS by itself, and a client that does, whose hello was received. */
async function plainServer(config: TlsConfig = trusting, hostOptions: MockHostOptions = {}): Promise<{ hosts: SecureHosts; here: Recorder; there: Recorder }> {
  const hosts = new SecureHosts({}, hostOptions);
  const listener = hosts.listen();
  const here = hosts.dialTls(config, { name: NAME });
  await hosts.run();
  const there = hosts.accept(listener.offers[0]);
  await hosts.run();
  here.events.length = 0;
  there.events.length = 0;
  return { hosts, here, there };
}

const SERVER_HELLO: Message = { kind: "server-hello", version: "TLSv1.3", alpn: null, cert: server.cert as string, asks: false };
const CLIENT_HELLO: Message = { kind: "client-hello", versions: ["TLSv1.3"], name: null, alpn: [] };
const FINISHED: Message = { kind: "finished", cert: null };

describe("a handshake", () => {
  it("takes one round trip after the connection stands, and with TLS 1.2 two", async () => {
    for (const [config, version, secured, offered] of [[server, "TLSv1.3", 40, 50], [old(server), "TLSv1.2", 60, 50]] as const) {
      const hosts = new SecureHosts({ latency: 10 });
      const listener = hosts.serve(config);
      const here = hosts.dialTls(careful, { name: NAME });
      await hosts.run();
      expect(here.events).toEqual(["20 connected 10.0.0.2 50000 to 10.0.0.1 80", `${secured} secured ${version} verified`]);
      expect(listener.events).toEqual(["0 listening 10.0.0.1 80", `${offered} offered 10.0.0.2 50000`]);
      expect(listener.offers[0]?.secure).toEqual({ protocol: version, verified: false, resumed: false });
    }
  });

  it("sends the name that is dialled, without the dot at its end, and no address", async () => {
    for (const [name, sni] of [[`${NAME}.`, NAME], [SERVER, null], [undefined, null]] as const) {
      const hosts = new SecureHosts();
      const listener = hosts.listen();
      hosts.dialTls(careful, { name, alpn: ["a"] });
      await hosts.run();
      const there = hosts.accept(listener.offers[0]);
      await hosts.run();
      expect(there.bytes).toEqual([...shake({ kind: "client-hello", versions: ["TLSv1.3", "TLSv1.2"], name: sni, alpn: ["a"] })]);
      hosts.serve(server, {}, { port: 81 });
      const secured = hosts.dial(SERVER, 81, { secure: secure(hosts.client, careful, { name }) });
      await hosts.run();
      expect(secured.events.at(-1)).toBe("0 secured TLSv1.3 verified");
    }
  });

  it.each(["untrusted", "expired", "not-yet-valid", "name"] as const)("with a certificate that is found %s ends: the listener sees no more than that", async (reason) => {
    const hosts = new SecureHosts();
    const listener = hosts.serve(poor[reason]);
    const here = hosts.dialTls(careful, { name: NAME });
    await hosts.run();
    expect(here.events).toHaveLength(2);
    expect(here.events[1]).toMatch(/^0 closed: TLS failure: the peer's certificate/);
    expect(listener.events.slice(1)).toEqual([`0 rejected 10.0.0.2 50000: ${REFUSED}`]);
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it("of TLS 1.2 is done for the listener before the client looks at the certificate", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve(old(poor.expired));
    const here = hosts.dialTls(careful, { name: NAME });
    await hosts.run();
    expect(here.events.slice(1)).toEqual(["0 closed: TLS failure: the peer's certificate has expired, CN=server.test is valid from 2025-12-30T23:00:00.000Z to 2025-12-31T23:00:00.000Z"]);
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.events).toEqual(["0 ended"]);
  });

  it("goes by the time of day on the net's clock", async () => {
    const hosts = new SecureHosts();
    hosts.serve(server);
    await hosts.net.clock.advance(366 * 86_400_000);
    const here = hosts.dialTls(careful, { name: NAME });
    await hosts.net.clock.advance(0);
    expect(here.events.at(-1)).toMatch(/closed: TLS failure: the peer's certificate has expired, CN=server\.test is valid from 2025-\S+ to 2027-01-01T00:00:00\.000Z$/);
  });

  it("without the certificate that is wanted fails after secured(), and with TLS 1.2 before it", async () => {
    for (const [config, secured] of [[careful, ["0 secured TLSv1.3 verified"]], [old(careful), []]] as const) {
      const hosts = new SecureHosts();
      const listener = hosts.serve(mutual);
      const here = hosts.dialTls(config, { name: NAME });
      await hosts.run();
      expect(here.events.slice(1)).toEqual([...secured, `0 closed: ${CLIENT_CERTIFICATE}`]);
      expect(listener.events.slice(1)).toEqual(["0 rejected 10.0.0.2 50000: TLS failure: the peer shows no certificate"]);
      expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
    }
  });

  it("with a poor certificate of the client ends without a word", async () => {
    const { cert, key } = poor.expired;
    for (const [config, last] of [[trusting, ["0 secured TLSv1.3", "0 ended"]], [old(trusting), [`0 closed: ${REFUSED}`]]] as const) {
      const hosts = new SecureHosts();
      const listener = hosts.serve(mutual);
      const here = hosts.dialTls({ ...config, cert, key });
      await hosts.run();
      expect(here.events.slice(1)).toEqual(last);
      expect(listener.events.slice(1)).toEqual(["0 rejected 10.0.0.2 50000: TLS failure: the peer's certificate has expired, CN=server.test is valid from 2025-12-30T23:00:00.000Z to 2025-12-31T23:00:00.000Z"]);
    }
  });

  it("shows a client's certificate only to who asks, and of a text with the key in it no more than the certificate", async () => {
    const { here, there, hosts } = await plainServer({ verify: false, cert: client.key + client.cert, key: client.key });
    there.bytes.length = 0;
    there.stream.send(shake({ ...SERVER_HELLO, asks: true }));
    await hosts.run();
    expect(here.events).toEqual(["0 secured TLSv1.3"]);
    expect(there.text).toContain("-----BEGIN CERTIFICATE-----");
    expect(there.text).not.toContain("KEY");
    const shy = await plainServer({ verify: false, cert: client.cert, key: client.key });
    shy.there.bytes.length = 0;
    shy.there.stream.send(shake(SERVER_HELLO));
    await shy.hosts.run();
    expect(shy.there.bytes).toEqual([...shake(FINISHED)]);
  });

  it("fails on both sides where no application protocol is common", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve(server, { alpn: ["a"] });
    const here = hosts.dialTls(trusting, { alpn: ["b"] });
    await hosts.run();
    expect(here.events.slice(1)).toEqual([`0 closed: ${REFUSED}`]);
    expect(listener.events.slice(1)).toEqual([`0 rejected 10.0.0.2 50000: ${PROTOCOL}`]);
  });

  it("agrees on the listener's best application protocol", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve(server, { alpn: ["c", "b", "a"] });
    const here = hosts.dialTls(trusting, { alpn: ["a", "b"] });
    await hosts.run();
    expect(here.events.at(-1)).toBe("0 secured TLSv1.3 b");
    expect(listener.offers[0]?.secure).toEqual({ protocol: "TLSv1.3", alpn: "b", verified: false, resumed: false });
  });

  it("goes through windows of one byte", async () => {
    const hosts = new SecureHosts({}, { window: 1, highWater: 1 });
    const { here, there } = await hosts.securePair(mutual, tls.client);
    expect(here.stream.send(counted(20))).toBe(COPIED);
    await hosts.run();
    expect(there.bytes).toEqual([...counted(20)]);
    const listener = hosts.serve(mutual, {}, { port: 81 });
    const refused = hosts.dial(SERVER, 81, { secure: secure(hosts.client, old(careful)) });
    await hosts.run();
    expect(refused.events.at(-1)).toBe(`0 closed: ${CLIENT_CERTIFICATE}`);
    expect(listener.events).toHaveLength(2);
  });

  it("waits while the way is blocked, and ends with the fault of what cuts it", async () => {
    const hosts = new SecureHosts({ latency: 10 });
    const listener = hosts.serve();
    const [here, cut] = [hosts.dialTls(), hosts.dialTls()];
    await hosts.net.clock.advance(25);
    const fill = hosts.net.blackhole(SERVER);
    await hosts.net.clock.advance(1000);
    expect(here.events).toHaveLength(1);
    hosts.net.reset("10.0.0.2", 50_001);
    fill();
    await hosts.run();
    expect(here.events.at(-1)).toBe("1035 secured TLSv1.3");
    expect(cut.events.at(-1)).toBe(`1025 closed: ${RESET}`);
    expect(listener.events.slice(1)).toEqual([`1025 rejected 10.0.0.2 50001: ${RESET}`, "1045 offered 10.0.0.2 50000"]);
  });
});

describe("a client of TLS", () => {
  it.each([
    ["text", new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n")],
    ["data", toRecords(DATA, counted(3))],
    ["a handshake of its own", toRecords(HANDSHAKE, Uint8Array.of(1, 0, 0, 1, 0))],
    ["a hello", shake(CLIENT_HELLO)],
    ["a version that was not offered", shake({ ...SERVER_HELLO, version: "TLSv1.1" })],
    ["the end of a handshake that has not begun", shake(FINISHED)],
    ["an end", toRecords(ALERT, Uint8Array.of(1, 0))],
    ["an alert about the protocol", toRecords(ALERT, Uint8Array.of(2, 70))],
    ["an alert before its certificate", toRecords(ALERT, Uint8Array.of(2, 40))],
  ])("finds that a listener that answers with %s speaks no TLS", async (_, bytes) => {
    const { hosts, here, there } = await plainServer();
    there.stream.send(bytes);
    await hosts.run();
    expect(here.events).toEqual([`0 closed: ${PROTOCOL}`]);
    there.stream.destroy();
    await hosts.run();
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it.each(["finish", "abort", "reset"] as const)("tells what ended the handshake: %s", async (how) => {
    const { hosts, here, there } = await plainServer();
    if (how === "finish") there.stream.finish();
    else there.stream.destroy(how);
    await hosts.run();
    expect(here.events).toEqual([`0 closed: ${how === "reset" ? RESET : PROTOCOL}`]);
  });

  it("finds a certificate that cannot be read to be none of TLS", async () => {
    const { hosts, here, there } = await plainServer(careful);
    there.stream.send(shake({ ...SERVER_HELLO, cert: "mine" }));
    await hosts.run();
    expect(here.events).toEqual([`0 closed: ${PROTOCOL}`]);
  });

  it("says why it leaves, where the listener would understand that", async () => {
    const { hosts, there } = await plainServer();
    there.bytes.length = 0;
    there.stream.send(shake(FINISHED));
    await hosts.run();
    expect(there.bytes).toEqual([...toRecords(ALERT, Uint8Array.of(2, 10))]);
    expect(there.events.at(-1)).toBe("0 ended");
  });
});

describe("a listener of TLS", () => {
  it.each([
    ["text", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
    ["data", toRecords(DATA, counted(3))],
    ["no version that it speaks", shake({ ...CLIENT_HELLO, versions: ["TLSv1.1"] })],
    ["the end of a handshake that has not begun", shake(FINISHED)],
    ["two hellos", Uint8Array.of(...shake(CLIENT_HELLO), ...shake(CLIENT_HELLO))],
    ["an end", toRecords(ALERT, Uint8Array.of(1, 0))],
  ])("rejects a client that sends %s", async (_, bytes) => {
    const { hosts, here, listener } = await plainClient();
    here.stream.send(bytes);
    await hosts.net.clock.advance(0);
    expect(listener.events.slice(1)).toEqual([`0 rejected 10.0.0.2 50000: ${PROTOCOL}`]);
    expect(here.events.at(-1)).toBe("0 ended");
    here.stream.destroy();
    await hosts.run();
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it.each([
    [70, shake({ ...CLIENT_HELLO, versions: [] })],
    [10, shake(FINISHED)],
  ])("sends the alert %d to a client that would understand it", async (number, bytes) => {
    const { hosts, here } = await plainClient();
    here.stream.send(bytes);
    await hosts.run();
    expect(here.bytes).toEqual([...toRecords(ALERT, Uint8Array.of(2, number))]);
  });

  it("rejects one that refuses it, and one that ends", async () => {
    const { hosts, here, listener } = await plainClient();
    here.stream.send(toRecords(ALERT, Uint8Array.of(2, 48)));
    const [ends, resets] = [hosts.dial(), hosts.dial()];
    await hosts.net.clock.advance(0);
    ends.stream.finish();
    resets.stream.destroy("reset");
    await hosts.net.clock.advance(0);
    expect(listener.events.slice(1)).toEqual([
      `0 rejected 10.0.0.2 50000: ${REFUSED}`,
      `0 rejected 10.0.0.2 50001: ${PROTOCOL}`,
      `0 rejected 10.0.0.2 50002: ${RESET}`,
    ]);
  });

  it("rejects a client after 30 seconds, and nobody earlier or twice", async () => {
    const { hosts, here, listener } = await plainClient();
    hosts.dialTls();
    here.stream.send(shake(CLIENT_HELLO));
    await hosts.net.clock.advance(29_999);
    expect(listener.events.slice(1)).toEqual(["0 offered 10.0.0.2 50001"]);
    await hosts.run();
    expect(listener.events.slice(2)).toEqual(["30000 rejected 10.0.0.2 50000: timed out"]);
    expect(here.events.at(-1)).toBe("30000 ended");
    here.stream.destroy();
    await hosts.run();
    expect(listener.events).toHaveLength(3);
  });

  it("that is closed, or whose link goes down, ends handshakes and rejects nobody", async () => {
    for (const how of ["close", "link"] as const) {
      const { hosts, here, listener } = await plainClient();
      if (how === "close") listener.listener.close();
      else hosts.server.setLink(false);
      await hosts.run();
      expect(hosts.net.clock.now()).toBe(0);
      expect(here.events).toEqual(how === "close" ? ["0 ended"] : []);
      expect(listener.events.slice(1)).toEqual(how === "close" ? [] : ["0 closed: network link down (ENETDOWN)"]);
      expect(hosts.server.openStreams).toBe(0);
    }
  });

  it("counts clients whose handshake is under way as those that wait", async () => {
    const hosts = new SecureHosts();
    hosts.serve(server, {}, { backlog: 2 });
    const [first] = [hosts.dial(), hosts.dialTls()];
    await hosts.net.clock.advance(0);
    const third = hosts.dialTls();
    await hosts.net.clock.advance(0);
    expect(third.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
    first.stream.destroy();
    await hosts.net.clock.advance(0);
    const fourth = hosts.dialTls();
    await hosts.run();
    expect(fourth.events.at(-1)).toBe("0 secured TLSv1.3");
  });

  it("with TLS of another network finds no handshake that it knows", async () => {
    const { hosts, here, listener } = await plainClient();
    here.stream.send(Uint8Array.of(22, 3, 1, 0, 9, 1, 0, 0, 5, 3, 3, 1, 2, 3));
    await hosts.net.clock.advance(0);
    expect(listener.events[1]).toBe(`0 rejected 10.0.0.2 50000: ${PROTOCOL}`);
  });
});

describe("send", () => {
  it("counts in the user's bytes, also when a record is sent by halves", async () => {
    const hosts = new SecureHosts({}, { window: 1000, highWater: 500 });
    const { here, there } = await hosts.securePair();
    there.stream.pause();
    const answers = [100, 2000, 1, 1].map((length) => [here.stream.send(counted(length)), here.stream.queued]);
    expect(answers[0]).toEqual([SENT, 0]);
    expect(answers[1]?.[0]).toBe(COPIED);
    expect(answers[1]?.[1]).toBeGreaterThan(500);
    expect(answers[2]?.[0]).toBe(FULL);
    await hosts.run();
    there.stream.resume();
    await hosts.run();
    expect(here.events.at(-1)).toBe("0 sent 2100");
    expect(here.events.filter((event) => event === "0 drained")).toHaveLength(1);
    expect(there.bytes).toEqual([...counted(100), ...counted(2000)]);
  });

  it("of nothing sends no record", async () => {
    const hosts = new SecureHosts();
    const { here, there } = await hosts.securePair();
    expect(here.stream.send(new Uint8Array(0))).toBe(SENT);
    await hosts.run();
    expect(there.events).toEqual([]);
  });

  it("of more than a record is received in records of 16,384 bytes, each lent and spoiled", async () => {
    const hosts = new SecureHosts();
    const { here, there } = await hosts.securePair();
    const behind: number[][] = [];
    there.onReceived = (copy) => behind.push([...(there.lent.at(-1) ?? []).slice(copy.length)]);
    here.stream.send(counted(40_000));
    await hosts.run();
    expect(there.events).toEqual([16_384, 16_384, 7232].map((length) => `0 received ${length}`));
    expect(there.bytes).toEqual([...counted(40_000)]);
    expect(behind).toEqual(Array(3).fill(Array(8).fill(0xdd)));
    expect(there.lent.every((bytes) => bytes.every((byte) => byte === 0xdd))).toBe(true);
  });

  it("before secured() and after finish() answers FULL", async () => {
    const hosts = new SecureHosts({ latency: 5 });
    hosts.serve();
    const here = hosts.dialTls();
    await hosts.net.clock.advance(15);
    expect([here.events.length, here.stream.send(counted(1)), here.stream.queued]).toEqual([1, FULL, 0]);
    here.onSecured = () => {
      expect(here.stream.send(counted(1))).toBe(SENT);
      here.stream.finish();
      here.stream.finish();
      expect(here.stream.send(counted(1))).toBe(FULL);
    };
    await hosts.run();
    expect(here.events).toHaveLength(2);
  });
});

describe("pause", () => {
  it("before the handshake is done leaves it alone, and keeps what comes after it", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve();
    const here = hosts.dialTls();
    here.stream.pause();
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    there.stream.send(counted(40_000));
    there.stream.finish();
    await hosts.run();
    expect(here.events.slice(1)).toEqual(["0 secured TLSv1.3"]);
    here.stream.resume();
    await hosts.run();
    expect(here.bytes).toEqual([...counted(40_000)]);
    expect(here.events.at(-1)).toBe("0 ended");
  });

  it("inside received() keeps the other records of the same packet", async () => {
    const hosts = new SecureHosts();
    const { here, there } = await hosts.securePair();
    there.onReceived = () => there.stream.pause();
    here.stream.send(counted(40_000));
    here.stream.finish();
    for (let n = 1; n <= 3; n++) {
      await hosts.run();
      expect(there.events.filter((event) => event.startsWith("0 received"))).toHaveLength(n);
      there.stream.resume();
    }
    await hosts.run();
    expect(there.events.at(-1)).toBe("0 ended");
    expect(there.bytes).toEqual([...counted(40_000)]);
  });

  it("makes the sender wait", async () => {
    const hosts = new SecureHosts({}, { window: 1000, highWater: 1000 });
    const { here, there } = await hosts.securePair();
    there.stream.pause();
    let taken = 0;
    for (let n = 0; n < 100; n++) {
      if (here.stream.send(counted(100)) !== FULL) taken += 100;
      await hosts.run();
    }
    expect(taken).toBeLessThan(5000);
    there.stream.resume();
    await hosts.run();
    expect(there.bytes).toHaveLength(taken);
  });

  it("does not hide a reset, which drops what was not read, or the end of a peer that sent nothing", async () => {
    for (const [how, told] of [["reset", `0 closed: ${RESET}`], ["finish", "0 ended"]] as const) {
      const hosts = new SecureHosts();
      const { here, there } = await hosts.securePair();
      there.stream.pause();
      if (how === "finish") here.stream.finish();
      else {
        here.stream.send(counted(10));
        here.stream.destroy("reset");
      }
      await hosts.run();
      expect(there.events).toEqual([told]);
    }
  });
});

describe("the end", () => {
  it("is a close_notify, then FIN; the other direction stays open", async () => {
    const { hosts, here, there } = await plainServer();
    there.stream.send(shake(SERVER_HELLO));
    await hosts.run();
    here.stream.finish();
    there.bytes.length = 0;
    there.events.length = 0;
    await hosts.run();
    expect(there.bytes.slice(-7)).toEqual([...toRecords(ALERT, Uint8Array.of(1, 0))]);
    expect(there.events.at(-1)).toBe("0 ended");
    there.stream.send(toRecords(DATA, counted(3)));
    there.stream.send(toRecords(ALERT, Uint8Array.of(1, 0)));
    there.stream.send(toRecords(DATA, counted(3)));
    await hosts.run();
    expect(here.events.slice(1)).toEqual(["0 received 3", "0 ended"]);
    there.stream.finish();
    await hosts.run();
    expect(here.events.at(-1)).toBe("0 closed");
  });

  it("is seen without a close_notify too, also in the middle of a record", async () => {
    const { hosts, here, there } = await plainServer();
    there.stream.send(shake(SERVER_HELLO));
    there.stream.send(toRecords(DATA, counted(30)).subarray(0, 20));
    there.stream.finish();
    await hosts.run();
    expect(here.events).toEqual(["0 secured TLSv1.3", "0 ended"]);
  });

  it("of a stream that finished while it dialled comes after the handshake", async () => {
    const hosts = new SecureHosts({ latency: 1 });
    const listener = hosts.serve();
    const here = hosts.dialTls();
    here.stream.finish();
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    there.stream.finish();
    await hosts.run();
    expect(here.events.slice(1)).toEqual(["4 secured TLSv1.3", "6 ended", "6 closed"]);
    expect(there.events).toEqual(["5 ended", "7 closed"].map((event) => expect.stringContaining(event.slice(2)) as string));
  });

  it("comes with a fault when the peer sends what is no record, and the peer learns that", async () => {
    for (const [bytes, alert] of [[counted(20), 70], [shake(SERVER_HELLO), 10]] as const) {
      const { hosts, here, there } = await plainServer();
      there.stream.send(shake(SERVER_HELLO));
      await hosts.run();
      there.bytes.length = 0;
      there.stream.send(bytes);
      await hosts.run();
      expect(here.events).toEqual(["0 secured TLSv1.3", `0 closed: ${PROTOCOL}`]);
      expect(there.bytes).toEqual([...toRecords(ALERT, Uint8Array.of(2, alert))]);
    }
  });

  it("comes with a fault after an alert", async () => {
    const { hosts, here, there } = await plainServer();
    there.stream.send(shake(SERVER_HELLO));
    there.stream.send(toRecords(ALERT, Uint8Array.of(2, 80)));
    await hosts.run();
    expect(here.events).toEqual(["0 secured TLSv1.3", `0 closed: ${REFUSED}`]);
    expect([here.stream.send(counted(1)), here.stream.queued]).toEqual([FULL, 0]);
  });

  it("of a client that waits is told after its acceptance, and after its bytes", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve();
    const here = hosts.dialTls();
    await hosts.run();
    here.stream.send(counted(3));
    await hosts.run();
    here.stream.destroy("reset");
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    expect(there.stream.send(counted(1))).toBe(FULL);
    await hosts.run();
    expect(there.events).toEqual(["0 received 3", `0 closed: ${RESET}`]);
  });

  it("by destroy() is silent, whenever it comes, and leaves nothing", async () => {
    for (const how of ["abort", "reset"] as const) {
      for (let at = 0; at <= 60; at += 5) {
        const hosts = new SecureHosts({ latency: 10 });
        const listener = hosts.serve(mutual);
        const here = hosts.dialTls(tls.client, { name: NAME });
        await hosts.net.clock.advance(at);
        const before = here.events.length;
        here.stream.destroy(how);
        expect(here.stream.queued).toBe(0);
        await hosts.run();
        expect(here.events).toHaveLength(before);
        listener.listener.close();
        await hosts.run();
        expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
      }
    }
  });

  it("by destroy() after closed() does not cut off the alert that says why", async () => {
    const { hosts, here, there } = await plainServer(trusting, { window: 1 });
    there.stream.send(shake(SERVER_HELLO));
    await hosts.run();
    there.stream.pause();
    there.bytes.length = 0;
    there.stream.send(counted(20));
    await hosts.run();
    expect(here.events.at(-1)).toBe(`0 closed: ${PROTOCOL}`);
    here.stream.destroy();
    there.stream.resume();
    await hosts.run();
    expect(there.bytes).toEqual([...toRecords(ALERT, Uint8Array.of(2, 70))]);
    expect(hosts.client.openStreams).toBe(0);
  });
});

describe("a refused offer", () => {
  it("is a reset for the client", async () => {
    const hosts = new SecureHosts();
    const listener = hosts.serve();
    const here = hosts.dialTls();
    await hosts.run();
    listener.offers[0]?.refuse();
    await hosts.run();
    expect(here.events.at(-1)).toBe(`0 closed: ${RESET}`);
  });
});

describe("a card that dials names", () => {
  it("dials them over TLS too", async () => {
    const hosts = new SecureHosts({ resolveDelay: 10 }, { names: "opaque" });
    hosts.net.name(NAME, [SERVER]);
    hosts.serve();
    const options = { secure: secure(hosts.client, careful, { name: NAME }) };
    const [here, nowhere] = [hosts.dial(NAME, 80, options), hosts.dial("nobody.test", 80, options)];
    await hosts.run();
    expect(here.events.at(-1)).toBe("10 secured TLSv1.3 verified");
    expect(nowhere.events).toEqual(["10 closed: name not resolved (ENOTFOUND)"]);
  });
});

describe("plain TCP", () => {
  it("at a port of its own gets a client's hello as bytes", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen();
    hosts.dial(SERVER, 80, { secure: secure(hosts.client, trusting) });
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.bytes.slice(0, 3)).toEqual([22, 3, 3]);
  });
});
