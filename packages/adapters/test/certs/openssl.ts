import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A folder in which the `openssl` command is run. */
export class Openssl {
  readonly #folder = mkdtempSync(join(tmpdir(), "certs-"));

  write(file: string, content: string | Uint8Array): void {
    writeFileSync(join(this.#folder, file), content);
  }

  read(file: string): Buffer {
    return readFileSync(join(this.#folder, file));
  }

  /** Runs one command, of which the words are parted by spaces, and gives what it said on both its outputs. */
  run(command: string): { readonly ok: boolean; readonly output: string } {
    const { status, stdout, stderr } = spawnSync("openssl", command.split(" "), { cwd: this.#folder, encoding: "utf8" });
    return { ok: status === 0, output: stdout + stderr };
  }

  /** As `run`, of a command that must succeed. */
  must(command: string): string {
    const { ok, output } = this.run(command);
    if (!ok) throw new Error(`openssl ${command}: ${output}`);
    return output;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
