import type { Clock } from "@luat/contract";

/** Resolves when listeners have been told all that has happened up to now, so that whoever awaits an end hears of it first. */
export function allTold(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.dry(resolve);
  });
}
