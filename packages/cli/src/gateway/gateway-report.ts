import process from "node:process";
import type { Clock, LogLevel, LogPort } from "@luat/contract";
import type { Output } from "../output.js";
import type { Report } from "../report.js";
import type { LogForm } from "./options.js";

/** The numbers that loggers of JSON lines give the levels. */
const LEVELS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

/** What a gateway says: lines for people, or one object of JSON each, with the same as data. */
export class GatewayReport implements LogPort {
  readonly #report: Report;
  readonly #out: Output;
  readonly #clock: Clock;
  readonly #form: LogForm;
  /** Which worker it is; absent: there is one process. */
  readonly #worker: number | undefined;

  constructor(parts: { readonly report: Report; readonly out: Output; readonly clock: Clock; readonly form: LogForm; readonly worker?: number | undefined }) {
    this.#report = parts.report;
    this.#out = parts.out;
    this.#clock = parts.clock;
    this.#form = parts.form;
    this.#worker = parts.worker;
  }

  info(text: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.write("info", "gateway", [text], fields);
  }

  warn(text: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.write("warn", "gateway", [text], fields);
  }

  write(level: LogLevel, _tag: string, parts: readonly unknown[], fields: Readonly<Record<string, unknown>> = {}): void {
    const text = this.#report.texts.gatewayLine(parts.map(String).join(" "), fields);
    const worker = this.#worker;
    if (this.#form === "json") {
      if (this.#report.shows(level)) void this.#out.write(`${JSON.stringify({ level: LEVELS[level], time: Math.round(this.#clock.wall()), pid: process.pid, ...(worker !== undefined && { worker }), ...fields, msg: text })}\n`);
      return;
    }
    const line = worker === undefined ? text : `[${worker}] ${text}`;
    if (level === "debug") this.#report.debug(line);
    else if (level === "info") this.#report.info(line);
    else this.#report.warn(line);
  }
}
