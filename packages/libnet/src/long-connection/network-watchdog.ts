import { Deadline } from "@luat/socket/runtime";
import type { World } from "../connection/world.js";

/**
 * Notices that the network has been of no use for some time, whatever connections came and went.
 *
 * @example
 * ```ts
 * import { rtos } from "@luat/corelib";
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * await using long = longConnection({ host: "10.0.0.1", port: 40123, watchdog: { timeout: 180_000, onBite: () => rtos.reboot() } });
 * await long.tx("hello"); // the answer feeds it
 * ```
 */
export interface WatchdogOptions {
  /** Milliseconds without food after which it bites; it bites again after as long. LuatOS programs take 180,000. */
  readonly timeout: number;
  /** What to do then, such as to restart the card, or the process. It is told how often it has bitten since it was last fed. */
  readonly onBite: (bites: number) => unknown;
  /**
   * Whether an item that the system accepted is food as well. It proves little: the system accepts until its buffers are
   * full, also when the network is gone. Default: `false`, so that only received bytes are.
   */
  readonly feedOnSend?: boolean | undefined;
}

/** The timer of {@link WatchdogOptions}. */
export class NetworkWatchdog {
  readonly #world: World;
  readonly #options: WatchdogOptions;
  readonly #name: string;
  readonly #deadline = new Deadline(() => {
    this.#bite();
  });
  #running = false;
  #bites = 0;

  /** @param name - names it in messages. */
  constructor(world: World, options: WatchdogOptions, name: string) {
    this.#world = world;
    this.#options = options;
    this.#name = name;
  }

  /** From now on it wants food. */
  start(): void {
    this.#running = true;
    this.#bites = 0;
    this.#arm();
  }

  /** Bytes were received. */
  received(): void {
    if (this.#running) this.start();
  }

  /** The system accepted an item. */
  sent(): void {
    if (this.#running && this.#options.feedOnSend === true) this.start();
  }

  stop(): void {
    this.#running = false;
    this.#world.engine.deadlines.forget(this.#deadline);
  }

  #arm(): void {
    this.#world.engine.deadlines.arm(this.#deadline, this.#options.timeout);
  }

  #bite(): void {
    this.#bites++;
    this.#arm();
    const { errors } = this.#world;
    const where = `onBite of the watchdog of ${this.#name}`;
    try {
      errors.watch(this.#options.onBite(this.#bites), where);
    } catch (error) {
      errors.report(error, where);
    }
  }
}
