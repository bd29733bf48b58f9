import { MockNet } from "@luat/adapters/mock";
import { silentLog, type StreamSink } from "@luat/contract";
import { createCorelib, type Corelib } from "@luat/corelib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ctrl } from "../src/faithful/ctrl.js";
import { createSocketLibrary, type SocketLibrary } from "../src/socket-library.js";
import type { SocketTable } from "../src/socket-table.js";
import { STATES } from "../src/ids.js";
import { eventName } from "./rig.js";

const SERVER = "10.0.0.1";
const ECHO = 7;
const GREETER = 13;
const MUTE = 9;

const shown = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const ignored = (): void => undefined;

/** A device on a mock network, and what its ctrls were told. */
class Device {
  readonly corelib: Corelib;
  readonly library: SocketLibrary;
  readonly socket: SocketTable;
  readonly events: string[] = [];
  readonly failures: unknown[] = [];

  constructor(net: MockNet, address: string) {
    this.corelib = createCorelib({ clock: net.clock, log: silentLog, onTaskError: (error) => this.failures.push(error) });
    this.library = createSocketLibrary({ corelib: this.corelib, adapters: { LWIP_GP: net.host(address) } });
    this.socket = this.library.socket;
  }

  make(then: (ctrl: Ctrl, event: string, param: number) => void = ignored): Ctrl {
    return this.socket.create(null, this.callback(then)) as Ctrl;
  }

  callback(then: (ctrl: Ctrl, event: string, param: number) => void = ignored): (ctrl: Ctrl, event: number, param: number) => void {
    return (ctrl, event, param) => {
      this.events.push(`${eventName(event)} ${param}`);
      then(ctrl, eventName(event), param);
    };
  }

  told(): string[] {
    return this.events.splice(0);
  }

  state(ctrl: Ctrl): number | undefined {
    return this.socket.state(ctrl)[0];
  }
}

/** Serves a port with what is done to each client's bytes; `greeting` is sent at once. */
function serve(net: MockNet, port: number, answer: (bytes: Uint8Array) => Uint8Array | undefined, greeting?: string): void {
  net.host(SERVER).listen(
    { port, backlog: 8 },
    {
      listening: ignored,
      offered(offer) {
        const sink: StreamSink = {
          connected: ignored,
          secured: ignored,
          received(bytes, length) {
            const reply = answer(bytes.slice(0, length));
            if (reply !== undefined) stream.send(reply);
          },
          sent: ignored,
          drained: ignored,
          ended: () => {
            stream.finish();
          },
          closed: ignored,
        };
        const stream = offer.accept(sink);
        if (greeting !== undefined) stream.send(new TextEncoder().encode(greeting));
      },
      rejected: ignored,
      closed: ignored,
    },
  );
}

let net: MockNet;
let muteGot: Uint8Array[];
let client: Device;
let server: Device;

beforeEach(async () => {
  net = new MockNet();
  net.name("server.test", [SERVER]);
  serve(net, ECHO, (bytes) => bytes);
  serve(net, GREETER, (bytes) => bytes, "hello");
  muteGot = [];
  serve(net, MUTE, (bytes) => {
    muteGot.push(bytes);
    return undefined;
  });
  client = new Device(net, "10.0.0.2");
  server = new Device(net, "10.0.0.3");
  await pass();
});

afterEach(async () => {
  client.library.stop();
  server.library.stop();
  await pass(120_000);
  expect([client.failures, server.failures]).toEqual([[], []]);
  expect([net.openStreams, net.openListeners, net.clock.waiting]).toEqual([0, 3, 0]);
});

const pass = (ms = 10): Promise<void> => net.clock.advance(ms);

async function online(port: number, then?: (ctrl: Ctrl, event: string, param: number) => void): Promise<Ctrl> {
  const ctrl = client.make((which, event, param) => {
    if (event !== "ON_LINE") then?.(which, event, param);
  });
  client.socket.connect(ctrl, SERVER, port);
  await pass();
  expect(client.told()[0]).toBe("ON_LINE 0");
  return ctrl;
}

