import type { LogLevel, LogPort } from "@luat/contract";
import { formatValue } from "./format-value.js";

/** A logger like the console: any values, the tag first. */
export type ConsoleLike = Readonly<Record<LogLevel, (...values: unknown[]) => void>>;

/** A logger like pino or bunyan, told by its `child` method: an object of fields, then the text. */
export type PinoLike = Readonly<Record<LogLevel, (fields: object, text: string) => void>> & { readonly child: (...args: never[]) => unknown };

/**
 * Makes a log port of a logger: one like pino gets `logger.info({ tag }, "text")`, one like the console gets
 * `logger.info("tag", "text")`. Lines that carry data, such as those of `@luat/libnet/diagnostics`, give a logger like pino its
 * fields beside `tag`. For loggers of another shape write the port by hand; it has a single method.
 *
 * @param logger - its methods debug, info, warn and error are called on it.
 * @returns the port, for the option `log` of a device.
 * @throws TypeError when a method is missing.
 * @example
 * ```ts
 * import { createCorelib, fromLogger } from "@luat/corelib";
 *
 * const { log } = createCorelib({ log: fromLogger(console) });
 * log.info("net", "ready", true); // prints "net ready true"
 * ```
 */
export function fromLogger(logger: PinoLike | ConsoleLike): LogPort {
  for (const level of ["debug", "info", "warn", "error"] as const) {
    if (typeof logger[level] !== "function") throw new TypeError(`logger.${level} is ${typeof logger[level]}; expected a function`);
  }
  const text = (parts: readonly unknown[]): string => parts.map(formatValue).join(" ");
  return {
    write(level, tag, parts, fields) {
      if (isPinoLike(logger)) logger[level]({ ...fields, tag }, text(parts));
      else logger[level](tag, text(parts));
    },
  };
}

function isPinoLike(logger: PinoLike | ConsoleLike): logger is PinoLike {
  return "child" in logger && typeof logger.child === "function";
}
