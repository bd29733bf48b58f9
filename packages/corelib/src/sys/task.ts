import { isThenable, type TaskErrors } from "../bus/task-errors.js";

/** A task that was started. Its text is unique within its device, such as `task#3 (UPLOAD)`. */
export class Task {
  /** 1 for the first task of the device. */
  readonly id: number;
  /** The name that `taskInitEx` got, else that of the function; may be empty. */
  readonly name: string;
  /** Resolves when the task has ended, in whichever way; it never rejects. */
  readonly done: Promise<void>;

  /** Runs the task up to its first `await`. */
  constructor(id: number, name: string, body: () => unknown, errors: TaskErrors) {
    this.id = id;
    this.name = name;
    this.done = this.#run(body, errors);
  }

  /** Such as `task#3 (UPLOAD)`. */
  toString(): string {
    return this.name === "" ? `task#${this.id}` : `task#${this.id} (${this.name})`;
  }

  #run(body: () => unknown, errors: TaskErrors): Promise<void> {
    const failed = (error: unknown): void => {
      errors.report(error, String(this));
    };
    try {
      const result = body();
      if (isThenable(result)) return Promise.resolve(result).then(() => undefined, failed);
    } catch (error) {
      failed(error);
    }
    return Promise.resolve();
  }
}
