import type { Endpoint } from "../endpoint.js";
import { describeFault, type Fault } from "../fault.js";
import type { SecureInfo } from "../secure.js";
import { FULL, SENT, type SendResult, type Stream, type StreamSink } from "../stream.js";
import type { Referee } from "./referee.js";

/** The most bytes of one TLS record. */
const RECORD = 16_384;

/** How a stream began: whether it is connected from the start, as after acceptance, and whether it speaks TLS. */
export interface Beginning {
  readonly isConnected: boolean;
  readonly isSecure: boolean;
}

interface Chunk {
  readonly copy: Uint8Array;
  /** What was given for ever; absent where it was lent. */
  readonly given?: Uint8Array | undefined;
}

/** A stream and its sink: passes calls on, keeps what was told, and whistles at what no stream may ever do. */
export class StreamProbe implements StreamSink {
  /** Everything that was told, in order, for messages. */
  readonly events: string[] = [];
  readonly chunks: Chunk[] = [];
  readonly sents: number[] = [];
  local: Endpoint | undefined;
  peer: Endpoint | undefined;
  connections = 0;
  /** What `secured()` told. */
  info: SecureInfo | undefined;
  /** How many bytes were received. */
  length = 0;
  drains = 0;
  hasEnded = false;
  isClosed = false;
  fault: Fault | undefined;
  /** How many bytes were taken by `send`. */
  taken = 0;
  /** Where the last send that was answered with TAKEN ended. */
  toldUpTo = 0;
  /** What a law wants to do inside a callback. */
  onConnected: (() => void) | undefined;
  onSecured: (() => void) | undefined;
  onReceived: ((bytes: Uint8Array) => void) | undefined;
  onEnded: (() => void) | undefined;

  readonly #referee: Referee;
  #stream: Stream | undefined;
  readonly #isSecure: boolean;
  #isConnected: boolean;
  /** Whether it can be sent and received: connected, and with TLS secured. */
  #isOpen: boolean;
  #isDestroyed = false;
  #isPaused = false;
  #isFinished = false;
  #owedDrain = false;
  #sentFloor = 0;

  constructor(
    readonly name: string,
    referee: Referee,
    { isConnected, isSecure }: Beginning,
  ) {
    this.#referee = referee;
    this.#isConnected = this.#isOpen = isConnected;
    this.#isSecure = isSecure;
  }

  hold(stream: Stream): void {
    this.#stream = stream;
  }

  get queued(): number {
    return this.#live().queued;
  }

  send(bytes: Uint8Array): SendResult {
    const stream = this.#live();
    const isOpen = this.#isOpen && !this.#isDestroyed && !this.isClosed && !this.#isFinished;
    const answer = this.#referee.during("send", () => stream.send(bytes));
    if (!isOpen) return answer;
    const { queued } = stream;
    if (answer === FULL) {
      if (queued === 0) this.#foul("FULL only while something is queued", `FULL for ${bytes.length} bytes with nothing queued`);
      this.#owedDrain = true;
      return answer;
    }
    this.taken += bytes.length;
    if (answer !== SENT) {
      this.toldUpTo = this.taken;
      return answer;
    }
    this.#sentFloor = this.taken;
    if (queued !== 0) this.#foul("nothing queued after SENT", `${queued} bytes queued`);
    return answer;
  }

  pause(): void {
    this.#isPaused = true;
    this.#referee.during("pause", () => this.#live().pause());
  }

  resume(): void {
    this.#isPaused = false;
    this.#referee.during("resume", () => this.#live().resume());
  }

  finish(): void {
    this.#isFinished = true;
    this.#referee.during("finish", () => this.#live().finish());
  }

  /** Gives its stream away: it must be silent from now on. */
  handOver(): Stream {
    this.#isDestroyed = true;
    return this.#live();
  }

