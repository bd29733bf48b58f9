import { nodeAdapter } from "@luat/adapters/node";
import { FULL, type Credentials, type Datagrams, type PreSharedKey } from "@luat/contract";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hasProgram, Program } from "../peers.js";
import { DatagramTape } from "../tapes.js";
import { LossyPath, type Passes } from "./lossy-path.js";

const HOST = "127.0.0.1";
const KEY = Uint8Array.of(1, 2, 3, 0xff, 0x80, 0);
const GOOD: PreSharedKey = { identity: "meter-7", key: KEY };
const closing: Array<() => unknown> = [];

function credentials(psk: PreSharedKey): Credentials {
  const made = nodeAdapter().credentials({ verify: true, psk });
  if ("reason" in made) throw new Error(`fault ${made.tls}`);
  return made;
}

function bind(port: number, psk: PreSharedKey = GOOD): { tape: DatagramTape; socket: Datagrams } {
  const tape = new DatagramTape();
  const socket = nodeAdapter().bind({ peer: { host: HOST, port }, secure: { credentials: credentials(psk) } }, tape);
  closing.push(() => socket.close());
  return { tape, socket };
}

/** A server of the `openssl` command, for one client; it takes any identity. */
async function serve(...options: readonly string[]): Promise<{ port: number; program: Program }> {
  const key = ["-psk", Buffer.from(KEY).toString("hex"), "-psk_identity", "meter-7"];
  const program = new Program("openssl", ["s_server", "-dtls1_2", "-accept", `${HOST}:0`, "-nocert", ...key, ...options]);
  closing.push(() => program.stop());
  const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
  return { port: Number(port), program };
}

async function path(server: number, passes: Passes = () => true): Promise<LossyPath & { port: number }> {
  const way = new LossyPath(passes);
  const port = await way.open(server);
  closing.push(() => way.close());
  return Object.assign(way, { port });
}

/** Lets datagrams come and go until something holds; time passes only as told. */
async function until(holds: () => boolean, step?: () => unknown): Promise<void> {
  while (!holds()) {
    step?.();
    await new Promise(setImmediate);
  }
}

/** Waits until the handshake is done, and for each datagram that is lost lets the time pass after which one is sent again. */
async function secured(tape: DatagramTape, way: LossyPath, step?: () => unknown): Promise<void> {
  let passed = 0;
  await until(() => tape.info !== undefined || tape.events.includes("closed"), () => {
    step?.();
    for (; passed < way.lost; passed++) vi.advanceTimersToNextTimer();
  });
  expect(tape.events).toContain("secured");
}

/** A record that no key has touched. */
function record(type: number, epoch: number, body: Uint8Array): Buffer {
  const header = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 40, 0, 0]);
  header.writeUInt16BE(body.length, 11);
  return Buffer.concat([header, body]);
}

// The time of the resends is the test's own; datagrams need none.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

