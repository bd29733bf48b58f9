import { formatEndpoint, type DiagnosticEvent, type Diagnostics, type Endpoint, type LogPort } from "@luat/contract";
import { consoleLog } from "@luat/corelib";
import { expectInteger, expectKnown, expectOptions, shown } from "../expect.js";
import { eventLine } from "./event-line.js";
import { LineBudget } from "./line-budget.js";

/** How {@link logDiagnostics} writes. */
export interface LogDiagnosticsOptions {
  /** What every line carries beside the socket's number and peer: as fields, and as `name=value` in the text. Default: nothing. */
  readonly tags?: Readonly<Record<string, string | number | boolean>> | undefined;
  /**
   * So many lines of each kind are written in a second, at least 1; how many were left out is told at its end. Default: 20;
   * `Infinity`: no limit.
   */
  readonly perSecond?: number | undefined;
}

const TAG = "socket";
const PER_SECOND = 20;

const KNOWN: Readonly<Record<keyof LogDiagnosticsOptions, true>> = { tags: true, perSecond: true };

/**
 * Writes one line for each thing that happens to the sockets of a device, on both faces: `D/socket #7 10.0.0.1:1883 …`, with the
 * socket's number, its peer, and what happened. What went wrong has the level warn, all else debug. A logger like pino's gets
 * the same as fields: `id`, `peer`, `event` and those of the event.
 *
 * @param log - where the lines go. Default: the console.
 * @param options - see {@link LogDiagnosticsOptions}.
 * @returns for the option `diagnostics` of a device, or `observe`; one for each device, as their sockets have the same numbers.
 * @throws TypeError, RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { consoleLog } from "@luat/corelib";
 * import { createDevice } from "@luat/libnet";
 * import { logDiagnostics } from "@luat/libnet/diagnostics";
 *
 * const net = new MockNet();
 * net.host("10.0.0.1"); // there, but nobody listens
 * const device = createDevice({
 *   adapters: { LWIP_GP: net.host("10.0.0.2") },
 *   diagnostics: logDiagnostics(consoleLog, { tags: { site: "north" } }),
 * });
 * await net.play(async () => {
 *   await device.connect({ host: "10.0.0.1", port: 1883 }).catch(() => undefined); // prints "W/socket #1 10.0.0.1:1883 failed: connection refused (ECONNREFUSED) site=north"
 * });
 * ```
 */
export function logDiagnostics(log: LogPort = consoleLog, options: LogDiagnosticsOptions = {}): Diagnostics {
  if (typeof log?.write !== "function") throw new TypeError(`log is ${shown(log)}; expected a log port, such as fromLogger(logger)`);
  const { perSecond = PER_SECOND, tags = {} } = expectKnown(options, "logDiagnostics", KNOWN, "options");
  if (perSecond !== Infinity) expectInteger(perSecond, "perSecond", 1);
  expectOptions(tags, "tags");
  const tail = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const peers = new Map<number, string>();
  const budget = new LineBudget(perSecond, (kind, leftOut) => {
    log.write("warn", TAG, [`${leftOut} more of "${kind}" left out in this second`, ...tail], { ...tags, event: kind, leftOut });
  });
  return (event, clock) => {
    const whom = whomOf(event);
    if (whom !== undefined && lasts(event)) peers.set(event.id, formatEndpoint(whom));
    const peer = whom === undefined ? peers.get(event.id) : formatEndpoint(whom);
    if (event.kind === "closed") peers.delete(event.id);
    if (!budget.take(event.kind, clock)) return;
    const { level, text, fields } = eventLine(event);
    const parts = [`#${event.id}`, ...(peer === undefined ? [] : [peer]), text, ...tail];
    log.write(level, TAG, parts, { ...tags, ...fields, event: event.kind, id: event.id, ...(peer === undefined ? {} : { peer }) });
  };
}

/** With whom it is, where the event tells. */
function whomOf(event: DiagnosticEvent): Endpoint | undefined {
  switch (event.kind) {
    case "asked":
    case "dialed":
    case "missed":
      return event.to;
    case "connected":
      return event.peer;
    case "accepted":
    case "rejected":
    case "refused":
    case "dropped":
      return event.from;
    default:
      return undefined;
  }
}

/** Whether all that follows is with the same peer. */
function lasts({ kind }: DiagnosticEvent): boolean {
  return kind === "asked" || kind === "dialed" || kind === "connected" || kind === "accepted";
}