  destroy(how?: "abort" | "reset"): void {
    this.#isDestroyed = true;
    this.#referee.during("destroy", () => this.#live().destroy(how));
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#heard("connected");
    if (this.#isConnected) this.#foul("connected once, and never after acceptance", "connected when it was so already");
    this.#isConnected = true;
    if (!this.#isSecure) this.#isOpen = true;
    this.connections++;
    this.local = local;
    this.peer = peer;
    this.onConnected?.();
  }

  secured(info: SecureInfo): void {
    this.#heard("secured");
    if (!this.#isSecure) this.#foul("secured only where TLS was dialled", "secured without TLS");
    else if (!this.#isConnected) this.#foul("secured after connected", "secured before it");
    else if (this.#isOpen) this.#foul("secured once, and never after acceptance", "secured when it was so already");
    if (info.protocol === "") this.#foul("the name of the protocol", "an empty text");
    this.#isOpen = true;
    this.info = info;
    this.onSecured?.();
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#heard(`received ${length}`);
    this.#mustBeOpen("received");
    if (this.hasEnded) this.#foul("no bytes after the peer's end", `received ${length} bytes after ended`);
    if (this.#isPaused) this.#foul("no bytes while paused", `received ${length} bytes`);
    if (!(length > 0 && length <= bytes.length)) this.#foul(`a length from 1 to ${bytes.length}`, `length ${length}`);
    if (this.#isSecure && length > RECORD) this.#foul(`at most the ${RECORD} bytes of one TLS record`, `${length} bytes`);
    if (Object.getPrototypeOf(bytes) !== Uint8Array.prototype) this.#foul("a plain Uint8Array", `a ${bytes.constructor.name}`);
    const copy = bytes.slice(0, length);
    this.chunks.push({ copy, given: lent ? undefined : bytes.subarray(0, length) });
    this.length += length;
    this.onReceived?.(copy);
  }

  sent(total: number): void {
    this.#heard(`sent ${total}`);
    this.#mustBeOpen("sent");
    const last = this.sents.at(-1) ?? 0;
    if (total < last) this.#foul("sent() never to go back", `sent(${total}) after sent(${last})`);
    if (total > this.taken) this.#foul(`sent() never beyond the ${this.taken} bytes taken`, `sent(${total})`);
    // A card that calls back inside accept() does so before the probe holds its stream; that is a foul, not an exception.
    const queued = this.#stream?.queued ?? 0;
    if (total + queued > this.taken) this.#foul("sent() to count nothing that is still queued", `sent(${total}), queued ${queued}, taken ${this.taken}`);
    if (total <= this.#sentFloor) this.#foul(`no sent() for the first ${this.#sentFloor} bytes, which send() answered with SENT`, `sent(${total})`);
    this.sents.push(total);
  }

  drained(): void {
    this.#heard("drained");
    if (!this.#owedDrain) this.#foul("one drained() after a FULL, and none else", "drained() that nobody waited for");
    this.#owedDrain = false;
    this.drains++;
  }

  ended(): void {
    this.#heard("ended");
    this.#mustBeOpen("ended");
    if (this.hasEnded) this.#foul("ended at most once", "ended twice");
    this.hasEnded = true;
    this.onEnded?.();
  }

  closed(fault?: Fault): void {
    this.#heard(fault === undefined ? "closed" : `closed: ${describeFault(fault)}`);
    this.isClosed = true;
    this.fault = fault;
  }

  /** All that was received, as one piece. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const { copy } of this.chunks) {
      all.set(copy, at);
      at += copy.length;
    }
    return all;
  }

  toString(): string {
    return `${this.name}: ${this.events.join(", ") || "nothing"}`;
  }

  #live(): Stream {
    if (this.#stream === undefined) throw new Error(`${this.name} has no stream yet`);
    return this.#stream;
  }

  #heard(event: string): void {
    if (this.#isDestroyed) this.#foul("silence after destroy()", `${event} after it`);
    if (this.isClosed) this.#foul("closed once and last", `${event} after closed`);
    this.events.push(event);
    this.#referee.heard(this.name, event);
  }

  #mustBeOpen(event: string): void {
    if (!this.#isOpen) this.#foul(this.#isConnected ? "secured before anything but closed" : "connected before anything but closed", event);
  }

  #foul(expected: string, seen: string): void {
    this.#referee.note(expected, `${this.name}: ${seen}`);
  }
}
