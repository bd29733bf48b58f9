import { Fifo } from "../bus/fifo.js";
import type { TaskErrors } from "../bus/task-errors.js";
import type { Log } from "../log/log.js";
import { describeValue } from "../log/format-value.js";
import type { TopicTable, TopicWatcher } from "./topic-table.js";
import { Wait, type Waits } from "./wait.js";

/**
 * A message of a named task, read with LuatOS's indices: `msg[1]` is what `waitMsg` compares with its target, the
 * others are its parameters.
 */
export interface Message {
  /** What it is, such as `socket.EVENT`. */
  readonly 1: unknown;
  /** Its first parameter. */
  readonly 2?: unknown;
  /** Its second parameter. */
  readonly 3?: unknown;
  /** Its third parameter. */
  readonly 4?: unknown;
}

interface Mailbox {
  readonly queue: Fifo<Message>;
  /** Gets the messages that a `waitMsg` did not wait for. */
  readonly other: ((message: Message) => unknown) | undefined;
}

/** A message was taken, but not one that was waited for. */
const OTHER = Symbol("other");

/** The queues of directed messages of the named tasks of one device. */
export class Mailboxes {
  /** How messages are called in texts for people. */
  readonly names = new Map<unknown, string>();
  readonly #boxes = new Map<string, Mailbox>();
  readonly #waits: Waits;
  readonly #topics: TopicTable;
  readonly #errors: TaskErrors;
  readonly #log: Log;

  constructor(waits: Waits, topics: TopicTable, errors: TaskErrors, log: Log) {
    this.#waits = waits;
    this.#topics = topics;
    this.#errors = errors;
    this.#log = log;
  }

  /** Gives a name an empty queue, also when it had one. */
  register(name: string, other: ((message: Message) => unknown) | undefined): void {
    this.#boxes.set(name, { queue: new Fifo(), other });
  }

  /** Forgets a name. Who waits for its messages learns that there will be none. */
  delete(name: string): void {
    if (!this.#boxes.delete(name)) return;
    for (const watcher of this.#topics.of(name)) {
      if (watcher instanceof MessageWait) watcher.published();
    }
  }

  /** Queues a message and wakes, by a topic of the task's name, who waits for it. */
  send(name: string, message: Message): boolean {
    const box = this.#boxes.get(name);
    if (box === undefined) return false;
    box.queue.push(message);
    this.#waits.bus.publish(name, []);
    return true;
  }

  clean(name: string): boolean {
    const box = this.#boxes.get(name);
    box?.queue.clear();
    return box !== undefined;
  }

  wait(name: string, target: unknown, ms: number | undefined): Promise<Message | false | undefined> {
    for (;;) {
      const message = this.take(name, target);
      if (message === undefined) return new MessageWait(this, name, target, this.#waits, this.#topics, ms).promise;
      if (message !== OTHER) return this.#waits.atOnce(message);
    }
  }

  /** Takes one message: gives it when it is wanted, else hands it to the mailbox's callback. False: no such mailbox. */
  take(name: string, target: unknown): Message | typeof OTHER | false | undefined {
    const box = this.#boxes.get(name);
    if (box === undefined) {
      this.#log.error("sys", `no task is named ${describeValue(name)}; waitMsg needs one that taskInitEx started`);
      return false;
    }
    const message = box.queue.shift();
    if (message === undefined || target === undefined || message[1] === target) return message;
    if (box.other !== undefined) this.#hand(message, box.other, `callback of the task ${describeValue(name)}`);
    return OTHER;
  }

  stop(): void {
    this.#boxes.clear();
  }

  #hand(message: Message, other: (message: Message) => unknown, where: string): void {
    try {
      this.#errors.watch(other(message), where);
    } catch (error) {
      this.#errors.report(error, where);
    }
  }
}

class MessageWait extends Wait<Message | false | undefined> implements TopicWatcher {
  readonly #boxes: Mailboxes;
  readonly #name: string;
  readonly #target: unknown;
  readonly #topics: TopicTable;

  constructor(boxes: Mailboxes, name: string, target: unknown, waits: Waits, topics: TopicTable, ms: number | undefined) {
    super(waits, ms);
    this.#boxes = boxes;
    this.#name = name;
    this.#target = target;
    this.#topics = topics;
    topics.add(name, this);
  }

  get what(): string {
    const target = this.#target;
    const message = target === undefined ? "any message" : `a message ${this.#boxes.names.get(target) ?? describeValue(target)}`;
    return `${this.#name} waits for ${message}`;
  }

  /** Every message comes with one wake-up, so one is taken; none is left when an earlier `waitMsg` took it. */
  published(): void {
    const message = this.#boxes.take(this.#name, this.#target);
    if (message !== undefined && message !== OTHER) this.settle(message);
  }

  protected override expired(): void {
    this.settle(undefined);
  }

  protected override leave(): void {
    this.#topics.remove(this.#name, this);
  }
}
