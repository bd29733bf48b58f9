import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

describe("log", () => {
  it("gives the port the level, the tag and the values as they are", () => {
    const got: unknown[] = [];
    const { log } = rig({ log: { write: (...line) => void got.push(line) } });
    const table = {};
    log.info("net", 1, table, null);
    log.fatal("net");
    expect(got).toEqual([["info", "net", [1, table, null]], ["error", "net", []]]);
    expect((got[0] as [string, string, unknown[]])[2][1]).toBe(table);
  });

  it.each([
    ["DEBUG", ["debug", "info", "warn", "error", "error"]],
    ["INFO", ["info", "warn", "error", "error"]],
    ["WARN", ["warn", "error", "error"]],
    ["ERROR", ["error", "error"]],
    ["FATAL", ["error"]],
    ["SILENT", []],
  ] as const)("at level %s drops what is below it", (level, levels) => {
    const { log, lines } = rig();
    log.setLevel(level);
    for (const write of [log.debug, log.info, log.warn, log.error, log.fatal]) write("tag");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(levels);
    lines.length = 0;
    log.setLevel("SILENT");
    log.setLevel(log[`LOG_${level}`]);
    expect(log.getLevel()).toBe(log[`LOG_${level}`]);
    for (const write of [log.debug, log.info, log.warn, log.error, log.fatal]) write("tag");
    expect(lines).toHaveLength(levels.length);
  });

  it("starts at the level of the options, by default at debug", () => {
    expect(rig().log.getLevel()).toBe(1);
    expect(rig({ logLevel: "warn" }).log.getLevel()).toBe(3);
    expect(rig({ logLevel: "silent" }).log.getLevel()).toBe(0);
  });

  it("refuses levels that there are not", () => {
    const { log } = rig();
    const message = '; expected one of SILENT, DEBUG, INFO, WARN, ERROR, FATAL or 0 to 5';
    expect(() => log.setLevel("LOUD" as never)).toThrow(new TypeError(`level is "LOUD"${message}`));
    expect(() => log.setLevel(9)).toThrow(new TypeError(`level is 9${message}`));
    expect(() => log.setLevel("toString" as never)).toThrow(TypeError);
    expect(() => rig({ logLevel: "warning" as never })).toThrow(new TypeError('logLevel is "warning"; expected "debug", "info", "warn", "error" or "silent"'));
    expect(() => rig({ logLevel: 3 as never })).toThrow(new TypeError('logLevel is 3; expected "debug", "info", "warn", "error" or "silent"'));
  });

  it("takes any value as a tag, as Lua does", () => {
    const { log, lines } = rig();
    log.info(null as never, 1);
    expect(lines).toEqual(["info nil 1"]);
  });
});
