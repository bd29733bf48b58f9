import { echoCallback, echoOnread, echoPromise, echoPromiseSocket, echoRaw } from "../echo.mjs";

const CONNECTIONS = 256;

/**
 * @param {(bench: import("../rows.mjs").Bench) => Promise<never>} run
 * @returns {(bench: import("../rows.mjs").Bench) => Promise<never>}
 */
function many(run) {
  return (bench) => Promise.race(Array.from({ length: CONNECTIONS }, () => run(bench)));
}

/** @type {import("../rows.mjs").Row} */
export const manyEchoesRow = {
  id: "2",
  work: `TCP echo, 64 B, ${CONNECTIONS} connections`,
  unit: "round trips",
  stride: CONNECTIONS,
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: many(echoRaw) },
    "Promise face": { run: many(echoPromise) },
    "callback face": { run: many(echoCallback) },
    "promise-socket": { run: many(echoPromiseSocket) },
    "raw net, onread": { run: many(echoOnread), scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { speed: 0.97, cpu: 1 }, stretch: { speed: 1.08 } },
    { variant: "Promise face", against: "promise-socket", gate: { speed: 1.5 } },
    { variant: "callback face", gate: { speed: 1.15 }, stretch: { speed: 1.3 } },
  ],
  notes: ["Every connection echoes by itself; time-outs as in row 1."],
};
