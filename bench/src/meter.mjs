import process from "node:process";

/**
 * @typedef {object} Pace
 * @property {number} warmup milliseconds that are not counted
 * @property {number} measure milliseconds that are, at least; the last stride is always finished
 */

/**
 * @typedef {object} Sample
 * @property {number} units what was done
 * @property {number} wall milliseconds it took
 * @property {number} cpu milliseconds of CPU time, user and system, of the whole process
 * @property {number} [amount] what was measured beside time, as the row's `amount` says; less is better
 * @property {[at: number, cost: number][]} [curve] microseconds of CPU time a unit, by what the row's `curve` says
 */

/**
 * Counts the units of work of one process. The warm-up and the measurement begin and end exactly between two units, and
 * no timer is involved, so that a variant which never lets timers run is measured all the same.
 */
export class Meter {
  #pace;
  #onEnd;
  #units = 0;
  #nextLook = 0;
  /** @type {"idle" | "warm-up" | "measuring"} */
  #phase = "idle";
  #units0 = 0;
  #wall0 = 0;
  #cpu0 = 0;

  /**
   * @param {Pace & { stride: number }} pace with the units between two looks at the clock
   * @param {(sample: Sample) => void} onEnd called from within the last `count`
   */
  constructor(pace, onEnd) {
    this.#pace = pace;
    this.#onEnd = onEnd;
  }

  /** @param {number} units done since the last call */
  count(units) {
    this.#units += units;
    if (this.#units >= this.#nextLook) this.#look();
  }

  #look() {
    const wall = performance.now();
    const elapsed = wall - this.#wall0;
    if (this.#phase === "measuring" && elapsed >= this.#pace.measure) {
      this.#onEnd({ units: this.#units - this.#units0, wall: elapsed, cpu: cpuTime() - this.#cpu0 });
    } else if (this.#phase === "warm-up" && elapsed >= this.#pace.warmup) {
      this.#begin("measuring");
    } else if (this.#phase === "idle") {
      this.#begin("warm-up");
    }
    this.#nextLook = this.#units + this.#pace.stride;
  }

  /** @param {"warm-up" | "measuring"} phase */
  #begin(phase) {
    this.#phase = phase;
    this.#units0 = this.#units;
    this.#cpu0 = cpuTime();
    this.#wall0 = performance.now();
  }
}

/** Milliseconds of CPU time, user and system, that this process used. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
