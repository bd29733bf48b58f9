import type { Clock, Stop } from "@luat/contract";

/** What a {@link Liveness} watches. */
export interface LivenessOptions {
  readonly clock: Clock;
  /** Milliseconds from one ping to the next. */
  readonly pingInterval: number;
  /** Milliseconds without payload; `undefined`: for ever. */
  readonly idleTimeout: number | undefined;
  ping(): void;
  /** A ping was not answered until the next one. */
  lost(): void;
  idle(): void;
}

/** Finds out that a client is not there any more, or has nothing to say. */
export class Liveness {
  readonly #options: LivenessOptions;
  #stopPing: Stop | undefined;
  #stopIdle: Stop | undefined;
  #isAsked = false;
  #lastUse: number;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#lastUse = options.clock.now();
    this.#await();
  }

  /** It is of the kind that may not be idle. */
  watchIdleness(): void {
    const { clock, idleTimeout } = this.#options;
    if (idleTimeout === undefined) return;
    this.#lastUse = clock.now();
    this.#rest(idleTimeout);
  }

  /** There was a sign of life. */
  alive(): void {
    this.#isAsked = false;
  }

  /** Payload went one way or the other. */
  used(): void {
    if (this.#options.idleTimeout !== undefined) this.#lastUse = this.#options.clock.now();
  }

  stop(): void {
    this.#stopPing?.();
    this.#stopIdle?.();
  }

  #await(): void {
    const { clock, pingInterval, ping, lost } = this.#options;
    this.#stopPing = clock.after(pingInterval, () => {
      if (this.#isAsked) {
        lost();
        return;
      }
      this.#isAsked = true;
      ping();
      this.#await();
    });
  }

  /** One timer however often it is used: it looks when it fires. */
  #rest(ms: number): void {
    const { clock, idleTimeout = 0, idle } = this.#options;
    this.#stopIdle = clock.after(ms, () => {
      const left = this.#lastUse + idleTimeout - clock.now();
      if (left <= 0) idle();
      else this.#rest(left);
    });
  }
}
