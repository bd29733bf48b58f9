import { say } from "./texts.js";
import { clockText } from "./transcript.js";

/** Counts what goes both ways, and shows it. */
export class Counters {
  readonly #totals = { sent: { bytes: 0, messages: 0 }, received: { bytes: 0, messages: 0 } };
  #connections = 0;
  #since: Date | undefined;

  count(way: "sent" | "received", bytes: number): void {
    this.#totals[way].bytes += bytes;
    this.#totals[way].messages++;
    this.show();
  }

  online(): void {
    this.#connections++;
    this.#since = new Date();
    this.show();
  }

  offline(): void {
    this.#since = undefined;
    this.show();
  }

  clear(): void {
    Object.assign(this.#totals, { sent: { bytes: 0, messages: 0 }, received: { bytes: 0, messages: 0 } });
    this.#connections = this.#since === undefined ? 0 : 1;
    this.show();
  }

  show(): void {
    for (const way of ["sent", "received"] as const) {
      const { bytes, messages } = this.#totals[way];
      write(way, `${bytes.toLocaleString()} ${say("bytes")} · ${messages.toLocaleString()} ${say("messages")}`);
    }
    write("connections", String(this.#connections));
    write("since", this.#since === undefined ? "–" : clockText(this.#since).slice(0, 8));
  }
}

function write(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null) element.textContent = text;
}