// Skipped where there is no openssl command.
describe.skipIf(!hasProgram("openssl", "version"))("DTLS of Node's card and the openssl command", () => {
  it.each([
    ["PSK-AES128-GCM-SHA256", "TLS_PSK_WITH_AES_128_GCM_SHA256"],
    ["PSK-AES256-GCM-SHA384", "TLS_PSK_WITH_AES_256_GCM_SHA384"],
    ["PSK-AES128-CCM", "TLS_PSK_WITH_AES_128_CCM"],
    ["PSK-AES256-CCM", "TLS_PSK_WITH_AES_256_CCM"],
    ["PSK-AES128-CCM8", "TLS_PSK_WITH_AES_128_CCM_8"],
    ["PSK-AES256-CCM8", "TLS_PSK_WITH_AES_256_CCM_8"],
  ])("talk with %s, each in its turn", async (theirs, ours) => {
    const { port, program } = await serve("-cipher", theirs);
    const { tape, socket } = bind(port);
    await tape.saw("secured");
    expect(tape.events).toEqual(["bound", "secured"]);
    expect(tape.info).toEqual({ protocol: "DTLSv1.2", cipher: ours, verified: true, resumed: false });
    socket.send(Buffer.from("hello\n"));
    await program.says(/^hello$/m);
    program.write("welcome\n");
    await tape.saw("received");
    expect([tape.texts, tape.senders]).toEqual([["welcome\n"], [{ host: HOST, port }]]);
  });

  it("talk when the server first wants its cookie back, and is told goodbye", async () => {
    const { port, program } = await serve("-listen");
    const { tape, socket } = bind(port);
    await tape.saw("secured");
    socket.close();
    await program.says(/^DONE$/m);
  });

  it("do not talk with a server that has another key, and say what is likely once it has been silent for long enough", async () => {
    const { port } = await serve();
    const { tape } = bind(port, { ...GOOD, key: "another" });
    await until(() => tape.events.includes("closed"), () => vi.advanceTimersByTime(1));
    expect(tape.events).toEqual(["bound", "closed"]);
    expect(tape.fault).toMatchObject({ reason: "timeout", cause: { message: expect.stringContaining("another key") as string } });
  });

  it.each([
    [4, 0],
    [1, 1],
    [2, 2],
  ])("send a flight again until it is answered: the first %i datagrams up and %i down are lost", async (up, down) => {
    const { port, program } = await serve("-listen");
    const way = await path(port, (one, nth) => nth > (one === "up" ? up : down));
    const { tape, socket } = bind(way.port);
    await secured(tape, way);
    expect(tape.events).toEqual(["bound", "secured"]);
    socket.send(Buffer.from("hello\n"));
    await program.says(/^hello$/m);
  });

  it.each(["up", "down"] as const)("complete the handshake whichever one datagram %s is lost", async (lostWay) => {
    for (let lost = 1; lost <= 3; lost++) {
      const { port, program } = await serve("-listen");
      const way = await path(port, (one, nth) => one !== lostWay || nth !== lost);
      const { tape, socket } = bind(way.port);
      await secured(tape, way);
      socket.send(Buffer.from("hello\n"));
      await until(() => tape.settled === 1);
      // The first one after the handshake may be the one that is lost.
      socket.send(Buffer.from("hello\n"));
      await program.says(/^hello$/m);
    }
  });

  it("give up after the time for a handshake when the server falls silent in its middle", async () => {
    // The server sends a cookie, then a flight, and then its Finished.
    for (const [answers, hint] of [[1, "did not answer the DTLS handshake"], [2, "another key"]] as const) {
      const { port } = await serve("-listen");
      const way = await path(port, (one, nth) => one === "up" || nth <= answers);
      const { tape } = bind(way.port);
      await until(() => tape.events.includes("closed"), () => way.counts.down > answers && vi.advanceTimersByTime(10));
      expect(tape.events).toEqual(["bound", "closed"]);
      expect(tape.fault).toMatchObject({ reason: "timeout", cause: { message: expect.stringContaining(hint) as string } });
    }
  });

  it("take nothing that strangers send, before, during and after the handshake", async () => {
    const { port, program } = await serve();
    const forged = [
      record(23, 0, Buffer.from("plain")),
      record(23, 1, Buffer.from("sealed with nothing, but long enough")),
      record(23, 2, Buffer.from("of an epoch to come")),
      record(20, 0, Buffer.of(1)),
      record(22, 0, Buffer.of(99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
      record(22, 0, Buffer.of(3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0xfe, 0xfd, 200)),
      record(22, 0, Buffer.of(2, 0xff, 0xff, 0xff, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 1)),
      record(21, 0, Buffer.of(1, 0)),
      record(21, 2, Buffer.of(2, 40)),
      Buffer.of(22, 0xfe, 0xfd, 0, 0),
      Buffer.alloc(0),
    ];
    const way = await path(port);
    const pester = (): void => {
      for (const datagram of forged) way.tell(datagram);
    };
    const { tape, socket } = bind(way.port);
    await secured(tape, way, () => way.counts.up > 0 && pester());
    pester();
    socket.send(Buffer.from("hello\n"));
    await program.says(/^hello$/m);
    program.write("welcome\n");
    await tape.saw("received");
    expect(tape.texts).toEqual(["welcome\n"]);
    expect(new Set(tape.events)).toEqual(new Set(["bound", "secured", "sent", "received"]));
  });

  it("hear on after many datagrams were lost in a row", async () => {
    let isLosing = false;
    const { port, program } = await serve();
    const way = await path(port, (one) => one === "up" || !isLosing);
    const { tape, socket } = bind(way.port);
    await tape.saw("secured");
    isLosing = true;
    const before = way.counts.down;
    for (let n = 1; n <= 100; n++) {
      program.write(`${n}\n`);
      await until(() => way.counts.down >= before + n);
    }
    isLosing = false;
    program.write("at last\n");
    await tape.saw("received");
    expect(tape.texts).toEqual(["at last\n"]);
    socket.close();
  });

  it("count what the program sends, not the handshake, and what is too long for one datagram as failed", async () => {
    const { port, program } = await serve();
    const { tape, socket } = bind(port);
    expect(socket.send(Buffer.from("too early"))).toBe(FULL);
    await tape.saw("secured");
    socket.send(Buffer.from("one\n"));
    socket.send(new Uint8Array(16_385));
    socket.send(Buffer.from("two\n"), { host: HOST, port });
    await until(() => tape.settled === 3);
    expect(tape.failures).toMatchObject([{ fault: { reason: "size" }, nth: 2 }]);
    await program.says(/^two$/m);
    expect(() => socket.send(Buffer.from("x"), { host: "127.0.0.2", port })).toThrow(new TypeError(`to is 127.0.0.2:${port}; expected the peer, ${HOST}:${port}, as the socket is secured`));
  });
});

describe("DTLS of Node's card", () => {
  it("says that nobody listens there when the system knows", async () => {
    const free = createSocket("udp4").bind(0, HOST);
    await once(free, "listening");
    const { port } = free.address();
    free.close();
    const { tape } = bind(port);
    await tape.saw("closed");
    expect([tape.events, tape.fault?.reason]).toEqual([["bound", "closed"], "refused"]);
  });

  it("asks a server that does not answer again after 1, 2, 4 … seconds, and gives up after the time for a handshake", async () => {
    const mute = createSocket("udp4").bind(0, HOST);
    closing.push(() => mute.close());
    await once(mute, "listening");
    const times: number[] = [];
    const start = Date.now();
    mute.on("message", () => times.push(Math.round(now / 1000)));
    let now = 0;
    const { tape } = bind(mute.address().port);
    await until(() => times.length === 1);
    while (!tape.events.includes("closed")) {
      now += 500;
      vi.advanceTimersByTime(500);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    expect(times).toEqual([0, 1, 3, 7, 15]);
    expect(now).toBe(30_000);
    expect(tape.fault).toMatchObject({ reason: "timeout", cause: { message: "the peer did not answer the DTLS handshake" } });
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it("is silent when it is closed in the middle of the handshake", async () => {
    const mute = createSocket("udp4").bind(0, HOST);
    closing.push(() => mute.close());
    await once(mute, "listening");
    const early = bind(mute.address().port);
    early.socket.close();
    const { tape, socket } = bind(mute.address().port);
    await once(mute, "message");
    socket.close();
    expect(vi.getTimerCount()).toBe(0);
    await new Promise(setImmediate);
    expect([early.tape.events, tape.events]).toEqual([[], ["bound"]]);
  });

  it("needs a peer, and a pre-shared key", async () => {
    const card = nodeAdapter();
    expect(() => card.bind({ secure: { credentials: credentials(GOOD) } }, new DatagramTape())).toThrow(new TypeError("peer is undefined; expected an address, as the socket is to be secured"));
    const trusting = card.credentials({ verify: false }) as Credentials;
    const tape = new DatagramTape();
    card.bind({ peer: { host: HOST, port: 9 }, secure: { credentials: trusting } }, tape);
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "unsupported", cause: { message: "DTLS is spoken with a pre-shared key only, not with certificates" } });
  });
});
