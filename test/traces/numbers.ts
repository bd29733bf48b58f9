import { ADAPTERS } from "@luat/socket";
import type { CallStep, EventStep, Json, LookStep } from "./trace.js";

/** The card numbers that have moved since the recording, by the recorded ones; 18 was the last one, which ETH0 is here. */
const MOVED = new Map<Json, number>([
  [17, ADAPTERS.ETH0],
  [18, ADAPTERS.ETH0],
]);

/** Where calls take card numbers: the first argument of these. */
const TAKES_CARD = new Set(["socket.create", "socket.localIP", "socket.setDNS", "socket.adapter", "socket.dft", "socket.close_all"]);
/** Where calls give card numbers: these of their results. */
const GIVES_CARD = new Map([
  ["socket.adapter", [1]],
  ["socket.dft", [0, 1]],
]);

/** Where topics tell card numbers. */
const PUBLISHES_CARD = new Map<string | undefined, number>([
  ["NWCTRL*", 0],
  ["IP_READY", 1],
]);

/** The call as it would have been recorded with this library's card numbers. */
export function withCallNumbers(step: CallStep): CallStep {
  const returned = GIVES_CARD.get(step.call) ?? [];
  const results = (values: Json[]): Json[] => (step.call === "socket.accept" ? withoutChosenPort(values) : values);
  return {
    ...step,
    args: step.args.map((value, i) => (i === 0 && TAKES_CARD.has(step.call) ? moved(value) : value)),
    ...(step.returns && { returns: results(step.returns.map((value, i) => (returned.includes(i) ? moved(value) : value))) }),
  };
}

/** The publication as it would have been recorded with this library's card numbers. */
export function withEventNumbers(step: EventStep): EventStep {
  const place = PUBLISHES_CARD.get(step.published);
  return step.args === undefined ? step : { ...step, args: step.args.map((value, i) => (i === place ? moved(value) : value)) };
}

/** The look at a constant as it would have been recorded with this library's card numbers. */
export function withConstantNumbers(step: LookStep): LookStep {
  const { const: name } = step;
  return name === "ETH0" || name === "LWIP_USB" ? { ...step, value: ADAPTERS[name] } : step;
}

/** The results of accept, where the client's port was the system's choice. */
export function withoutChosenPort(results: readonly Json[]): Json[] {
  return results.map((value, i) => (i === 3 && value !== 0 ? "a port" : value));
}

/** A card's number may be given as text. */
function moved(value: Json): Json {
  const number = MOVED.get(typeof value === "string" ? Number(value) : value);
  if (number === undefined) return value;
  return typeof value === "string" ? String(number) : number;
}
