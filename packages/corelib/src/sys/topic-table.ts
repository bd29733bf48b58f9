import type { TaskErrors } from "../bus/task-errors.js";
import { describeValue } from "../log/format-value.js";
import type { OpenItem } from "../open/open-item.js";
import type { Origin } from "../open/origin.js";
import type { Origins } from "../open/origins.js";

/** What watches topics without being the user's subscription: a wait, or a library. */
export interface TopicWatcher {
  published(topic: unknown, args: readonly unknown[]): void;
}

/** A function that was subscribed to a topic. */
export type Callback = (...args: never[]) => unknown;

type Subscriber = Callback | TopicWatcher;

/** Who watches which topic. The same pair is held once; callbacks are called in the order they subscribed. */
export class TopicTable {
  readonly #subscribers = new Map<unknown, Map<Subscriber, Origin | undefined>>();
  readonly #errors: TaskErrors;
  readonly #origins: Origins;

  constructor(errors: TaskErrors, origins: Origins) {
    this.#errors = errors;
    this.#origins = origins;
  }

  /** How many topics are watched. */
  get size(): number {
    return this.#subscribers.size;
  }

  /** @param topic - one topic, or an array of topics. */
  add(topic: unknown, subscriber: Subscriber): void {
    if (Array.isArray(topic)) {
      for (const one of topic) this.#add(one, subscriber);
    } else {
      this.#add(topic, subscriber);
    }
  }

  #add(topic: unknown, subscriber: Subscriber): void {
    const map = this.#subscribers.get(topic);
    if (map?.has(subscriber)) return;
    const origin = typeof subscriber === "function" ? this.#origins.note() : undefined;
    if (map === undefined) this.#subscribers.set(topic, new Map([[subscriber, origin]]));
    else map.set(subscriber, origin);
  }

  remove(topic: unknown, subscriber: Subscriber): void {
    if (Array.isArray(topic)) {
      for (const one of topic) this.#remove(one, subscriber);
    } else {
      this.#remove(topic, subscriber);
    }
  }

  #remove(topic: unknown, subscriber: Subscriber): void {
    const map = this.#subscribers.get(topic);
    if (map?.delete(subscriber) && map.size === 0) this.#subscribers.delete(topic);
  }

  /** Who watches a topic now. */
  of(topic: unknown): readonly Subscriber[] {
    const map = this.#subscribers.get(topic);
    return map === undefined ? [] : [...map.keys()];
  }

  /** The subscriptions of functions. */
  open(): readonly OpenItem[] {
    const items: OpenItem[] = [];
    for (const [topic, subscribers] of this.#subscribers) {
      for (const [subscriber, origin] of subscribers) {
        if (typeof subscriber === "function") items.push({ what: `subscription to ${describeValue(topic)}`, origin });
      }
    }
    return items;
  }

  clear(): void {
    this.#subscribers.clear();
  }

  /** Tells a topic to those who watch it now: one who leaves meanwhile is told still, one who comes is not. Never throws. */
  dispatch(topic: unknown, args: readonly unknown[]): void {
    for (const subscriber of this.of(topic)) {
      if (typeof subscriber !== "function") {
        subscriber.published(topic, args);
        continue;
      }
      try {
        const result: unknown = subscriber(...(args as never[]));
        if (result !== undefined) this.#errors.watch(result, nameOf(topic));
      } catch (error) {
        this.#errors.report(error, nameOf(topic));
      }
    }
  }
}

function nameOf(topic: unknown): string {
  return `subscriber of ${describeValue(topic)}`;
}
