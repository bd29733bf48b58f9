import type { Clock } from "@luat/contract";
import { hexView } from "./hex-view.js";
import type { Output } from "./output.js";
import { stamp } from "./stamp.js";
import { textView } from "./text-view.js";

/** How data is shown: `raw` is what arrives as it is, and nothing else. */
export type DataView = "text" | "hex" | "raw";

/** Shows the data of one peer. */
export interface PeerTranscript {
  /** These bytes went out. */
  sent(bytes: Uint8Array): Promise<void>;
  /** These bytes arrived. */
  received(bytes: Uint8Array): Promise<void>;
}

/** Shows what goes out and comes in, each piece with time and direction. */
export class Transcript {
  readonly #out: Output;
  readonly #clock: Clock;
  readonly #view: DataView;

  constructor(out: Output, clock: Clock, view: DataView) {
    this.#out = out;
    this.#clock = clock;
    this.#view = view;
  }

  /**
   * A part for one peer.
   *
   * @param label - stands before each line, to tell peers apart. Default: nothing.
   * @param datagrams - each piece stands for itself; else they are a stream: offsets go on, and characters may be cut.
   */
  peer(label: string, datagrams: boolean): PeerTranscript {
    const incoming = new Direction(`${label}<`, datagrams);
    const outgoing = new Direction(`${label}>`, datagrams);
    if (this.#view === "raw") return { sent: async () => undefined, received: (bytes) => this.#out.write(bytes) };
    return { sent: (bytes) => this.#show(outgoing, bytes), received: (bytes) => this.#show(incoming, bytes) };
  }

  async #show(direction: Direction, bytes: Uint8Array): Promise<void> {
    const head = `${stamp(this.#clock.wall())} ${direction.mark}`;
    const lines = this.#view === "hex" ? direction.hex(bytes, head) : direction.text(bytes, head);
    if (lines.length > 0) await this.#out.write(`${lines.join("\n")}\n`);
  }
}

class Direction {
  #decoder = new TextDecoder();
  #offset = 0;

  constructor(
    readonly mark: string,
    private readonly datagrams: boolean,
  ) {}

  hex(bytes: Uint8Array, head: string): string[] {
    const lines = hexView(bytes, this.datagrams ? 0 : this.#offset);
    this.#offset += bytes.length;
    return [`${head} ${bytes.length} B`, ...lines.map((line) => `  ${line}`)];
  }

  text(bytes: Uint8Array, head: string): string[] {
    const lines = textView(this.#decoder.decode(bytes, { stream: !this.datagrams }));
    // An empty datagram is something, too.
    if (lines.length === 0 && bytes.length === 0) lines.push("");
    return lines.map((line) => `${head} ${line}`);
  }
}
