import type { Clock, KeepAlive, Stop } from "@luat/contract";

/** So that time passes between two probes, in ms. */
const SHORTEST = 1;

/** The stream that is kept alive. */
export interface KeptAlive {
  readonly clock: Clock;
  /** When something last arrived, in virtual ms. */
  readonly lastHeard: number;
  /** Whether nothing gets through at present. */
  isBlocked(): boolean;
  /** Whether rules decide what gets through. */
  hasRules(): boolean;
  sendProbe(): void;
  /** Nothing answers any more. */
  onDead(): void;
}

/**
 * Keep-alive of one open stream. Where no rule decides, the outcome of all probes is known as soon as the way is blocked, so
 * that healthy connections send none and need no timer. Under rules they are really sent.
 */
export class KeepAliveWatch {
  readonly #stream: KeptAlive;
  readonly #idle: number;
  readonly #interval: number;
  readonly #count: number;
  #probes = false;
  #unanswered = 0;
  #lastProbe = 0;
  #timer: Stop | undefined;

  constructor({ idle, interval, count }: KeepAlive, stream: KeptAlive) {
    this.#stream = stream;
    this.#idle = Math.max(SHORTEST, idle * 1000);
    this.#interval = Math.max(SHORTEST, interval * 1000);
    this.#count = count;
  }

  /** To be called when it is open, and when what is blocked or decided by rules may have changed. */
  look(): void {
    const probes = this.#stream.hasRules();
    if (probes !== this.#probes) {
      this.stop();
      this.#probes = probes;
      this.#unanswered = 0;
    }
    if (!probes) this.#foresee();
    else if (this.#timer === undefined) this.#waitUntil(this.#stream.lastHeard + this.#idle);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #foresee(): void {
    const { clock, lastHeard } = this.#stream;
    const isBlocked = this.#stream.isBlocked();
    if (isBlocked && this.#timer === undefined) {
      const firstProbe = Math.max(clock.now(), lastHeard + this.#idle);
      this.#timer = clock.after(firstProbe - clock.now() + this.#interval * this.#count, () => {
        this.#stream.onDead();
      });
    } else if (!isBlocked && this.#timer !== undefined) {
      this.stop();
      this.#stream.sendProbe();
    }
  }

  #waitUntil(time: number): void {
    const { clock } = this.#stream;
    this.#timer = clock.after(time - clock.now(), this.#check);
  }

  readonly #check = (): void => {
    const { clock, lastHeard } = this.#stream;
    const now = clock.now();
    if (lastHeard >= this.#lastProbe) this.#unanswered = 0;
    if (this.#unanswered === 0 && now < lastHeard + this.#idle) {
      this.#waitUntil(lastHeard + this.#idle);
    } else if (this.#unanswered === this.#count) {
      this.#timer = undefined;
      this.#stream.onDead();
    } else {
      this.#unanswered++;
      this.#lastProbe = now;
      this.#waitUntil(now + this.#interval);
      this.#stream.sendProbe();
    }
  };
}
