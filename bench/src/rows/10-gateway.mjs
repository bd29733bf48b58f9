import { fork } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { TIMEOUT } from "../message.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const MIB = 1024 * 1024;
const SIZE = 256 * MIB;
const QUICK_SIZE = 32 * MIB;
const PROXY = fileURLToPath(new URL("../proxy.mjs", import.meta.url));

/** @param {boolean} quick */
const size = (quick) => (quick ? QUICK_SIZE : SIZE);

/**
 * Receives all of it again and again through a proxy in a process of its own, each time over a new connection.
 *
 * @param {"tcp" | "pipe" | "gateway"} proxy
 * @param {(proxy: number, target: number) => Promise<number>} receive returns how many bytes came until the end
 * @returns {(bench: Bench) => Promise<never>}
 */
function through(proxy, receive) {
  return async (bench) => {
    const child = fork(PROXY, [proxy, String(bench.port)]);
    const [port] = await once(child, "message");
    for (;;) {
      const got = await receive(Number(port), bench.port);
      if (got !== size(bench.quick)) throw new Error(`Received ${got} of ${size(bench.quick)} bytes`);
      bench.meter.count(got / MIB);
    }
  };
}

/** @param {number} port */
function raw(port) {
  return new Promise((resolve, reject) => {
    let got = 0;
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    socket.on("data", (bytes) => (got += bytes.length));
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

/** @param {number} port */
async function bareWebSocket(port) {
  const { WebSocket } = await import("ws");
  return new Promise((/** @type {(got: number) => void} */ resolve, reject) => {
    let got = 0;
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.on("message", (/** @type {Buffer} */ bytes) => (got += bytes.length));
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
}

/** @type {Map<number, Promise<import("@luat/libnet").Device>>} */
const devices = new Map();

/**
 * @param {number} port
 * @param {number} target
 */
async function gatewayCard(port, target) {
  const device = devices.get(port) ?? makeDevice(port);
  devices.set(port, device);
  const connection = await (await device).connect({ host: "127.0.0.1", port: target, timeout: TIMEOUT });
  let got = 0;
  await connection.consume((view) => {
    got += view.length;
  });
  await connection.close();
  return got;
}

/** @param {number} port */
async function makeDevice(port) {
  const [{ GatewayCard }, { createDevice }] = await Promise.all([import("@luat/adapters/websocket"), import("@luat/libnet")]);
  return createDevice({ adapters: { LWIP_GP: new GatewayCard({ url: `ws://127.0.0.1:${port}` }) } });
}

/** @type {import("../rows.mjs").Row} */
export const gatewayRow = {
  id: "10",
  work: "bulk receive through a proxy, 256 MiB a connection (32 MiB in the quick mode)",
  unit: "MiB",
  stride: 1,
  oneCore: true,
  server: (quick) => ({ kind: "source", bytes: size(quick) }),
  base: "plain TCP proxy",
  variants: {
    "plain TCP proxy": { run: through("tcp", raw) },
    "gateway and its card": { run: through("gateway", gatewayCard) },
    "ws and stream.pipe": { run: through("pipe", bareWebSocket) },
  },
  goals: [{ variant: "gateway and its card", gate: { speed: 0.95 } }],
  notes: [
    "Source, proxy and client share one core, so that the cost of all three counts. The proxies of the base and of the peer are pipes of streams; the peer's client only counts what comes.",
  ],
};
