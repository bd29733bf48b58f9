import type { LogLevel, LogPort } from "@luat/contract";
import { consoleLog } from "@luat/corelib";
import { shown } from "../expect.js";
import type { LongConnectionState } from "./long-connection-state.js";
import type { LongConnection } from "./long-connection.js";

const TAG = "long";

/**
 * Writes a line for each state that a long connection enters, and why: `I/long 10.0.0.1:40123 on line, connection 1`. What keeps it off line has
 * the level warn, being on line info, all else debug. A logger like pino's gets the same as fields: `event`, `name` and those of the state.
 *
 * @param long - the long connection.
 * @param log - where the lines go, such as `fromLogger(logger)`. Default: the console.
 * @param name - what each line begins with, where there are several. Default: none.
 * @returns ends it.
 * @throws TypeError when an argument is wrong.
 *
 * @example
 * ```ts
 * import { logStates, longConnection } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({ host: "10.0.0.1", port: 40123 });
 * logStates(long);
 * await long.online(); // prints "I/long 10.0.0.1:40123 on line, connection 1"
 * await long.stop(); // prints "D/long stopped"
 * ```
 */
export function logStates(long: Pick<LongConnection, "on" | "off">, log: LogPort = consoleLog, name = ""): () => void {
  if (typeof long?.on !== "function") throw new TypeError(`long is ${shown(long)}; expected a long connection`);
  if (typeof log?.write !== "function") throw new TypeError(`log is ${shown(log)}; expected a log port, such as fromLogger(logger)`);
  const tell = (state: LongConnectionState): void => {
    const { kind, ...fields } = state;
    const { level, text } = line(state);
    log.write(level, TAG, name === "" ? [text] : [name, text], { ...fields, event: kind, ...(name === "" ? {} : { name }) });
  };
  long.on("state", tell);
  return () => {
    long.off("state", tell);
  };
}

function line(state: LongConnectionState): { readonly level: LogLevel; readonly text: string } {
  switch (state.kind) {
    case "waiting-for-network":
      return { level: "warn", text: "waiting for the network" };
    case "connecting":
      return { level: "debug", text: `${whom(state.endpoint)}connecting, attempt ${state.attempt}` };
    case "logging-in":
      return { level: "debug", text: `${whom(state.endpoint)}logging in` };
    case "online":
      return { level: "info", text: `${whom(state.endpoint)}on line, connection ${state.number}` };
    case "closing":
      return { level: "debug", text: `${whom(state.endpoint)}closing` };
    case "waiting-to-retry":
      return { level: "warn", text: `attempt ${state.attempt} in ${state.delay} ms: ${why(state.cause)}` };
    case "waiting-for-reader":
      return { level: "warn", text: `not connecting: ${state.unread} bytes are unread` };
    case "paused":
      return { level: "debug", text: "paused" };
    case "stopped":
      return state.cause === undefined ? { level: "debug", text: "stopped" } : { level: "warn", text: `gave up: ${why(state.cause)}` };
  }
}

function why(cause: unknown): string {
  return String(cause);
}

function whom(endpoint: string | undefined): string {
  return endpoint === undefined ? "" : `${endpoint} `;
}
