// The server's process, in plain Node: tells its port over IPC, and when it is told to stop, how busy it was. It ends
// with its parent. Arguments: what it does, as JSON.
import process from "node:process";

/** @typedef {import("./servers/tcp.mjs").TcpSettings | import("./servers/udp.mjs").UdpSettings} ServerSettings */

/** Below what systems give to clients. */
const LOWEST_PORT = 20_000;
const PORTS = 10_000;

/** @type {{ wall: number, cpu: NodeJS.CpuUsage } | undefined} */
let start;

function onWork() {
  start ??= { wall: performance.now(), cpu: process.cpuUsage() };
}

/** The share of the time since the first client came that was spent working. */
function busy() {
  if (start === undefined) return 0;
  const { user, system } = process.cpuUsage(start.cpu);
  return (user + system) / 1000 / (performance.now() - start.wall);
}

/**
 * @param {ServerSettings} settings
 * @returns {Promise<number>} the port
 */
async function serve(settings) {
  const port = LOWEST_PORT + Math.floor(Math.random() * PORTS);
  try {
    if (settings.kind === "udp echo" || settings.kind === "udp sink") {
      const { serveUdp } = await import("./servers/udp.mjs");
      await serveUdp(settings, port, onWork);
    } else {
      const { serveTcp } = await import("./servers/tcp.mjs");
      await serveTcp(settings, port, onWork);
    }
    return port;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
    return serve(settings);
  }
}

process.on("message", () => process.send?.(busy(), () => process.exit(0)));
process.on("disconnect", () => process.exit(0));
const port = await serve(JSON.parse(process.argv[2] ?? ""));
process.send?.(port);
