import { describeValue } from "../log/format-value.js";
import type { TopicTable, TopicWatcher } from "./topic-table.js";
import { Wait, type Waits } from "./wait.js";

/** The wait of `sys.waitUntil` and `sys.waitUntilExt`: for one topic, or for the first of several. */
export class TopicWait extends Wait<[false] | [unknown, ...unknown[]]> implements TopicWatcher {
  readonly #topics: TopicTable;
  readonly #topic: unknown;
  readonly #first: true | undefined;

  /** @param first - what comes before the arguments in the result; `undefined`: the topic. */
  constructor(waits: Waits, topics: TopicTable, topic: unknown, ms: number | undefined, first: true | undefined) {
    super(waits, ms);
    this.#topics = topics;
    this.#topic = Array.isArray(topic) ? [...(topic as unknown[])] : topic;
    this.#first = first;
    topics.add(this.#topic, this);
  }

  get what(): string {
    const topics: unknown[] = Array.isArray(this.#topic) ? this.#topic : [this.#topic];
    return `a wait for ${topics.map(describeValue).join(" or ")}`;
  }

  published(topic: unknown, args: readonly unknown[]): void {
    this.settle([this.#first ?? topic, ...args]);
  }

  protected override expired(): void {
    this.settle([false]);
  }

  protected override leave(): void {
    this.#topics.remove(this.#topic, this);
  }
}
