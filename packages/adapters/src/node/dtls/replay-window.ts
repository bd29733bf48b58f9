const WIDTH = 64;

/** Tells what was received before: RFC 6347, 4.1.2.6. However many were lost in between, newer ones are taken. */
export class ReplayWindow {
  /** The numbers from `#newest` down that were received; the lowest bit is that of `#newest`. */
  #seen = 0n;
  #newest = -1;

  mayReceive(number: number): boolean {
    const age = this.#newest - number;
    return age < 0 || (age < WIDTH && ((this.#seen >> BigInt(age)) & 1n) === 0n);
  }

  markAsReceived(number: number): void {
    const age = this.#newest - number;
    if (age >= WIDTH) return;
    if (age >= 0) {
      this.#seen |= 1n << BigInt(age);
      return;
    }
    this.#seen = BigInt.asUintN(WIDTH, -age < WIDTH ? (this.#seen << BigInt(-age)) | 1n : 1n);
    this.#newest = number;
  }
}
