import type { Clock, DiagnosticEvent } from "@luat/contract";

type Kind = DiagnosticEvent["kind"];

const SECOND = 1_000;

/** Lets so many lines of each kind through in a second, and tells at its end how many were left out. */
export class LineBudget {
  readonly #perSecond: number;
  readonly #tell: (kind: Kind, leftOut: number) => void;
  #counts = new Map<Kind, number>();
  #since = -Infinity;
  /** Somebody was left out, and it is told at the end of the second. */
  #owing = false;

  constructor(perSecond: number, tell: (kind: Kind, leftOut: number) => void) {
    this.#perSecond = perSecond;
    this.#tell = tell;
  }

  /** Whether there is room for one more line. */
  take(kind: Kind, clock: Clock): boolean {
    const now = clock.now();
    if (now - this.#since >= SECOND) this.#restart(now);
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= this.#perSecond) return true;
    if (!this.#owing) {
      this.#owing = true;
      clock.after(this.#since + SECOND - now, () => {
        if (clock.now() - this.#since >= SECOND) this.#restart(clock.now());
      });
    }
    return false;
  }

  #restart(now: number): void {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#since = now;
    this.#owing = false;
    for (const [kind, count] of counts) if (count > this.#perSecond) this.#tell(kind, count - this.#perSecond);
  }
}
