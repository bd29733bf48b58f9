import type { LogLevel, LogPort } from "@luat/contract";
import { formatValue } from "./format-value.js";

const LETTER: Readonly<Record<LogLevel, string>> = { debug: "D", info: "I", warn: "W", error: "E" };

/**
 * Prints lines as LuatOS does (`I/tag value value`) to the console of Node or a browser, by its method of the same level.
 *
 * @example
 * ```ts
 * import { consoleLog } from "@luat/corelib";
 *
 * consoleLog.write("info", "net", ["ready", true]); // prints "I/net ready true"
 * ```
 */
export const consoleLog: LogPort = {
  write(level, tag, parts) {
    console[level]([`${LETTER[level]}/${tag}`, ...parts.map(formatValue)].join(" "));
  },
};
