/** How much a log line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Where log lines go. For a logger like pino's or the console there is `fromLogger` of `@luat/corelib`.
 *
 * @example
 * ```ts
 * import type { LogPort } from "@luat/contract";
 * import { createDevice } from "@luat/libnet";
 *
 * const lines: string[] = [];
 * const port: LogPort = { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) };
 * const { log } = createDevice({ log: port });
 * log.info("net", "ready");
 * lines[0]; // "info net ready"
 * ```
 */
export interface LogPort {
  /**
   * Called for every line; `parts` are the values as the caller gave them. `fields` say the same as data, where the caller has it
   * so, for logs that keep data. It may not throw.
   */
  write(level: LogLevel, tag: string, parts: readonly unknown[], fields?: Readonly<Record<string, unknown>>): void;
}

/** Drops every line; for tests, as the option `log` of a device. */
export const silentLog: LogPort = { write: () => undefined };
