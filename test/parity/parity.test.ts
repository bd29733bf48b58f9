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
};

async function onMock(script: Script): Promise<string[]> {
  const net = new MockNet();
  const shared = { clock: net.clock, log: silentLog };
  const device = createDevice({ adapters: { ETH0: net.host("127.0.0.1") }, ...shared });
  const recorder = new Recorder(device);
  await net.clock.run(async () => {
    await script({ device, outside: device, there: "127.0.0.1", here: "127.0.0.1" }, recorder);
    await device.stop();
  });
  expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
  return recorder.trace;
}

async function onLoopback(script: Script): Promise<string[]> {
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const outside = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const recorder = new Recorder(device);
  await script({ device, outside, there: "127.0.0.1", here: "127.0.0.1" }, recorder);
  await device.stop();
  await outside.stop();
  return recorder.trace;
}

describe("the mock network and real loopback tell the same story", () => {
  it.each(Object.entries(SCRIPTS))("%s", async (_title, script) => {
    const mock = await onMock(script);
    expect(mock.length).toBeGreaterThan(4);
    expect(await onLoopback(script)).toEqual(mock);
  });
});
