import type { Datagrams, DatagramSink } from "../datagrams.js";
import type { Endpoint } from "../endpoint.js";
import { describeFault, type Fault } from "../fault.js";
import { ipVersion } from "../ip.js";
import type { SecureInfo } from "../secure.js";
import { FULL, SENT, type SendResult } from "../stream.js";
import type { Referee } from "./referee.js";

/** One datagram that was received. */
export interface Arrived {
  readonly copy: Uint8Array;
  /** What was given for ever; absent where it was lent. */
  readonly given?: Uint8Array | undefined;
  readonly from: Endpoint;
  readonly isCut: boolean;
}

/** What `failed()` told. */
export interface Failure {
  readonly fault: Fault;
  readonly nth: number | undefined;
}

/** A datagram socket and its sink: passes calls on, keeps what was told, and whistles at what no such socket may ever do. */
export class DatagramProbe implements DatagramSink {
  /** Everything that was told, in order, for messages. */
  readonly events: string[] = [];
  readonly arrived: Arrived[] = [];
  readonly failures: Failure[] = [];
  readonly sents: number[] = [];
  local: Endpoint | undefined;
  info: SecureInfo | undefined;
  drains = 0;
  isClosed = false;
  fault: Fault | undefined;
  /** How many datagrams were taken by `send`. */
  taken = 0;
  /** What a law wants to do inside a callback. */
  onBound: (() => void) | undefined;
  onSecured: (() => void) | undefined;
  onReceived: ((arrived: Arrived) => void) | undefined;

  readonly #referee: Referee;
  #socket: Datagrams | undefined;
  #isShut = false;
  #owesDrain = false;
  /** The numbers of those that were answered with TAKEN and not told by `sent()` yet. */
  #waiting: number[] = [];

  /**
   * @param host - the address at which the other side reaches it.
   * @param isSecure - whether it is to talk DTLS.
   */
  constructor(
    readonly name: string,
    referee: Referee,
    readonly host: string,
    readonly isSecure = false,
  ) {
    this.#referee = referee;
  }

  hold(socket: Datagrams): void {
    this.#socket = socket;
  }

  /** The port it got. */
  get port(): number {
    return this.local?.port ?? 0;
  }

  /** Where the other side reaches it, and what its datagrams come from. */
  get endpoint(): Endpoint {
    return { host: this.host, port: this.port };
  }

  /** How many of those that it took are neither SENT nor told by `sent()`. */
  get unsettled(): number {
    return this.#waiting.length;
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const socket = this.#socket;
    if (socket === undefined) throw new Error(`${this.name} has no socket yet`);
    const answer = this.#referee.during("send", () => (to === undefined ? socket.send(bytes) : socket.send(bytes, to)));
    if (!this.#isOpen || this.#isShut || this.isClosed) return answer;
    if (answer === FULL) {
      if (this.unsettled === 0) this.#foul("FULL only while something is queued", "FULL with nothing queued");
      this.#owesDrain = true;
      return answer;
    }
    this.taken++;
    if (answer !== SENT) this.#waiting.push(this.taken);
    else if (this.unsettled > 0) this.#foul("SENT only when all before it is settled", `SENT with ${this.unsettled} unsettled`);
    return answer;
  }

  join(group: string, on: string): Fault | undefined {
    return this.#referee.during("join", () => this.#must("join")(group, on));
  }

  leave(group: string, on: string): Fault | undefined {
    return this.#referee.during("leave", () => this.#must("leave")(group, on));
  }

  close(): void {
    this.#isShut = true;
    this.#referee.during("close", () => this.#socket?.close());
  }

  bound(local: Endpoint): void {
    this.#heard("bound");
    if (this.local !== undefined) this.#foul("bound once", "bound twice");
    this.local = local;
    this.onBound?.();
  }

  secured(info: SecureInfo): void {
    this.#heard("secured");
    if (!this.isSecure || this.local === undefined || this.info !== undefined) this.#foul("secured once, after bound, and only where it was asked for", "secured");
    this.info = info;
    this.onSecured?.();
  }

  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint, isCut = false): void {
    this.#heard(`received ${length}`);
    this.#mustBeOpen("received");
    if (!(length >= 0 && length <= bytes.length)) this.#foul(`a length from 0 to ${bytes.length}`, `length ${length}`);
    if (Object.getPrototypeOf(bytes) !== Uint8Array.prototype) this.#foul("a plain Uint8Array", `a ${bytes.constructor.name}`);
    if (ipVersion(from.host) === 0 || !(from.port > 0)) this.#foul("the sender's address and port", `${from.host} ${from.port}`);
    const copy = bytes.slice(0, length);
    const arrived = { copy, given: lent ? undefined : bytes.subarray(0, length), from, isCut };
    this.arrived.push(arrived);
    this.onReceived?.(arrived);
  }

  sent(total: number): void {
    this.#heard(`sent ${total}`);
    this.#mustBeOpen("sent");
    const last = this.sents.at(-1) ?? 0;
    if (total <= last) this.#foul("sent() to grow", `sent(${total}) after sent(${last})`);
    else if (total > this.taken) this.#foul(`sent() never beyond the ${this.taken} datagrams taken`, `sent(${total})`);
    else if (!this.#waiting.some((nth) => nth <= total)) this.#foul("no sent() for what send() answered with SENT", `sent(${total})`);
    this.#waiting = this.#waiting.filter((nth) => nth > total);
    this.sents.push(total);
  }

  drained(): void {
    this.#heard("drained");
    this.#mustBeOpen("drained");
    if (!this.#owesDrain) this.#foul("one drained() after a FULL, and none else", "drained() that nobody waited for");
    this.#owesDrain = false;
    this.drains++;
  }

  failed(fault: Fault, nth?: number): void {
    this.#heard(`failed${nth === undefined ? "" : ` ${nth}`}: ${describeFault(fault)}`);
    this.#mustBeOpen("failed");
    if (nth !== undefined) {
      const last = this.failures.findLast((failure) => failure.nth !== undefined)?.nth ?? 0;
      if (nth <= last) this.#foul("failed() in the order of the datagrams, once for each", `failed ${nth} after failed ${last}`);
      if (!this.#waiting.includes(nth)) this.#foul("failed() only for what was TAKEN and is not settled yet", `failed ${nth}`);
    }
    this.failures.push({ fault, nth });
  }

  closed(fault?: Fault): void {
    this.#heard(fault === undefined ? "closed" : `closed: ${describeFault(fault)}`);
    this.isClosed = true;
    this.fault = fault;
  }

  toString(): string {
    return `${this.name}: ${this.events.join(", ") || "nothing"}`;
  }

  #heard(event: string): void {
    if (this.#isShut) this.#foul("silence after close()", `${event} after it`);
    if (this.isClosed) this.#foul("closed once and last", `${event} after closed`);
    this.events.push(event);
    this.#referee.heard(this.name, event);
  }

  #must(call: "join" | "leave"): (group: string, on: string) => Fault | undefined {
    const socket = this.#socket;
    const method = socket?.[call];
    if (method === undefined) throw new Error(`${this.name} has no ${call}(); expected one, as the card has groups`);
    return method.bind(socket);
  }

  get #isOpen(): boolean {
    return this.local !== undefined && (!this.isSecure || this.info !== undefined);
  }

  #mustBeOpen(event: string): void {
    if (!this.#isOpen) this.#foul(`${this.isSecure ? "secured" : "bound"} before anything but closed`, event);
  }

  #foul(expected: string, seen: string): void {
    this.#referee.note(expected, `${this.name}: ${seen}`);
  }
}
