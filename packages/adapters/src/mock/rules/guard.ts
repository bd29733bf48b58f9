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
  /** Ends it. */
  remove(): void;
}

/**
 * The guard of a rule. It tells whether the rule did anything, also when it was removed: a test of what a fault does
 * proves little when it never came.
 *
 * @example
 * ```ts
 * import { MockNet, stall } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * const [guard, typo] = [net.rule(stall({ port: 1883 })), net.rule(stall({ port: 1833 }))];
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   net.clock.after(5_000, guard);
 *   await client.connect({ host: "10.0.0.1", port: 1883 });
 * });
 * [guard.hits, typo.hits]; // [1, 0]
 * ```
 */
export interface RuleGuard extends Guard {
  /**
   * How many packets it did something to so far, and so did not just let them pass, or how often it cut data into segments.
   * One that is sent again, or that is held and asked about again, counts again.
   */
  readonly hits: number;
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

/** @param end - called once. @param counter - its hits are those of the guard. */
export function ruleGuardOf(end: Stop, counter: { readonly hits: number }): RuleGuard {
  const guard = guardOf(end);
  const hits: PropertyDescriptor = { get: () => counter.hits, enumerable: true };
  return Object.defineProperty(guard, "hits", hits) as RuleGuard;
}
