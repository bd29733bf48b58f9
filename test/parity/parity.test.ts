import { createAuthority, type Authority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Device, type Server } from "@luat/libnet";
import { EVENTS, type Ctrl } from "@luat/socket";
import { describe, expect, it } from "vitest";

/** A device under test, another that plays the outside world, and where they find each other. */
interface World {
  readonly device: Device;
  readonly outside: Device;
  /** The address of `outside` as seen from the device, and the other way round. */
  readonly there: string;
  readonly here: string;
  /** What time it is there, and certificates that are good then. */
  readonly now: number;
  readonly authority: Authority;
}

const EVENT_NAMES = new Map(Object.entries(EVENTS).map(([name, number]) => [number as number, name]));

/** Writes down what the faithful face answers and tells, and lets a script wait for what is told. */
class Recorder {
  readonly trace: string[] = [];
  readonly #device: Device;
  readonly #told: string[] = [];
  #wake: (() => void) | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  readonly onEvent = (ctrl: Ctrl, event: number, param: number): void => {
    const told = `${EVENT_NAMES.get(event)} ${param}`;
    this.trace.push(`${told}, state ${this.#device.socket.state(ctrl)[0]}`);
    this.#told.push(told);
    this.#wake?.();
  };

  /** A call with its results; ports that the system chose do not count. */
  note(call: string, results: unknown): void {
    this.trace.push(`${call}: ${JSON.stringify(results, (_, value: unknown) => (typeof value === "number" && value > 1024 ? "port" : value))}`);
  }

  async told(what: string): Promise<void> {
    while (!this.#told.includes(what)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#told.splice(0, this.#told.indexOf(what) + 1);
  }
}

/** As {@link freePort}, for UDP. */
async function freeUdpPort(device: Device): Promise<number> {
  const probe = await device.bind();
  await probe.close();
  return probe.local.port;
}

type Script = (world: World, recorder: Recorder) => Promise<void>;

async function accepted(server: Server): Promise<Connection> {
  const connection = await server.accept();
  if (connection === undefined) throw new Error("the server was closed");
  return connection;
}

/** A port on which nobody listens; for the socket table, which does not tell the one that it was given. */
async function freePort(device: Device): Promise<number> {
  const probe = await device.listen({ port: 0 });
  const { port } = probe.local;
  await probe.close();
  return port;
}

