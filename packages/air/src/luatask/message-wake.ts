import { str, type Sys } from "@luat/corelib";
import { wrongType } from "../arguments.js";

/** The topic that wakes `recv`: the first one that it was called with, until the client is closed. */
export class MessageWake {
  readonly #sys: Sys;
  readonly #woken: (param: Uint8Array | undefined) => void;
  #topic: string | undefined;

  /** @param woken - is told what was published, if anything was. */
  constructor(sys: Sys, woken: (param: Uint8Array | undefined) => void) {
    this.#sys = sys;
    this.#woken = woken;
  }

  get topic(): string | undefined {
    return this.#topic;
  }

  subscribe(topic: string): void {
    if (this.#topic !== undefined) return;
    this.#topic = topic;
    this.#sys.subscribe(topic, this.#onMessage);
  }

  unsubscribe(): void {
    if (this.#topic === undefined) return;
    this.#sys.unsubscribe(this.#topic, this.#onMessage);
    this.#topic = undefined;
  }

  readonly #onMessage = (...args: unknown[]): void => {
    const [param] = args;
    if (param == null || param === false) this.#woken(undefined);
    else if (typeof param === "number") this.#woken(str.bytes(String(param)));
    else if (typeof param === "string" || param instanceof Uint8Array) this.#woken(str.bytes(param));
    else throw wrongType(`the first parameter of ${this.#topic ?? "the message"}`, param, "a text, a number or bytes, as it becomes a result of recv");
  };
}
