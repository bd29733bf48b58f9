import { isThenable, type TaskErrors } from "../bus/task-errors.js";

/** A task that was started. Its text is unique within its device, such as `task#3 (UPLOAD)`. */
export class Task {
  /** 1 for the first task of the device. */
  readonly id: number;
  /** The name that `taskInitEx` got, else that of the function; may be empty. */
  readonly name: string;
  /** Resolves when the task has ended, in whichever way; it never rejects. */
  readonly done: Promise<void>;

  /**
   * Runs the task up to its first `await`.
   *
   * @param ended - is called with its id when it has ended, before {@link done} resolves.
   */
  constructor(id: number, name: string, body: () => unknown, errors: TaskErrors, ended: (id: number) => void) {
    this.id = id;
    this.name = name;
    this.done = this.#run(body, errors, ended);
  }

  /** Such as `task#3 (UPLOAD)`. */
  toString(): string {
    return taskText(this.id, this.name);
  }

  #run(body: () => unknown, errors: TaskErrors, ended: (id: number) => void): Promise<void> {
    const over = (): void => {
      ended(this.id);
    };
    const failed = (error: unknown): void => {
      over();
      errors.report(error, String(this));
    };
    try {
      const result = body();
      if (isThenable(result)) return Promise.resolve(result).then(over, failed);
      over();
    } catch (error) {
      failed(error);
    }
    return Promise.resolve();
  }
}

/** The text of a task. */
export function taskText(id: number, name: string): string {
  return name === "" ? `task#${id}` : `task#${id} (${name})`;
}
