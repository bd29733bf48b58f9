/**
 * The topics whose arguments are typed: a name and the tuple of what is published with it. Declare your own by
 * merging; topics that are not declared carry `unknown[]`.
 *
 * @example
 * ```ts
 * import { log, sys } from "@luat/corelib";
 *
 * declare module "@luat/corelib" {
 *   interface Topics {
 *     TEMPERATURE: [celsius: number, sensor: string];
 *   }
 * }
 * sys.subscribe("TEMPERATURE", (celsius, sensor) => log.info(sensor, celsius.toFixed(1))); // prints "I/roof 21.5"
 * sys.publish("TEMPERATURE", 21.5, "roof");
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is there to be extended
export interface Topics {}

/** What is published with the topic `T`. */
export type TopicArgs<T> = T extends keyof Topics ? (Topics[T] extends readonly unknown[] ? Topics[T] : never) : unknown[];

/** A topic may be anything but nil; strings are usual. */
export type Topic = NonNullable<unknown>;
