import type { Stop } from "@luat/contract";

/**
 * Something that goes on until it is ended: by `remove()`, by calling it, or at the end of the block of
 * `using guard = …`. Ending it again does nothing.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 *
 * const net = new MockNet();
 * {
 *   using guard = net.rule(() => "drop");
 *   typeof guard.remove; // "function"
 * }
 * // here nothing is dropped any more
 * ```
 */
export interface Guard extends Disposable {
  (): void;
  remove(): void;
}

/** @param end - called once. */
export function guardOf(end: Stop): Guard {
  let isOver = false;
  const remove = (): void => {
    if (isOver) return;
    isOver = true;
    end();
  };
  return Object.assign(() => {
    remove();
  }, { remove, [Symbol.dispose]: remove });
}
