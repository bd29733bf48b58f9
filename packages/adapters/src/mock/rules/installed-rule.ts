import { shown } from "../checks.js";
import { addLine } from "../clock/clock-notes.js";
import type { Place } from "../peer/place.js";
import type { PacketView } from "./packet-view.js";
import type { Rule } from "./rule.js";
import { mustBeVerdict, type Verdict } from "./verdict.js";

/** A rule that is asked by one net. Its errors say which rule it is, and where it was installed. */
export class InstalledRule {
  readonly name: string;
  /** How many packets it did something to. */
  hits = 0;
  readonly #rule: Rule;
  readonly #random: () => number;
  readonly #place: Place;

  constructor(rule: Rule, random: () => number, place: Place) {
    this.name = rule.name;
    this.#rule = rule;
    this.#random = random;
    this.#place = place;
  }

  get title(): string {
    const { text } = this.#place;
    const place = text === undefined ? "" : `installed at ${text}`;
    if (this.name === "") return `the rule ${place === "" ? "without a name" : place}`;
    return `the rule \`${this.name}\`${place === "" ? "" : `, ${place}`}`;
  }

  /** @throws what it throws, or Error, TypeError or RangeError */
  ask(packet: PacketView): Verdict {
    const verdict = this.#run(() => this.#rule(packet, this.#random)) ?? "pass";
    this.#check(() => {
      mustBeVerdict(verdict, this);
    });
    return verdict;
  }

  /** Into segments of how many bytes it lets data be cut. @throws as {@link ask} */
  segment(data: PacketView): number {
    const { segment } = this.#rule;
    if (segment === undefined) return Infinity;
    const most = this.#run(() => segment.call(this.#rule, data)) ?? Infinity;
    if (most === Infinity) return most;
    this.#check(() => {
      if (!(Number.isInteger(most) && most >= 1)) throw new RangeError(`${this.title}: its segment is ${shown(most)}; expected a whole number of at least 1`);
    });
    if (most < data.bytes.length) this.hits++;
    return most;
  }

  /** What it throws stays the same error, as far as that can say more. */
  #run<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (addLine(error, `thrown by ${this.title}`)) throw error;
      throw this.#pointed(new Error(`${this.title}, threw ${error instanceof Error ? String(error) : shown(error)}`, { cause: error }));
    }
  }

  #check(check: () => void): void {
    try {
      check();
    } catch (error) {
      throw this.#pointed(error);
    }
  }

  /** An error that is of no line of the rule leads to where it was installed. */
  #pointed(error: unknown): unknown {
    const { frames } = this.#place;
    if (error instanceof Error && frames !== "") error.stack = `${error.name}: ${error.message}\n${frames}`;
    return error;
  }
}
