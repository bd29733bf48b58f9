import { Chance } from "../rules/chance.js";

const chances = new WeakMap<object, () => number>();

/** Gives a clock its chance, unless it has one: of several nets that live in one time, the first gives it. */
export function lendChance(clock: object, random: () => number): void {
  if (!chances.has(clock)) chances.set(clock, random);
}

/** The next number of the chance of a clock. */
export function drawn(clock: object): number {
  if (!chances.has(clock)) chances.set(clock, new Chance(1).stream("devices"));
  return (chances.get(clock) as () => number)();
}
