import { isAction } from "./action.js";
import type { Step } from "./track.js";

/** What the program does with each socket, in the order of the transcript. */
export class SocketActions {
  readonly #queues = new Map<number, { readonly steps: Step[]; front: number }>();

  constructor(steps: readonly Step[]) {
    for (const step of steps) {
      if (!isAction(step.entry) && step.entry.ev !== "full") continue;
      const { id } = step.entry;
      const queue = this.#queues.get(id);
      if (queue === undefined) this.#queues.set(id, { steps: [step], front: 0 });
      else queue.steps.push(step);
    }
  }

  /** Whether the first that is not done is a FULL, which is then done. */
  takeFull(id: number): boolean {
    const step = this.#first(id);
    if (step?.entry.ev !== "full") return false;
    step.isDone = true;
    return true;
  }

  /** The first that is not done, but for FULL: who asks, is past that. */
  next(id: number): Step | undefined {
    while (this.takeFull(id));
    return this.#first(id);
  }

  #first(id: number): Step | undefined {
    const queue = this.#queues.get(id);
    if (queue === undefined) return undefined;
    while (queue.steps[queue.front]?.isDone === true) queue.front++;
    return queue.steps[queue.front];
  }

  /** The first that is not done and meant. */
  find(id: number, isMeant: (step: Step) => boolean): Step | undefined {
    const first = this.next(id);
    if (first === undefined || isMeant(first)) return first;
    return this.#queues.get(id)?.steps.find((step) => !step.isDone && isMeant(step));
  }
}
