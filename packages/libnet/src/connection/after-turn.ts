import type { Clock } from "@luat/contract";

/** Resolves with `value` after a full turn: what ends a long run of answers that are known at once, so that it starves nobody. */
export function afterTurn<T>(clock: Clock, value: T): Promise<T> {
  return new Promise((resolve) => {
    clock.turn(() => {
      resolve(value);
    });
  });
}
