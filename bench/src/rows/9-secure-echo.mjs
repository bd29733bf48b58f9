import { echoOver, echoOverPromiseSocket, echoPromise } from "../echo.mjs";
import { connectSecure, NAME } from "../secure.mjs";
import { CA } from "../servers/identity.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

/**
 * @param {Bench} bench
 * @returns {Promise<never>}
 */
async function promiseSocket(bench) {
  const { PromiseSocket } = await import("promise-socket");
  const secure = connectSecure(bench);
  await new Promise((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
  return echoOverPromiseSocket(new PromiseSocket(secure), bench.meter);
}

/** @type {import("../rows.mjs").Row} */
export const secureEchoRow = {
  id: "9",
  work: "TLS 1.3 echo, 64 B, one connection",
  unit: "round trips",
  stride: 100,
  oneCore: true,
  server: () => ({ kind: "echo", tls: true }),
  base: "raw tls",
  variants: {
    "raw tls": { run: (bench) => echoOver(connectSecure(bench), "secureConnect", bench.meter) },
    "Promise face": { run: (bench) => echoPromise(bench, { ca: CA, name: NAME }) },
    "promise-socket": { run: promiseSocket, scale: true },
  },
  goals: [{ variant: "Promise face", gate: { speed: 0.95 }, stretch: { speed: 1 } }],
  notes: ["The server speaks TLS 1.3 only, and all verify its certificate. Time-outs as in row 1."],
};
