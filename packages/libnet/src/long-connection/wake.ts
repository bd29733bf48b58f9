import { Deadline, type Engine } from "@luat/socket/runtime";

/** The sleep of the one who decides: until something has changed, or for some time. */
export class Wake {
  readonly #engine: Engine;
  readonly #deadline = new Deadline(() => {
    this.wake();
  });
  #resolve: (() => void) | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Sleeps until {@link wake}, for at most `ms` milliseconds. Look at what has changed right before, with no `await` between. */
  sleep(ms?: number): Promise<void> {
    if (ms !== undefined) this.#engine.deadlines.arm(this.#deadline, ms);
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  wake(): void {
    this.#engine.deadlines.forget(this.#deadline);
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.();
  }
}
