import type { Endpoint, Stop } from "@luat/contract";
import { canonical } from "../address.js";
import type { Place } from "../messages/place.js";
import type { Tap } from "../tap.js";
import type { VirtualClock } from "../clock/virtual-clock.js";
import type { Chance } from "./chance.js";
import { PASS, type Fate } from "./fate.js";
import { InstalledRule } from "./installed-rule.js";
import type { PacketView } from "./packet-view.js";
import type { Rule } from "./rule.js";
import type { Verdict } from "./verdict.js";

/** Where every packet of a net passes: the rules that decide, and the taps that watch. */
export class Inspection {
  readonly #chance: Chance;
  readonly #clock: VirtualClock;
  readonly #onChange: () => void;
  /** Not changed in place: a rule may come or go while one is asked. */
  #rules: readonly InstalledRule[] = [];
  #taps: readonly Tap[] = [];
  #held: Array<() => void> = [];
  readonly #pairs = new Map<string, number>();

  /**
   * @param clock - told of what rules and taps throw.
   * @param onChange - called when a rule or a tap came or went.
   */
  constructor(clock: VirtualClock, chance: Chance, onChange: () => void) {
    this.#clock = clock;
    this.#chance = chance;
    this.#onChange = onChange;
  }

  /** Whether packets must be shown to it. */
  get isOn(): boolean {
    return this.hasRules || this.#taps.length > 0;
  }

  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** @param place - where it was installed. */
  install(rule: Rule, place: Place): InstalledRule {
    const installed = new InstalledRule(rule, this.#chance.stream(rule.name), place);
    this.#rules = [...this.#rules, installed];
    this.#changed();
    return installed;
  }

  uninstall(installed: InstalledRule): void {
    const rules = this.#rules.filter((other) => other !== installed);
    if (rules.length === this.#rules.length) return;
    this.#rules = rules;
    this.#changed();
  }

  watch(tap: Tap): Stop {
    this.#taps = [...this.#taps, tap];
    this.#onChange();
    return () => {
      this.#taps = this.#taps.filter((other) => other !== tap);
      this.#onChange();
    };
  }

  /** Calls `fn` once when rules came or went. */
  onceChanged(fn: () => void): void {
    this.#held.push(fn);
  }

  #changed(): void {
    this.#onChange();
    const held = this.#held;
    if (held.length === 0) return;
    this.#held = [];
    // Not at once: the change may be made by a rule that is being asked.
    this.#clock.after(0, () => {
      for (const goOn of held) goOn();
    });
  }

  /** The number of the two ends of datagrams. */
  pair(a: Endpoint, b: Endpoint): number {
    const key = [a, b]
      .map(({ host, port }) => `${canonical(host)} ${port}`)
      .sort()
      .join(" ");
    const known = this.#pairs.get(key) ?? this.#pairs.size + 1;
    this.#pairs.set(key, known);
    return known;
  }

  /** Into segments of how many bytes data is cut. */
  segment(data: PacketView): number {
    let least = Infinity;
    for (const installed of this.#rules) {
      try {
        least = Math.min(least, installed.segment(data));
      } catch (error) {
        this.#fail(installed, error);
      }
    }
    return least;
  }

  /** Asks the rules in turn. Delays add up and changed bytes are what the next one sees; a drop, hold or reset is the last word. */
  judge(packet: PacketView): Fate {
    if (!this.hasRules) return PASS;
    // What a rule does to the bytes that it is shown is not what taps are shown.
    let seen = this.#taps.length === 0 ? packet : Object.freeze({ ...packet, bytes: packet.bytes.slice() });
    let fate = PASS;
    for (const installed of this.#rules) {
      const verdict = this.#ask(installed, seen);
      if (verdict === "pass" || !doesSomething(verdict, packet)) continue;
      installed.hits++;
      if (verdict === "drop" || verdict === "hold" || verdict === "reset") return { ...fate, outcome: verdict };
      if (verdict === "duplicate") fate = { ...fate, copies: fate.copies + 1 };
      else if (verdict === "reorder") fate = { ...fate, isLate: true };
      else if ("delay" in verdict) fate = { ...fate, delay: fate.delay + verdict.delay };
      else {
        const bytes = verdict.corrupt.slice();
        fate = { ...fate, bytes };
        seen = Object.freeze({ ...seen, bytes: bytes.slice() });
      }
    }
    return fate;
  }

  #ask(installed: InstalledRule, packet: PacketView): Verdict {
    try {
      return installed.ask(packet);
    } catch (error) {
      this.#fail(installed, error);
      return "pass";
    }
  }

  /** One that threw would throw for the next packet too. */
  #fail(installed: InstalledRule, error: unknown): void {
    this.uninstall(installed);
    this.#clock.fail(error);
  }

  /** @param arrives - undefined: never, or nobody knows yet. */
  left(packet: PacketView, fate: Fate, arrives: number | undefined): void {
    this.#tell((tap) => {
      tap.left(packet, fate, arrives);
    });
  }

  arrived(packet: PacketView, time: number): void {
    this.#tell((tap) => {
      tap.arrived(packet, time);
    });
  }

  #tell(what: (tap: Tap) => void): void {
    for (const tap of this.#taps) {
      try {
        what(tap);
      } catch (error) {
        this.#clock.fail(error);
      }
    }
  }
}

/** TCP sorts out what comes twice or in another order, and what carries nothing has no bytes to change. */
function doesSomething(verdict: Exclude<Verdict, "pass">, { protocol, kind }: PacketView): boolean {
  if (verdict === "duplicate" || verdict === "reorder") return protocol === "udp";
  if (typeof verdict !== "object") return true;
  return "delay" in verdict ? verdict.delay > 0 : kind === "data" || kind === "datagram";
}
