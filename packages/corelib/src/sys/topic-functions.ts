import type { Bus } from "../bus/bus.js";
import { expectFunction } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import { expectLimit, type Limit } from "./limit.js";
import type { Topic, TopicArgs } from "./topics.js";
import type { TopicTable } from "./topic-table.js";
import { TopicWait } from "./topic-wait.js";
import type { Waits } from "./wait.js";

/** The part of `sys` that is about topics. */
export interface TopicFunctions {
  /**
   * Publishes a topic to who subscribed and who waits. They are told later, after the caller has returned, in the
   * order of publishing.
   * 发布一个消息，订阅者和等待者稍后收到。
   *
   * Promise face: the same, or an `EventEmitter`.
   *
   * @param topic - the topic, anything but nil.
   * @param args - what goes with it.
   * @throws TypeError when the topic is nil.
   * @example
   * ```ts
   * sys.subscribe("DOOR", (state, count) => log.info("door", state, count)); // prints "I/door open 3"
   * sys.publish("DOOR", "open", 3);
   * ```
   */
  publish<const T extends Topic>(topic: T, ...args: TopicArgs<T>): void;
  /**
   * Calls a function for every publication of a topic. Subscribing the same function again changes nothing.
   * 订阅消息，每次发布都会调用回调函数。
   *
   * Promise face: the same, or an `EventEmitter`.
   *
   * @param topic - the topic, or an array of topics.
   * @param cb - gets the arguments without the topic. What it throws, or rejects with, goes to `onTaskError`.
   * @throws TypeError when a topic is nil or `cb` is not a function.
   * @example
   * ```ts
   * sys.subscribe(["DOOR", "WINDOW"], (state) => log.info("moved", state));
   * sys.publish("WINDOW", "open");
   * ```
   */
  subscribe<const T extends Topic>(topic: T | readonly T[], cb: (...args: TopicArgs<T>) => unknown): void;
  /**
   * Undoes {@link TopicFunctions.subscribe}; unknown pairs are ignored.
   * 取消订阅。
   *
   * Promise face: the same.
   *
   * @param topic - the topic, or an array of topics.
   * @param cb - the very function that was subscribed.
   * @example
   * ```ts
   * const onDoor = () => log.info("door", "moved");
   * sys.subscribe("DOOR", onDoor);
   * sys.unsubscribe("DOOR", onDoor);
   * ```
   */
  unsubscribe<const T extends Topic>(topic: T | readonly T[], cb: (...args: TopicArgs<T>) => unknown): void;
  /**
   * Waits until a topic is published; what was published before the call does not count.
   * 等待消息，可设置超时。
   *
   * A loop of it misses nothing: the next topic is dispatched only when the task waits again.
   *
   * Promise face: the promise of what you wait for, such as {@link @luat/libnet!Device.ready | Device.ready} for `IP_READY`.
   *
   * @param topic - the topic, or an array of topics of which the first one counts.
   * @param ms - milliseconds; nil: for ever; 0: not at all.
   * @returns `[true, ...args]`, or `[false]` when the time is over.
   * @throws TypeError or RangeError for a nil topic or a bad time; rejects with `TaskStopped` when the device stops.
   * @example
   * ```ts
   * const [ok, state] = await sys.waitUntil("DOOR", 5_000);
   * if (ok) log.info("door", state);
   * ```
   */
  waitUntil<const T extends Topic>(topic: T | readonly T[], ms?: Limit): Promise<[false] | [true, ...TopicArgs<T>]>;
  /**
   * As {@link TopicFunctions.waitUntil}, but the topic comes first in the result.
   * 等待消息，返回值的第一个是消息本身。
   *
   * Promise face: `Promise.race` of what you wait for.
   *
   * @param topic - the topic, or an array of topics of which the first one counts.
   * @param ms - milliseconds; nil: for ever; 0: not at all.
   * @returns `[topic, ...args]`, or `[false]` when the time is over.
   * @throws TypeError or RangeError for a nil topic or a bad time; rejects with `TaskStopped` when the device stops.
   * @example
   * ```ts
   * const [topic] = await sys.waitUntilExt(["DOOR", "WINDOW"], 5_000);
   * if (topic !== false) log.info("moved", topic);
   * ```
   */
  waitUntilExt<const T extends Topic>(topic: T | readonly T[], ms?: Limit): Promise<[false] | [topic: T, ...args: TopicArgs<T>]>;
}

export function topicFunctions(waits: Waits, topics: TopicTable, bus: Bus): TopicFunctions {
  const wait = (topic: unknown, ms: Limit, first: true | undefined): Promise<[false] | [unknown, ...unknown[]]> => {
    expectTopics(topic);
    const limit = expectLimit(ms);
    if (waits.stopped) return waits.refuse();
    return limit === 0 ? waits.atOnce([false]) : new TopicWait(waits, topics, topic, limit, first).promise;
  };
  return {
    publish(topic, ...args) {
      expectTopic(topic);
      bus.publish(topic, args);
    },
    subscribe(topic, cb) {
      expectTopics(topic);
      expectFunction("cb", cb);
      if (!waits.stopped) topics.add(topic, cb);
    },
    unsubscribe(topic, cb) {
      topics.remove(topic, cb);
    },
    waitUntil: (topic, ms) => wait(topic, ms, true) as Promise<never>,
    waitUntilExt: (topic, ms) => wait(topic, ms, undefined) as Promise<never>,
  };
}

function expectTopics(topic: unknown): void {
  if (Array.isArray(topic)) topic.forEach(expectTopic);
  else expectTopic(topic);
}

function expectTopic(topic: unknown): void {
  if (topic == null) throw new TypeError(`topic is ${describeValue(topic)}; expected a topic`);
}
