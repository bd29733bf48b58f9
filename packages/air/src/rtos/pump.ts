import type { Corelib } from "@luat/corelib";
import { callProgram } from "../core/call-program.js";
import type { RtosHandler, RtosMessage } from "./messages.js";

/** What nobody takes is kept up to so many. */
const MOST_KEPT = 256;

/** Brings the messages of the core to the handlers of the program, and what has none to who receives. */
export class Pump {
  readonly #corelib: Corelib;
  readonly #handlers = new Map<number, RtosHandler>();
  readonly #kept: RtosMessage[] = [];
  readonly #topic = { toString: () => "a message of the core" };

  constructor(corelib: Corelib) {
    this.#corelib = corelib;
  }

  on(id: number, handler: RtosHandler | undefined): void {
    if (handler === undefined) this.#handlers.delete(id);
    else this.#handlers.set(id, handler);
  }

  /** Tells a message. Call it from within a delivery of the bus, so that no program code is on the stack. */
  tell(msg: RtosMessage): void {
    const handler = this.#handlers.get(msg.id);
    if (handler === undefined) {
      if (this.#kept.length === MOST_KEPT) this.#kept.shift();
      this.#kept.push(msg);
      this.#corelib.bus.publish(this.#topic, []);
      return;
    }
    callProgram(this.#corelib.bus.errors, `rtos handler of message ${msg.id}`, () => handler(msg));
  }

  /** @param ms - absent: for ever. */
  async receive(ms: number | undefined): Promise<RtosMessage | undefined> {
    while (this.#kept.length === 0) {
      const [ok] = await this.#corelib.sys.waitUntil(this.#topic, ms);
      if (!ok) break;
    }
    return this.#kept.shift();
  }
}

