import type { LocalAddress, Stop } from "@luat/contract";
import type { EntryOf, TranscriptHeader } from "./entry.js";

/** The link of a replayed card, and who watches it. */
export class ReplayedLink {
  #isUp: boolean;
  #address: LocalAddress | undefined;
  readonly #watchers = new Set<{ onLink: (up: boolean) => void }>();

  constructor({ up, address }: TranscriptHeader) {
    this.#isUp = up;
    this.#address = address;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get address(): LocalAddress | undefined {
    return this.#address;
  }

  set({ up, address }: EntryOf<"link">): void {
    const hasChanged = up !== this.#isUp;
    this.#isUp = up;
    this.#address = address;
    if (!hasChanged) return;
    for (const watcher of [...this.#watchers]) if (this.#watchers.has(watcher)) watcher.onLink(up);
  }

  watch(onLink: (up: boolean) => void): Stop {
    const watcher = { onLink };
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }
}