const SCRIPTS: Record<string, Script> = {
  "echo, then discon and connect again": async ({ device, outside, there }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, recorder.onEvent);
    recorder.note("config", socket.config(netc));
    for (let round = 0; round < 2; round++) {
      recorder.note("connect", socket.connect(netc, there, server.local.port));
      recorder.note("connect again", socket.connect(netc, there, server.local.port));
      const peer = await accepted(server);
      await recorder.told("ON_LINE 0");
      recorder.note("tx", socket.tx(netc, "hello"));
      await recorder.told("TX_OK 0");
      await peer.tx((await peer.rx()) ?? "");
      await recorder.told("EVENT 0");
      recorder.note("rx", socket.rx(netc));
      recorder.note("read 2", socket.read(netc, 2));
      recorder.note("read", socket.read(netc));
      recorder.note("wait", socket.wait(netc));
      recorder.note("discon", socket.discon(netc));
      await peer.close();
      await recorder.told("CLOSED 0");
      recorder.note("state", socket.state(netc));
    }
    socket.release(netc);
    recorder.note("state", socket.state(netc));
  },
  "refused, and a name that nobody has": async ({ device, outside, there }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there });
    const { port } = server.local;
    await server.close();
    const netc = socket.create(null, recorder.onEvent);
    recorder.note("connect", socket.connect(netc, there, port));
    await recorder.told("ON_LINE -1");
    recorder.note("connect", socket.connect(netc, there, port));
    socket.close(netc);
    recorder.note("connect", socket.connect(netc, "nobody.invalid", port));
    await recorder.told("ON_LINE -1");
    recorder.note("remoteIP", socket.remoteIP(netc));
  },
  "the peer sends and ends": async ({ device, outside, there }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, recorder.onEvent);
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await recorder.told("ON_LINE 0");
    await peer.tx("last words");
    await recorder.told("EVENT 0");
    void peer.close();
    await recorder.told("EVENT -1");
    recorder.note("tx", socket.tx(netc, "late"));
    recorder.note("wait", socket.wait(netc));
    recorder.note("read", socket.read(netc));
    recorder.note("read", socket.read(netc));
    recorder.note("discon", socket.discon(netc));
    await recorder.told("CLOSED 0");
  },
  "the peer resets": async ({ device, outside, there }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, recorder.onEvent);
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await recorder.told("ON_LINE 0");
    peer.abort();
    await recorder.told("EVENT -1");
    recorder.note("rx", socket.rx(netc));
    recorder.note("discon", socket.discon(netc));
    await recorder.told("CLOSED 0");
  },
  "a one-to-one server": async ({ device, outside, here }, recorder) => {
    const { socket } = device;
    const port = await freePort(device);
    const netc = socket.create(null, recorder.onEvent);
    socket.config(netc, port);
    recorder.note("listen", socket.listen(netc));
    const client = await outside.connect({ host: here, port });
    await recorder.told("ON_LINE 0");
    const [ok, none] = socket.accept(netc, null);
    recorder.note("accept", [ok, none]);
    await client.tx("hi");
    await recorder.told("EVENT 0");
    recorder.note("read", socket.read(netc));
    recorder.note("tx", socket.tx(netc, "yo"));
    await recorder.told("TX_OK 0");
    recorder.note("client got", [...((await client.rx()) ?? [])]);
    void client.close();
    await recorder.told("EVENT -1");
    recorder.note("discon", socket.discon(netc));
    await recorder.told("CLOSED 0");
  },
  "a one-to-many server keeps what came before accept": async ({ device, outside, here }, recorder) => {
    const { socket } = device;
    const port = await freePort(device);
    const netc = socket.create(null, recorder.onEvent);
    socket.config(netc, port);
    recorder.note("listen", socket.listen(netc, 4));
    recorder.note("accept", socket.accept(netc, recorder.onEvent));
    const first = await outside.connect({ host: here, port });
    await recorder.told("ON_LINE 0");
    await first.tx("early", { until: "sent" });
    const [ok, ctrl, ip] = socket.accept(netc, recorder.onEvent);
    recorder.note("accept", [ok, typeof ctrl, ip]);
    await recorder.told("EVENT 0");
    recorder.note("read", socket.read(ctrl));
    recorder.note("states", [socket.state(netc)[0], socket.state(ctrl)[0]]);
    socket.release(ctrl);
    await first.wait();
    socket.release(netc);
    await first.close();
  },
  "UDP with a peer: whole datagrams, one a read": async ({ device, outside, there }, recorder) => {
    const { socket, zbuff } = device;
    const echo = await outside.bind({ host: there });
    const netc = socket.create(null, recorder.onEvent);
    recorder.note("config", socket.config(netc, null, true));
    recorder.note("connect", socket.connect(netc, there, echo.local.port));
    await recorder.told("ON_LINE 0");
    recorder.note("tx", socket.tx(netc, "hello"));
    await recorder.told("TX_OK 0");
    const from = (await echo.rx())?.from;
    for (const text of ["first", "", "third"]) await echo.tx(text, from);
    await recorder.told("EVENT 0");
    await recorder.told("EVENT 0");
    await recorder.told("EVENT 0");
    const buff = zbuff.create(64);
    recorder.note("size", socket.rx(netc));
    recorder.note("rx, cut", [socket.rx(netc, buff, null, 3), buff?.query()]);
    recorder.note("read, empty", socket.read(netc));
    recorder.note("read", socket.read(netc));
    recorder.note("read", socket.read(netc));
    recorder.note("discon", socket.discon(netc));
    recorder.note("tx", socket.tx(netc, "late"));
    socket.release(netc);
  },
  "a UDP server hears anyone and answers who asked": async ({ device, outside, here }, recorder) => {
    const { socket, str } = device;
    const port = await freeUdpPort(device);
    const netc = socket.create(null, recorder.onEvent);
    socket.config(netc, port, true);
    recorder.note("connect", socket.connect(netc, "255.255.255.255", 0));
    await recorder.told("ON_LINE 0");
    for (const name of ["one", "two"]) {
      const asker = await outside.bind({ peer: { host: here, port } });
      await asker.tx(name);
      await recorder.told("EVENT 0");
      const [, data, addr, from] = socket.read(netc);
      recorder.note("read", [str.text(data as Uint8Array), addr]);
      recorder.note("tx", socket.tx(netc, `hello ${name}`, str.ipText(addr as Uint8Array), from));
      await recorder.told("TX_OK 0");
      recorder.note("answer", [...((await asker.rx())?.bytes ?? [])]);
      await asker.close();
    }
    recorder.note("nowhere", socket.tx(netc, "to whom?"));
    await recorder.told("EVENT -1");
    socket.close(netc);
  },
  "TLS without a CA takes any certificate": async ({ device, outside, there, authority }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there, tls: authority.issue({ names: ["another.test"] }) });
    const netc = socket.create(null, recorder.onEvent);
    recorder.note("config", socket.config(netc, null, false, true));
    recorder.note("connect", socket.connect(netc, there, server.local.port));
    const peer = await accepted(server);
    await recorder.told("ON_LINE 0");
    recorder.note("tx", socket.tx(netc, "hello"));
    await recorder.told("TX_OK 0");
    await peer.tx((await peer.rx()) ?? "");
    await recorder.told("EVENT 0");
    recorder.note("read", socket.read(netc));
    recorder.note("discon", socket.discon(netc));
    await peer.close();
    await recorder.told("CLOSED 0");
  },
  "TLS with a CA takes only its certificates": async ({ device, outside, there, authority, now }, recorder) => {
    const { socket } = device;
    const good = authority.issue({ names: ["server.test", there] });
    const poor = {
      good,
      expired: authority.issue({ names: [there], validTo: now - 1_000 }),
      misnamed: authority.issue({ names: ["another.test"] }),
      strange: STRANGER.issue({ names: [there] }),
    };
    for (const [name, tls] of Object.entries(poor)) {
      const listening = await outside.listen({ port: 0, host: there, tls });
      const netc = socket.create(null, recorder.onEvent);
      recorder.note("config", socket.config(netc, null, false, true, null, null, null, authority.cert));
      recorder.note(name, socket.connect(netc, there, listening.local.port));
      await recorder.told(name === "good" ? "ON_LINE 0" : "ON_LINE -1");
      recorder.note("state", socket.state(netc)[0]);
      socket.release(netc);
      await listening.close();
    }
  },
  "TLS with certificates on both sides": async ({ device, outside, there, authority }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there, tls: { ...authority.issue({ names: [there] }), ca: authority.cert } });
    const { cert, key } = authority.issue({ names: ["client.test"], passphrase: "secret" });
    const netc = socket.create(null, recorder.onEvent);
    recorder.note("config, wrong password", socket.config(netc, null, false, true, null, null, null, authority.cert, cert, key, "wrong"));
    recorder.note("connect", socket.connect(netc, there, server.local.port));
    recorder.note("config", socket.config(netc, null, false, true, null, null, null, authority.cert, cert, key, "secret"));
    recorder.note("connect", socket.connect(netc, there, server.local.port));
    const peer = await accepted(server);
    await recorder.told("ON_LINE 0");
    recorder.note("peer's view", peer.security?.verified);
    socket.close(netc);
    await peer.close().catch(() => undefined);
    const bare = socket.create(null, recorder.onEvent);
    socket.config(bare, null, false, true, null, null, null, authority.cert);
    recorder.note("without", socket.connect(bare, there, server.local.port));
    await recorder.told("ON_LINE -1");
    recorder.note("state", socket.state(bare)[0]);
    await server.close();
  },
  "TLS against a server that speaks none": async ({ device, outside, there }, recorder) => {
    const { socket } = device;
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, recorder.onEvent);
    socket.config(netc, null, false, true);
    recorder.note("connect", socket.connect(netc, there, server.local.port));
    const peer = await accepted(server);
    await peer.rx();
    await peer.tx("what?");
    await recorder.told("ON_LINE -1");
    recorder.note("state", socket.state(netc)[0]);
    peer.abort();
    await server.close();
  },
};

