import { describe, expect, it } from "vitest";
import { fromLogger } from "../../src/index.js";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** A logger that keeps its calls, and whether `this` was right. */
class Recorder {
  readonly calls: unknown[] = [];
  debug(...args: unknown[]): void { this.calls.push(["debug", ...args]); }
  info(...args: unknown[]): void { this.calls.push(["info", ...args]); }
  warn(...args: unknown[]): void { this.calls.push(["warn", ...args]); }
  error(...args: unknown[]): void { this.calls.push(["error", ...args]); }
}

describe("fromLogger", () => {
  it("gives a logger like the console the tag and the text", () => {
    const logger = new Recorder();
    for (const level of LEVELS) fromLogger(logger).write(level, "net", ["up", null]);
    expect(logger.calls).toEqual(LEVELS.map((level) => [level, "net", "up nil"]));
  });

  it("gives a logger like pino the tag as a field, then the text", () => {
    const logger = Object.assign(new Recorder(), { child: () => undefined });
    for (const level of LEVELS) fromLogger(logger).write(level, "net", ["up", null]);
    expect(logger.calls).toEqual(LEVELS.map((level) => [level, { tag: "net" }, "up nil"]));
  });

  it("gives a logger like pino the data of a line too, and one like the console the text alone", () => {
    const [pino, plain] = [Object.assign(new Recorder(), { child: () => undefined }), new Recorder()];
    for (const logger of [pino, plain]) fromLogger(logger).write("info", "net", ["#7 up"], { id: 7, tag: "other" });
    expect([pino.calls, plain.calls]).toEqual([[["info", { id: 7, tag: "net" }, "#7 up"]], [["info", "net", "#7 up"]]]);
  });

  it("refuses what is no logger", () => {
    expect(() => fromLogger({ debug: () => undefined, info: () => undefined, warn: () => undefined } as never)).toThrow(
      new TypeError("logger.error is undefined; expected a function"),
    );
  });
});
