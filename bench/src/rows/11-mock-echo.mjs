import net from "node:net";
import { echoOver, echoOverCallback, echoOverPromise, echoOverPromiseSocket } from "../echo.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const SERVER = "10.0.0.1";
const PORT = 1883;

/**
 * A server and a client on a network of their own.
 *
 * @param {boolean} [origins] whether a device notes where each wait was begun. Default: it does, as in tests
 */
async function createWorld(origins) {
  const { MockNet } = await import("@luat/adapters/mock");
  const { createDevice } = await import("@luat/libnet");
  const network = new MockNet();
  const { clock } = network;
  const server = createDevice({ adapters: { LWIP_ETH: network.host(SERVER) }, clock, origins });
  const client = createDevice({ adapters: { LWIP_GP: network.host("10.0.0.2") }, clock, origins });
  return { clock, server, client };
}

/**
 * Lets work go on for ever at one moment of the clock, which takes that for a mistake when a single wait sees it.
 *
 * @param {{ advance(ms: number): Promise<void> }} clock
 * @param {() => Promise<never>} work
 * @returns {Promise<never>}
 */
async function drive(clock, work) {
  const working = work();
  const moving = async () => {
    for (;;) await clock.advance(0);
  };
  return Promise.race([working, moving()]);
}

/**
 * @param {Bench} bench
 * @param {boolean} [origins]
 */
async function mockPromise({ meter }, origins) {
  const { clock, server, client } = await createWorld(origins);
  return drive(clock, async () => {
    const listening = await server.listen({ port: PORT });
    const serve = async () => {
      const accepted = await listening.accept();
      for (;;) {
        const bytes = await accepted?.rx();
        if (bytes === undefined) throw new Error("The client closed");
        await accepted?.tx(bytes);
      }
    };
    return Promise.race([serve(), client.connect({ host: SERVER, port: PORT }).then((connection) => echoOverPromise(connection, meter))]);
  });
}

/** @param {Bench} bench */
async function mockCallback({ meter }) {
  const { clock, server, client } = await createWorld();
  const buff = server.zbuff.create(1024);
  const { socket } = server;
  const listening = socket.create(null, (ctrl, event) => {
    if (event !== socket.EVENT) return;
    socket.rx(ctrl, buff);
    socket.tx(ctrl, buff);
    buff.del();
  });
  socket.config(listening, PORT);
  socket.listen(listening);
  return drive(clock, () => echoOverCallback({ host: SERVER, port: PORT, meter }, client));
}

/** Gives every connection of Node's to an echo server inside this process. */
async function interceptAll() {
  const { default: mitm } = await import("mitm");
  mitm().on("connection", (socket) => {
    socket.on("data", (bytes) => socket.write(bytes));
  });
}

/** @param {Bench} bench */
async function mitmRaw({ meter }) {
  await interceptAll();
  return echoOver(net.connect({ host: SERVER, port: PORT, noDelay: true }), "connect", meter);
}

/** @param {Bench} bench */
async function mitmPromiseSocket({ meter }) {
  const { PromiseSocket } = await import("promise-socket");
  await interceptAll();
  const socket = net.connect({ host: SERVER, port: PORT, noDelay: true });
  await new Promise((resolve) => socket.once("connect", resolve));
  return echoOverPromiseSocket(new PromiseSocket(socket), meter);
}

/** @type {import("../rows.mjs").Row} */
export const mockEchoRow = {
  id: "11",
  work: "echo on a mock network, 64 B, one connection",
  unit: "round trips",
  stride: 100,
  base: "mitm",
  variants: {
    mitm: { run: mitmRaw },
    "MockNet, callback face": { run: mockCallback },
    "MockNet, Promise face": { run: (bench) => mockPromise(bench) },
    "MockNet, Promise face, origins off": { run: (bench) => mockPromise(bench, false), scale: true },
    "mitm, promise-socket": { run: mitmPromiseSocket, scale: true },
  },
  goals: [
    { variant: "MockNet, callback face", gate: { speed: 3 } },
    { variant: "MockNet, Promise face", gate: { speed: 3 } },
  ],
  notes: [
    "Client and server are in one process, and on the same face. With mitm both are plain net.Sockets with 'data' handlers. On MockNet the client's Promise calls have time-outs on virtual time, and devices note where each wait was begun, unless it says otherwise.",
  ],
};