/** Keys take long to make, so each authority is made once. */
const STRANGER = createAuthority();

function placeAt(now: number): Omit<World, "device" | "outside"> {
  return { there: "127.0.0.1", here: "127.0.0.1", now, authority: createAuthority({ now }) };
}

const MOCK = placeAt(new MockNet().clock.wall());
const LOOPBACK = placeAt(Date.now());

async function onMock(script: Script): Promise<string[]> {
  const net = new MockNet();
  const shared = { clock: net.clock, log: silentLog };
  const device = createDevice({ adapters: { ETH0: net.host("127.0.0.1") }, ...shared });
  const recorder = new Recorder(device);
  await net.clock.run(async () => {
    await script({ device, outside: device, ...MOCK }, recorder);
    await device.stop();
  });
  expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
  return recorder.trace;
}

async function onLoopback(script: Script): Promise<string[]> {
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const outside = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const recorder = new Recorder(device);
  await script({ device, outside, ...LOOPBACK }, recorder);
  await device.stop();
  await outside.stop();
  return recorder.trace;
}

describe("the mock network and real loopback tell the same story", () => {
  it.each(Object.entries(SCRIPTS))("%s", async (_title, script) => {
    const mock = await onMock(script);
    expect(mock.length).toBeGreaterThan(2);
    expect(await onLoopback(script)).toEqual(mock);
  });
});
