import type { Writable } from "node:stream";

/** A stream that is written to; a reader that has gone, as `head` does, is told once and is no error. */
export class Output {
  readonly #stream: Writable;
  readonly #gone: (error: Error) => void;

  /** @param onGone - told when nobody reads any more. */
  constructor(stream: Writable, onGone: () => void) {
    this.#stream = stream;
    this.#gone = onGone;
    stream.once("error", this.#gone);
  }

  /** Resolves when there is room for more. */
  async write(data: string | Uint8Array): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.write(data)) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stream.off("drain", settle);
        stream.off("close", settle);
        resolve();
      };
      stream.once("drain", settle);
      stream.once("close", settle);
    });
  }

  /** Hears no more of it. */
  release(): void {
    this.#stream.off("error", this.#gone);
  }
}
