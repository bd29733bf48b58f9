import tls from "node:tls";
import { inLanes } from "../lanes.mjs";
import { TIMEOUT } from "../message.mjs";
import { connectSecure, NAME } from "../secure.mjs";
import { CA } from "../servers/identity.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const AT_A_TIME = 16;

/**
 * @param {Bench} bench
 * @param {tls.ConnectionOptions} [trust]
 */
function visitRaw(bench, trust) {
  return new Promise((resolve, reject) => {
    const socket = connectSecure(bench, trust);
    let isVerified = false;
    socket.on("secureConnect", () => {
      isVerified = socket.authorized && socket.getProtocol() === "TLSv1.3" && !socket.isSessionReused();
      socket.end();
    });
    socket.resume();
    socket.on("error", reject);
    socket.on("close", () => (isVerified ? resolve(undefined) : reject(new Error("It was no full, verified handshake"))));
  });
}

async function loadShared() {
  const secureContext = tls.createSecureContext({ ca: CA });
  return (/** @type {Bench} */ bench) => visitRaw(bench, { secureContext });
}

/** @param {boolean} resume */
async function loadPromise(resume) {
  const { connect } = await import("@luat/libnet");
  let visits = 0;
  return async (/** @type {Bench} */ { host, port }) => {
    const connection = await connect({ host, port, tls: { ca: CA, name: NAME, resume }, timeout: TIMEOUT });
    const { security } = connection;
    if (security?.verified !== true || security.protocol !== "TLSv1.3") throw new Error("It was no verified handshake");
    // The first ones have nothing to resume.
    if (security.resumed !== resume && (!resume || visits++ > 2 * AT_A_TIME)) throw new Error(`It was ${resume ? "not resumed" : "resumed"}`);
    await connection.close({ timeout: TIMEOUT });
  };
}

/** @type {import("../rows.mjs").Row} */
export const handshakesRow = {
  id: "9b",
  work: `TLS 1.3 handshakes, ${AT_A_TIME} at a time`,
  unit: "handshakes",
  stride: AT_A_TIME,
  server: () => ({ kind: "echo", tls: true }),
  base: "raw tls, reading the CA each time",
  variants: {
    "raw tls, reading the CA each time": { run: inLanes(AT_A_TIME, async () => visitRaw) },
    "Promise face": { run: inLanes(AT_A_TIME, () => loadPromise(false)) },
    "Promise face, resuming": { run: inLanes(AT_A_TIME, () => loadPromise(true)), scale: true },
    "raw tls, one shared context": { run: inLanes(AT_A_TIME, loadShared), scale: true },
  },
  goals: [{ variant: "Promise face", gate: { speed: 1.3 } }],
  notes: ["Full handshakes, but for the resuming ones; all verified against one authority; elliptic curves. Every connection ends in order."],
};
