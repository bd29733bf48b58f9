import type { CoreSocket } from "../core/core-socket.js";
import type { Target } from "../core/target.js";
import { AwaitedSends } from "./awaited-sends.js";
import type { Clients } from "./clients.js";
import { Waiting } from "./waiting.js";

const CHUNK = 11_200;
const DATAGRAM_CHUNK = 1_472;
/** What the core stores where a send does not wait until it is out. */
const STORE = 10_220;

/** Sends for a client: chunk by chunk, and says in the log why one failed. */
export class Sender {
  readonly sends = new AwaitedSends();
  readonly #clients: Clients;
  readonly #kind: Target["kind"];
  readonly #core: () => CoreSocket | string;

  /** @param core - gives the socket to send with, or says why there is none. */
  constructor(clients: Clients, kind: Target["kind"], core: () => CoreSocket | string) {
    this.#clients = clients;
    this.#kind = kind;
    this.#core = core;
  }

  /**
   * @param ms - for each chunk; absent: for ever.
   * @param told - is told of each chunk whether it was sent.
   * @returns whether all were.
   */
  async send(bytes: Uint8Array, ms: number | undefined, told: (ok: boolean) => void = () => undefined): Promise<boolean> {
    for (const chunk of this.#chunks(bytes)) {
      const why = await this.#sendChunk(chunk, ms);
      if (why !== undefined) this.#clients.corelib.log.warn("socket", `send: ${why}`);
      told(why === undefined);
      if (why !== undefined) return false;
    }
    return true;
  }

  #chunks(bytes: Uint8Array): Uint8Array[] {
    const size = this.#kind === "udp" ? DATAGRAM_CHUNK : this.#isStored ? STORE : CHUNK;
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  }

  get #isStored(): boolean {
    return this.#clients.settings.sendMode === 1;
  }

  /** @returns why it was not sent. */
  async #sendChunk(chunk: Uint8Array, ms: number | undefined): Promise<string | undefined> {
    const core = this.#core();
    if (typeof core === "string") return core;
    const isStored = this.#isStored;
    if (isStored && core.unsent + chunk.length > STORE) return `there is no room for ${chunk.length} bytes`;
    const [nth, error] = core.send(chunk);
    if (nth === 0) return `the core did not take it, error ${error}`;
    if (isStored) return undefined;
    const waiting = new Waiting(this.#clients.corelib.sys, `send of air socket ${core.id}`);
    const result = await this.sends.end(nth, waiting, (one) => one.end(ms));
    if (result === 0) return undefined;
    const after = this.#core();
    if (typeof after === "string") return after;
    return result === undefined && ms !== undefined ? `not with the system within ${ms / 1_000} s` : "it was not delivered";
  }
}