describe("a client", () => {
  it("echoes by callback, as the device did", async () => {
    const { socket, corelib } = client;
    const buff = corelib.zbuff.create(4);
    const ctrl = client.make();
    expect(client.state(ctrl)).toBe(STATES.LINK_OFF);
    expect(socket.config(ctrl)).toBe(true);
    expect([socket.connect(ctrl, SERVER, ECHO), client.state(ctrl)]).toEqual([[true, false], STATES.CONNECTING]);
    await pass();
    expect([client.told(), client.state(ctrl)]).toEqual([["ON_LINE 0"], STATES.ONLINE]);
    expect(socket.tx(ctrl, "hello world")).toEqual([true, false, false]);
    await pass();
    expect(client.told()).toEqual(["TX_OK 0", "EVENT 0"]);
    expect([socket.rx(ctrl), socket.rx(ctrl), socket.rx(ctrl, buff), socket.rx(ctrl, buff)]).toEqual([
      [true, 11],
      [true, 11],
      [true, 11, undefined, undefined],
      [true, 0],
    ]);
    expect(shown(buff.query())).toBe("hello world");
    socket.tx(ctrl, "abcdef");
    expect(socket.wait(ctrl)).toEqual([true, false]);
    await pass();
    expect(client.told()).toEqual(["EVENT 0"]);
    expect([socket.read(ctrl, 3), socket.read(ctrl, 10), socket.read(ctrl)].map(([, data]) => shown(data))).toEqual(["abc", "def", ""]);
    expect([socket.discon(ctrl), client.state(ctrl)]).toEqual([[true, false], STATES.DISCONNECTING]);
    await pass();
    expect([client.told(), client.state(ctrl)]).toEqual([["CLOSED 0"], STATES.OFF_LINE]);
    socket.close(ctrl);
    expect(client.state(ctrl)).toBe(STATES.OFF_LINE);
  });

  it("gets every burst while its callback waits again and again, as documented", async () => {
    const { socket, corelib } = client;
    const buff = corelib.zbuff.create(64);
    let text = "";
    const ctrl = await online(ECHO, (which, event) => {
      if (event === "EVENT") {
        buff.used(0);
        socket.rx(which, buff);
        text += shown(buff.query());
      }
      socket.wait(which);
    });
    for (const word of ["one ", "two "]) {
      socket.tx(ctrl, word);
      await pass();
    }
    for (const word of ["x1 ", "x2 ", "x3 "]) socket.tx(ctrl, word);
    await pass();
    expect(text).toBe("one two x1 x2 x3 ");
  });

  it("keeps a greeting that nobody waited for", async () => {
    const { socket } = client;
    const ctrl = client.make();
    socket.connect(ctrl, SERVER, GREETER);
    await pass();
    expect([client.told(), socket.wait(ctrl)]).toEqual([["ON_LINE 0", "EVENT 0"], [true, true]]);
    socket.tx(ctrl, "q");
    await pass();
    expect([client.told(), shown(socket.read(ctrl)[1])]).toEqual([["TX_OK 0", "EVENT 0"], "helloq"]);
  });

  it("connects by name and by integer, and learns the addresses of the name", async () => {
    const { socket } = client;
    const ctrl = client.make();
    expect([socket.connect(ctrl, "server.test", ECHO), client.state(ctrl)]).toEqual([[true, false], STATES.WAIT_DNS]);
    await pass();
    expect([client.told(), socket.remoteIP(ctrl)]).toEqual([["ON_LINE 0"], [SERVER, undefined, undefined, undefined]]);
    socket.close(ctrl);
    socket.connect(ctrl, 0x0100000a, ECHO);
    await pass();
    expect([client.told(), socket.remoteIP(ctrl)[0]]).toEqual([["ON_LINE 0"], undefined]);
  });

  it("is refused, and connects after close", async () => {
    const { socket } = client;
    const ctrl = client.make();
    for (const [host, port] of [
      [SERVER, 99],
      ["server.test", 99],
    ] as const) {
      socket.connect(ctrl, host, port);
      await pass();
      expect([client.told(), client.state(ctrl)]).toEqual([["ON_LINE -1"], STATES.CONNECTING]);
      expect([socket.tx(ctrl, "x"), socket.rx(ctrl), socket.wait(ctrl)]).toEqual([
        [false, false, false],
        [false, 0],
        [false, false],
      ]);
      expect(socket.connect(ctrl, SERVER, ECHO)).toEqual([false, false]);
      socket.close(ctrl);
    }
    socket.connect(ctrl, SERVER, ECHO);
    await pass();
    expect(client.told()).toEqual(["ON_LINE 0"]);
  });

  it("falls back to the next address of a name when one refuses", async () => {
    const { socket } = client;
    net.name("two.test", ["10.0.0.3", SERVER]);
    const ctrl = client.make();
    socket.connect(ctrl, "two.test", ECHO);
    await pass();
    expect(client.told()).toEqual(["ON_LINE 0"]);
    expect(socket.remoteIP(ctrl)).toEqual(["10.0.0.3", SERVER, undefined, undefined]);
  });

  it("waits for ever where nobody answers, until discon or close", async () => {
    const { socket } = client;
    net.blackhole("10.0.0.9");
    for (const end of ["discon", "close"] as const) {
      const ctrl = client.make();
      socket.connect(ctrl, "10.0.0.9", 80);
      await pass(3_600_000);
      expect([client.told(), client.state(ctrl)]).toEqual([[], STATES.CONNECTING]);
      socket[end](ctrl);
      await pass();
      expect([client.told(), client.state(ctrl)]).toEqual([[], end === "discon" ? STATES.OFF_LINE : STATES.CONNECTING]);
    }
  });

  it("sends a mebibyte at once, is full after that, and is told when the system has it and there is room again", async () => {
    const { socket } = client;
    const megabyte = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7) % 251);
    const ctrl = await online(MUTE);
    expect(socket.tx(ctrl, megabyte)).toEqual([true, false, false]);
    expect(socket.tx(ctrl, megabyte)).toEqual([true, true, true]);
    await pass(1000);
    expect(Buffer.compare(Buffer.concat(muteGot), megabyte)).toBe(0);
    expect(client.told()).toEqual(["TX_OK 0", "EVENT 0"]);
    expect(socket.tx(ctrl, megabyte)).toEqual([true, false, false]);
    socket.wait(ctrl);
    expect(socket.tx(ctrl, megabyte)).toEqual([true, true, true]);
    await pass(1000);
    expect(client.told()).toEqual(["EVENT 0"]);
  });

  it("is broken by a lost link, as EVENT -1, and connects again by itself only when asked", async () => {
    const { socket } = client;
    const ctrl = await online(ECHO);
    net.host("10.0.0.2").setLink(false);
    await pass();
    expect([client.told(), client.state(ctrl)]).toEqual([["EVENT -1"], STATES.ONLINE]);
    expect([socket.adapter(socket.LWIP_GP), socket.localIP()[0]]).toEqual([[false, socket.LWIP_GP], "0.0.0.0"]);
    socket.close(ctrl);
    expect([socket.linkup(ctrl), client.state(ctrl)]).toEqual([[true, false], STATES.LINK_OFF]);
    expect([socket.connect(ctrl, SERVER, ECHO), client.state(ctrl)]).toEqual([[true, false], STATES.LINK_OFF]);
    await pass(60_000);
    net.host("10.0.0.2").setLink(true);
    await pass();
    expect([client.told(), client.state(ctrl)]).toEqual([["ON_LINE 0"], STATES.ONLINE]);
    // The peer has not learnt of the lost link, as on a real network.
    net.reset(SERVER, ECHO);
    await pass();
  });

  it("is broken by a reset", async () => {
    const { socket } = client;
    const ctrl = await online(MUTE);
    net.reset(SERVER, MUTE);
    await pass();
    expect([client.told(), client.state(ctrl), socket.tx(ctrl, "x")]).toEqual([["EVENT -1"], STATES.ONLINE, [false, false, false]]);
    expect(socket.discon(ctrl)).toEqual([true, false]);
    await pass();
    expect(client.told()).toEqual(["CLOSED 0"]);
  });
});

