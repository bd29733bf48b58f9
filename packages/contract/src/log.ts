/** How much a log line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Where log lines go. A pino or console logger can be wrapped in a line or two.
 *
 * @example
 * ```ts
 * const port: LogPort = { write: (level, tag, parts) => pinoLogger[level]({ tag }, parts.join(" ")) };
 * ```
 */
export interface LogPort {
  /** Called for every line; `parts` are the values as the caller gave them. It may not throw. */
  write(level: LogLevel, tag: string, parts: readonly unknown[]): void;
}

/** Drops every line. */
export const silentLog: LogPort = { write: () => undefined };
