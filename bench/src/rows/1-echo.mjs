import { echoCallback, echoOnread, echoPromise, echoPromiseSocket, echoRaw } from "../echo.mjs";

/** @type {import("../rows.mjs").Row} */
export const echoRow = {
  id: "1",
  work: "TCP echo, 64 B, one connection",
  unit: "round trips",
  stride: 100,
  oneCore: true,
  server: () => ({ kind: "echo" }),
  base: "raw net",
  variants: {
    "raw net": { run: echoRaw },
    "Promise face": { run: echoPromise },
    "callback face": { run: echoCallback },
    "promise-socket": { run: echoPromiseSocket },
    "raw net, onread": { run: echoOnread, scale: true },
  },
  goals: [
    { variant: "Promise face", gate: { speed: 0.97 }, stretch: { speed: 1.08 } },
    { variant: "Promise face", against: "promise-socket", gate: { speed: 1.15 } },
    { row: "1b", variant: "callback face", gate: { speed: 1.1 }, stretch: { speed: 1.2 } },
  ],
  notes: [
    "Client and server share one core where the host can do that (Linux with taskset), so that their work is compared and not the price of waking another core.",
    "The Promise face arms a time-out on every tx and rx; promise-socket has an idle time-out only, set once; raw net has none.",
  ],
};