describe("a client and a server", () => {
  async function listen(backlog?: number, then?: (ctrl: Ctrl, event: string, param: number) => void): Promise<Ctrl> {
    const ctrl = server.make(then);
    server.socket.config(ctrl, 4000);
    expect(server.socket.listen(ctrl, backlog)).toEqual([true, false]);
    await pass();
    expect(server.state(ctrl)).toBe(STATES.LISTEN);
    return ctrl;
  }

  async function dial(): Promise<Ctrl> {
    const ctrl = client.make();
    client.socket.connect(ctrl, "10.0.0.3", 4000);
    await pass();
    return ctrl;
  }

  it("talk one to one: the next client is served after discon and listen", async () => {
    const ctrl = await listen();
    for (const name of ["first", "second"]) {
      const peer = await dial();
      expect([server.told(), client.told(), server.state(ctrl)]).toEqual([["ON_LINE 0"], ["ON_LINE 0"], STATES.ONLINE]);
      expect(server.socket.accept(ctrl, null).slice(0, 3)).toEqual([true, undefined, "10.0.0.2"]);
      client.socket.tx(peer, name);
      await pass();
      expect(shown(server.socket.read(ctrl)[1])).toBe(name);
      server.socket.tx(ctrl, "reply");
      await pass();
      expect(shown(client.socket.read(peer)[1])).toBe("reply");
      server.told();
      client.told();
      client.socket.close(peer);
      await pass();
      expect([server.told(), server.state(ctrl)]).toEqual([["EVENT -1"], STATES.ONLINE]);
      expect([server.socket.rx(ctrl), server.socket.tx(ctrl, "x"), server.socket.wait(ctrl)]).toEqual([
        [false, 0],
        [false, false, false],
        [false, false],
      ]);
      expect(server.socket.discon(ctrl)).toEqual([true, false]);
      await pass();
      expect([server.told(), server.state(ctrl)]).toEqual([["CLOSED 0"], STATES.OFF_LINE]);
      expect(server.socket.listen(ctrl)).toEqual([true, false]);
      await pass();
    }
  });

  it("talk one to one: a second client is turned away", async () => {
    await listen();
    const first = await dial();
    client.told();
    const second = await dial();
    await pass(1000);
    expect(client.told().at(-1)).toMatch(/ -1$/);
    expect(server.told()).toEqual(["ON_LINE 0"]);
    expect(client.socket.tx(first, "still here")).toEqual([true, false, false]);
    expect(client.socket.tx(second, "x")).toEqual([false, false, false]);
    await pass();
  });

  it("talk one to many, with bytes that come before accept", async () => {
    const got = new Map<string, string>();
    const clients: Ctrl[] = [];
    const ctrl = await listen(4);
    const onClient = server.callback((which, event) => {
      if (event === "EVENT") got.set(String(which), (got.get(String(which)) ?? "") + shown(server.socket.read(which)[1]));
    });
    for (const name of ["a", "b", "c"]) client.socket.tx(await dial(), name);
    await pass();
    expect(server.told()).toEqual(["ON_LINE 0", "ON_LINE 0", "ON_LINE 0"]);
    for (;;) {
      const [ok, one] = server.socket.accept(ctrl, onClient);
      if (ok !== true) break;
      clients.push(one as Ctrl);
    }
    await pass();
    expect(clients.map((one) => got.get(String(one)))).toEqual(["a", "b", "c"]);
    expect([server.state(ctrl), ...clients.map((one) => server.state(one))]).toEqual([STATES.LISTEN, 5, 5, 5]);
  });

  it("cannot both listen on one port", async () => {
    await listen();
    const other = server.make();
    server.socket.config(other, 4000);
    server.socket.listen(other);
    await pass();
    expect(server.told()).toEqual(["ON_LINE -1"]);
  });

  it("lose no byte either way, whatever is sent and read when, and however they end", { timeout: 30_000 }, async () => {
    const step = fc.record({
      act: fc.constantFrom("tx", "tx", "read", "read", "rx", "wait", "pass"),
      side: fc.boolean(),
      much: fc.oneof(fc.nat(100), fc.nat(40_000)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom("client", "server", "both"), async (steps, ender) => {
        const ctrl = await listen();
        const peer = await dial();
        type Side = { readonly device: Device; readonly ctrl: Ctrl; sent: number; got: number };
        const sides: readonly [Side, Side] = [
          { device: client, ctrl: peer, sent: 0, got: 0 },
          { device: server, ctrl, sent: 0, got: 0 },
        ];
        const byte = (i: number): number => (i * 7) % 251;
        const take = (side: Side, bytes: Uint8Array | undefined): void => {
          bytes?.forEach((value, i) => {
            if (value !== byte(side.got + i)) expect.fail(`byte ${side.got + i} is wrong`);
          });
          side.got += bytes?.length ?? 0;
        };
        for (const { act, side, much } of steps) {
          const here = sides[side ? 0 : 1];
          const { socket } = here.device;
          if (act === "tx") {
            const [ok, full] = socket.tx(here.ctrl, Uint8Array.from({ length: much }, (_, i) => byte(here.sent + i)));
            if (ok === true && full === false) here.sent += much;
          } else if (act === "read") {
            take(here, socket.read(here.ctrl, much)[1]);
          } else if (act === "rx") {
            const buff = here.device.corelib.zbuff.create(1);
            socket.rx(here.ctrl, buff, null, much);
            take(here, buff.query());
          } else if (act === "wait") {
            socket.wait(here.ctrl);
          } else {
            await pass(1);
          }
        }
        for (let round = 0; round < 30; round++) {
          await pass(1);
          for (const side of sides) take(side, side.device.socket.read(side.ctrl)[1]);
        }
        expect([sides[0].got, sides[1].got]).toEqual([sides[1].sent, sides[0].sent]);
        if (ender !== "server") client.socket.discon(peer);
        if (ender !== "client") server.socket.discon(ctrl);
        await pass();
        if (ender === "client") server.socket.discon(ctrl);
        if (ender === "server") client.socket.discon(peer);
        await pass();
        expect([client.state(peer), server.state(ctrl)]).toEqual([STATES.OFF_LINE, STATES.OFF_LINE]);
        client.socket.release(peer);
        server.socket.release(ctrl);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});
