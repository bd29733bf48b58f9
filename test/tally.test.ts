import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the test command on one fixture; gives the last line and the exit code. */
function runTests(fixture: string): [string | undefined, number | null] {
  const { VITEST: _, ...env } = process.env;
  const result = spawnSync("node", ["scripts/test.mjs", "--root", "test/tally", fixture], { cwd: root, env, encoding: "utf8" });
  return [result.stdout.trimEnd().split("\n").at(-1), result.status];
}

describe("the closing line of the test command", () => {
  it.each([
    ["good", "1 passed, 0 failed, 0 skipped", 0],
    ["mixed", "2 passed, 1 failed, 2 skipped", 1],
    ["unloadable", "0 passed, 1 failed, 0 skipped", 1],
    ["stray", "1 passed, 1 failed, 0 skipped", 1],
    ["hook", "0 passed, 1 failed, 1 skipped", 1],
    ["skipped", "0 passed, 1 failed, 1 skipped", 1],
    ["no-such-file", "0 passed, 1 failed, 0 skipped", 1],
  ])("tells the truth about %s", (fixture, line, code) => {
    expect(runTests(fixture)).toEqual([line, code]);
  });
});
