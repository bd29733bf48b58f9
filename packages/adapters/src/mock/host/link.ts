import type { Clock, Stop } from "@luat/contract";

/** The link of one host, and who watches it. */
export class Link {
  readonly #clock: Clock;
  readonly #onChange: (up: boolean) => void;
  readonly #watchers = new Set<{ onLink: (up: boolean) => void }>();
  #isUp = true;
  #isTelling = false;

  /** @param onChange - called inside `set`, when it takes effect. */
  constructor(clock: Clock, onChange: (up: boolean) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Takes effect now, or when the change before it was told: so every watcher sees each change while it is true. */
  set(up: boolean): void {
    if (this.#isTelling) {
      this.#clock.after(0, () => {
        this.set(up);
      });
      return;
    }
    if (up === this.#isUp) return;
    this.#isUp = up;
    this.#isTelling = true;
    this.#clock.after(0, () => {
      this.#isTelling = false;
      for (const watcher of [...this.#watchers]) if (this.#watchers.has(watcher)) watcher.onLink(up);
    });
    this.#onChange(up);
  }

  watch(onLink: (up: boolean) => void): Stop {
    const watcher = { onLink };
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }
}
