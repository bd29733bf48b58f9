import { afterEach, describe, expect, it, vi } from "vitest";
import { consoleLog } from "../../src/index.js";

describe("consoleLog", () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ["debug", "D/net ready true nil"],
    ["info", "I/net ready true nil"],
    ["warn", "W/net ready true nil"],
    ["error", "E/net ready true nil"],
  ] as const)("prints %s lines as LuatOS does, by the console's method of that level", (level, line) => {
    const print = vi.spyOn(console, level).mockImplementation(() => undefined);
    consoleLog.write(level, "net", ["ready", true, null]);
    expect(print.mock.calls).toEqual([[line]]);
  });
});
