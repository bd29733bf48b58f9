import { Deadline } from "@luat/socket/runtime";
import type { World } from "../connection/world.js";

/** What a heartbeat sends: always the same, or what a function makes of the moment; `undefined` leaves this one out. */
export type Beat<Out> = Out | (() => Out | undefined | Promise<Out | undefined>);

/**
 * Sends something regularly while on line: every `interval` ms, or when nothing was sent for `idle` ms.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * let count = 0;
 * await using long = longConnection({ host: "10.0.0.1", port: 40123, heartbeat: { interval: 30_000, data: () => `beat ${++count}` } });
 * console.log(new TextDecoder().decode(await long.rx())); // prints "beat 1"
 * ```
 */
export type HeartbeatOptions<Out> =
  | { readonly interval: number; readonly idle?: undefined; readonly data: Beat<Out> }
  | { readonly idle: number; readonly interval?: undefined; readonly data: Beat<Out> };

/** The timer of {@link HeartbeatOptions} for one connection. */
export class Heartbeat<Out> {
  readonly #world: World;
  readonly #options: HeartbeatOptions<Out>;
  readonly #send: (out: Out) => void;
  readonly #name: string;
  readonly #deadline = new Deadline(() => {
    this.#due();
  });
  #running = false;
  /** A function that makes one has not answered yet. */
  #making = false;

  /**
   * @param send - sends one.
   * @param name - names it in messages.
   */
  constructor(world: World, options: HeartbeatOptions<Out>, send: (out: Out) => void, name: string) {
    this.#world = world;
    this.#options = options;
    this.#send = send;
    this.#name = name;
  }

  start(): void {
    this.#running = true;
    this.#arm();
  }

  /** Something was sent. */
  sent(): void {
    if (this.#running && this.#options.idle !== undefined) this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#world.engine.deadlines.forget(this.#deadline);
  }

  #arm(): void {
    this.#world.engine.deadlines.arm(this.#deadline, this.#options.idle ?? this.#options.interval);
  }

  #due(): void {
    this.#arm();
    if (this.#making) return;
    this.#making = true;
    const { errors } = this.#world;
    this.#beat()
      .catch((error: unknown) => {
        errors.report(error, `data of the heartbeat of ${this.#name}`);
      })
      .finally(() => {
        this.#making = false;
      });
  }

  async #beat(): Promise<void> {
    const { data } = this.#options;
    const out = typeof data === "function" ? await (data as () => Out | undefined | Promise<Out | undefined>)() : data;
    if (out !== undefined && this.#running) this.#send(out);
  }
}
