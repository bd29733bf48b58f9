import type { TaskErrors } from "../bus/task-errors.js";
import { describeValue } from "../log/format-value.js";
import type { Log } from "../log/log.js";
import type { OpenItem } from "../open/open-item.js";
import type { Origin } from "../open/origin.js";
import type { Origins } from "../open/origins.js";
import { Task, taskText } from "./task.js";

/** The tasks of one device that have not ended. */
export class Tasks {
  readonly #errors: TaskErrors;
  readonly #log: Log;
  readonly #origins: Origins;
  /** Their names, by id. */
  readonly #running = new Map<number, string>();
  readonly #startedAt = new Map<number, Origin>();
  #last = 0;
  #stopped = false;

  constructor(errors: TaskErrors, log: Log, origins: Origins) {
    this.#errors = errors;
    this.#log = log;
    this.#origins = origins;
  }

  /** Runs a new task; after {@link stop} it does nothing. */
  start(name: string, body: () => unknown): Task {
    const id = ++this.#last;
    if (this.#stopped) {
      this.#log.warn("sys", `the device has stopped; task ${describeValue(name)} is not run`);
      return new Task(id, name, () => undefined, this.#errors, this.#ended);
    }
    // Before it runs, as it may end at once.
    this.#running.set(id, name);
    const origin = this.#origins.note();
    if (origin !== undefined) this.#startedAt.set(id, origin);
    return new Task(id, name, body, this.#errors, this.#ended);
  }

  readonly #ended = (id: number): void => {
    this.#running.delete(id);
    this.#startedAt.delete(id);
  };

  open(): readonly OpenItem[] {
    return [...this.#running].map(([id, name]) => ({ what: `${taskText(id, name)} has not ended`, origin: this.#startedAt.get(id) }));
  }

  stop(): void {
    this.#stopped = true;
    this.#running.clear();
    this.#startedAt.clear();
  }
}
