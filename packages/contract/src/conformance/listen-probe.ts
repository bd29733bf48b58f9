import type { Endpoint } from "../endpoint.js";
import { describeFault, type Fault } from "../fault.js";
import type { Listener, ListenSink, Offer } from "../listener.js";
import type { SecureOptions } from "../secure.js";
import type { Referee } from "./referee.js";

/** What `rejected()` told. */
export interface Rejection {
  readonly from: Endpoint;
  readonly fault: Fault;
}

/** A listener and its sink: keeps what was told, and whistles at what no listener may ever do. */
export class ListenProbe implements ListenSink {
  readonly events: string[] = [];
  readonly offers: Offer[] = [];
  readonly rejections: Rejection[] = [];
  local: Endpoint | undefined;
  isClosed = false;
  fault: Fault | undefined;
  /** What a law wants to do inside the callback. */
  onOffered: ((offer: Offer) => void) | undefined;

  readonly #referee: Referee;
  #listener: Listener | undefined;
  #isShut = false;

  /** @param isSecure - whether its clients speak TLS. */
  constructor(
    readonly name: string,
    referee: Referee,
    readonly isSecure: boolean,
  ) {
    this.#referee = referee;
  }

  hold(listener: Listener): void {
    this.#listener = listener;
  }

  /** The port it got. */
  get port(): number {
    return this.local?.port ?? 0;
  }

  renew(secure: SecureOptions): Fault | undefined {
    return this.#referee.during("renew", () => {
      if (this.#listener?.renew === undefined) throw new Error(`${this.name} has no renew(); expected one, as the card has TLS`);
      return this.#listener.renew(secure);
    });
  }

  close(): void {
    this.#isShut = true;
    this.#referee.during("close", () => this.#listener?.close());
  }

  listening(local: Endpoint): void {
    this.#heard("listening");
    if (this.local !== undefined) this.#referee.note("listening once", `${this.name}: listening twice`);
    this.local = local;
  }

  offered(offer: Offer): void {
    this.#heard("offered");
    if (this.local === undefined) this.#referee.note("listening before any offer", `${this.name}: offered before it`);
    const hasInfo = offer.secure !== undefined;
    if (hasInfo !== this.isSecure) this.#referee.note(`${this.isSecure ? "what" : "nothing of what"} the TLS handshake settled`, `${this.name}: an offer ${hasInfo ? "with" : "without"} it`);
    this.offers.push(offer);
    this.onOffered?.(offer);
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.#heard(`rejected: ${describeFault(fault)}`);
    if (this.local === undefined) this.#referee.note("listening before any rejection", `${this.name}: rejected before it`);
    if (!this.isSecure) this.#referee.note("rejected only with TLS", `${this.name}: rejected without it`);
    this.rejections.push({ from, fault });
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
    if (this.#isShut) this.#referee.note("silence after close()", `${this.name}: ${event} after it`);
    if (this.isClosed) this.#referee.note("closed once and last", `${this.name}: ${event} after closed`);
    this.events.push(event);
    this.#referee.heard(this.name, event);
  }
}
