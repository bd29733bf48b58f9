import { shown } from "../../checks/shown.js";
import { addLine } from "../clock/clock-notes.js";
import type { Place } from "../messages/place.js";
import type { PacketView } from "./packet-view.js";
import type { Rule } from "./rule.js";
import { mustBeVerdict, type Verdict } from "./verdict.js";

/** A rule that is asked by one net. Its errors say which rule it is, and where it was installed. */
export class InstalledRule {
  readonly name: string;
  /** For messages. */
  readonly title: string;
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
    this.title = titleOf(rule.name, place.text);
  }

  /** @throws what it throws, or Error, TypeError or RangeError */
  ask(packet: PacketView): Verdict {
    let verdict: Verdict | undefined | void;
    try {
      verdict = this.#rule(packet, this.#random);
    } catch (error) {
      throw this.#thrown(error);
    }
    try {
      mustBeVerdict(verdict ?? "pass", this);
    } catch (error) {
      throw this.#pointed(error);
    }
    return verdict ?? "pass";
  }

  /** Into segments of how many bytes it lets data be cut. @throws as {@link ask} */
  segment(data: PacketView): number {
    const { segment } = this.#rule;
    if (segment === undefined) return Infinity;
    let most: number;
    try {
      most = segment.call(this.#rule, data) ?? Infinity;
    } catch (error) {
      throw this.#thrown(error);
    }
    if (most === Infinity) return most;
    if (!(Number.isInteger(most) && most >= 1)) throw this.#pointed(new RangeError(`${this.title}: its segment is ${shown(most)}; expected a whole number of at least 1`));
    if (most < data.bytes.length) this.hits++;
    return most;
  }

  /** What it throws stays the same error, as far as that can say more. */
  #thrown(error: unknown): unknown {
    if (addLine(error, `thrown by ${this.title}`)) return error;
    return this.#pointed(new Error(`${this.title}, threw ${error instanceof Error ? String(error) : shown(error)}`, { cause: error }));
  }

  /** An error that is of no line of the rule leads to where it was installed. */
  #pointed(error: unknown): unknown {
    const { frames } = this.#place;
    if (error instanceof Error && frames !== "") error.stack = `${error.name}: ${error.message}\n${frames}`;
    return error;
  }
}

function titleOf(name: string, installedAt: string | undefined): string {
  const place = installedAt === undefined ? "" : `installed at ${installedAt}`;
  if (name === "") return `the rule ${place === "" ? "without a name" : place}`;
  return `the rule \`${name}\`${place === "" ? "" : `, ${place}`}`;
}
