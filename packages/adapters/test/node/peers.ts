import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether a program is here. */
export function hasProgram(program: string, argument: string): boolean {
  return spawnSync(program, [argument]).status === 0;
}

/** Files of texts, for programs that take no others; gone after {@link TextFiles.dispose}. */
export class TextFiles {
  readonly #folder = mkdtempSync(join(tmpdir(), "node-card-"));

  /** @returns the path. */
  write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** A program that runs, and all that it has said on both its outputs. */
export class Program {
  said = "";
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(program: string, options: readonly string[]) {
    this.#child = spawn(program, options);
    for (const output of [this.#child.stdout, this.#child.stderr]) output.on("data", (bytes: Buffer) => (this.said += bytes.toString()));
    // It may have ended before all is written.
    this.#child.stdin.on("error", () => undefined);
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Waits until it has said something, and gives what the pattern found. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.said);
      if (found !== null) return found;
      if (this.#child.exitCode !== null) throw new Error(`it ended without ${pattern}: ${this.said.slice(-1000)}`);
      await new Promise(setImmediate);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
