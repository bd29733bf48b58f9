/** With so many entries nothing more is read from the core. */
const MOST_ENTRIES = 257;

const NOTHING = new Uint8Array(0);

/** What arrived while nobody waited for it: one entry for each indication, or datagram. */
export class Inbox {
  readonly #entries: Uint8Array[] = [];
  readonly #isDatagrams: boolean;
  readonly #newestFirst: boolean;

  constructor(isDatagrams: boolean, newestFirst: boolean) {
    this.#isDatagrams = isDatagrams;
    this.#newestFirst = newestFirst;
  }

  get count(): number {
    return this.#entries.length;
  }

  get isFull(): boolean {
    return this.#entries.length >= MOST_ENTRIES;
  }

  push(bytes: Uint8Array): void {
    this.#entries.push(bytes);
  }

  /** What one read gives: one datagram, or all that there is of a stream. */
  take(): Uint8Array {
    if (this.#isDatagrams) return (this.#newestFirst ? this.#entries.pop() : this.#entries.shift()) ?? NOTHING;
    return joined(this.#entries.splice(0));
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
