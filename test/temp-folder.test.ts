import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inTempFolder } from "../scripts/temp-folder.mjs";
import { root } from "../scripts/workspace.mjs";

describe("a temporary folder", () => {
  it("is gone when the work is done, or has failed", async () => {
    let folder = "";
    const work = async (given: string): Promise<number> => {
      folder = given;
      writeFileSync(join(folder, "file"), "");
      return 7;
    };
    expect(await inTempFolder("done-", work)).toBe(7);
    expect(existsSync(folder)).toBe(false);
    await expect(inTempFolder("failed-", (given) => work(given).then(() => Promise.reject(new Error("no"))))).rejects.toThrow("no");
    expect(existsSync(folder)).toBe(false);
  });

  describe("of a process that is interrupted", () => {
    let home: string;
    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), "interrupted-"));
    });
    afterEach(() => {
      rmSync(home, { recursive: true });
    });

    it.each(["SIGINT", "SIGTERM"] as const)("is gone after %s, with all that was started there", async (signal) => {
      const program = `
        import { inTempFolder } from ${JSON.stringify(join(root, "scripts/temp-folder.mjs"))};
        import { run } from ${JSON.stringify(join(root, "scripts/workspace.mjs"))};
        await inTempFolder("work-", (cwd, signal) => run("sh", ["-c", "echo started; sleep 60 & wait"], { cwd, signal, show: true }));`;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { env: { ...process.env, TMPDIR: home }, stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data");
      expect(readdirSync(home)).toHaveLength(1);
      child.kill(signal);
      // It closes when the last one that could write to its output has ended.
      expect(await once(child, "close")).toEqual([null, signal]);
      expect(readdirSync(home)).toEqual([]);
    });
  });
});
