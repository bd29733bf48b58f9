import { FULL, type Clock, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult, type Stop } from "@luat/contract";
import type { BeginSession, DtlsSession, DtlsUser } from "./session.js";

/** What a record holds at most: RFC 5246, 6.2.1. */
const LONGEST = 16_384;
/** Too long for UDP over any kind of IP, so that every card counts it as one that could not be sent. */
const TOO_LONG = new Uint8Array(65_536);
/** RFC 6347, 4.2.4.1: after so many ms a flight is sent again, then after twice as long each time, up to the latter. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** What a {@link SecuredDatagrams} is made of. */
export interface SecuredParts {
  readonly peer: Endpoint;
  /** Ms that the handshake may take. */
  readonly timeout: number;
  readonly after: Clock["after"];
  /** Opens the plain socket, with the peer. */
  readonly open: (sink: DatagramSink) => Datagrams;
  readonly begin: BeginSession;
}

/** A datagram socket that talks DTLS with its peer, over a plain one. */
export class SecuredDatagrams implements Datagrams, DatagramSink, DtlsUser {
  readonly #parts: SecuredParts;
  readonly #plain: Datagrams;
  #sink: DatagramSink | undefined;
  #session: DtlsSession | undefined;
  #isSecured = false;
  /** Whether a `drained` is owed. */
  #isFull = false;
  /** How many datagrams the plain socket took, and how many of them were the handshake's. */
  #taken = 0;
  #ofHandshake = 0;
  /** What else went wrong in the handshake, which was no reason to give up yet. */
  #trouble: Fault | undefined;
  #stopResend: Stop | undefined;
  #stopDeadline: Stop | undefined;

  constructor(parts: SecuredParts, sink: DatagramSink) {
    this.#parts = parts;
    this.#sink = sink;
    this.#plain = parts.open(this);
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const { peer } = this.#parts;
    if (to !== undefined && (to.host !== peer.host || to.port !== peer.port)) {
      throw new TypeError(`to is ${to.host}:${to.port}; expected the peer, ${peer.host}:${peer.port}, as the socket is secured`);
    }
    if (this.#session === undefined || !this.#isSecured) return FULL;
    const answer = this.#pass(bytes.length > LONGEST ? TOO_LONG : this.#session.seal(bytes));
    if (answer === FULL) this.#isFull = true;
    return answer;
  }

  close(): void {
    if (this.#session !== undefined && this.#isSecured) this.#pass(this.#session.farewell());
    this.#end();
  }

  // --- what the plain socket tells --------------------------------------------------------------------------------

  bound(local: Endpoint): void {
    this.#stopDeadline = this.#parts.after(this.#parts.timeout, () => this.#onTimeout());
    this.#sink?.bound(local);
    if (this.#sink === undefined) return;
    this.#parts.begin(
      this,
      (session) => (this.#session = session),
      (fault) => this.#close(fault),
    );
  }

  received(bytes: Uint8Array, length: number): void {
    this.#session?.receive(bytes.subarray(0, length));
  }

  sent(total: number): void {
    if (this.#isSecured && total > this.#ofHandshake) this.#sink?.sent(total - this.#ofHandshake);
  }

  drained(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#sink?.drained();
  }

  failed(fault: Fault, nth?: number): void {
    const isOfHandshake = !this.#isSecured || (nth !== undefined && nth <= this.#ofHandshake);
    if (!isOfHandshake) this.#sink?.failed(fault, nth === undefined ? undefined : nth - this.#ofHandshake);
    else if (this.#isSecured) return;
    else if (fault.reason === "refused") this.#close(fault);
    else this.#trouble = fault;
  }

  closed(fault?: Fault): void {
    this.#close(fault);
  }

  // --- what the session tells -------------------------------------------------------------------------------------

  flight(datagram: Uint8Array): void {
    if (this.#sink !== undefined) this.#transmit(datagram, FIRST_WAIT);
  }

  secured(info: SecureInfo): void {
    this.#stopTimers();
    this.#isSecured = true;
    this.#ofHandshake = this.#taken;
    this.#sink?.secured?.(info);
  }

  receivedData(bytes: Uint8Array): void {
    this.#sink?.received(bytes, bytes.length, false, this.#parts.peer);
  }

  ended(): void {
    this.#close(undefined);
  }

  handshakeFailed(fault: Fault): void {
    this.#close(fault);
  }

  // --- doing ------------------------------------------------------------------------------------------------------

  #transmit(datagram: Uint8Array, wait: number): void {
    // What there is no room for is lost, as on the way.
    this.#pass(datagram);
    this.#stopResend?.();
    this.#stopResend = this.#parts.after(wait, () => {
      if (this.#session !== undefined) this.#transmit(this.#session.resend(), Math.min(2 * wait, LONGEST_WAIT));
    });
  }

  #pass(datagram: Uint8Array): SendResult {
    const answer = this.#plain.send(datagram);
    if (answer !== FULL) this.#taken++;
    return answer;
  }

  #onTimeout(): void {
    const cause = new Error(
      this.#session?.isKeyShown === true
        ? "the peer did not answer any more once the key was to be proven; most often it has another key, or does not know the identity"
        : "the peer did not answer the DTLS handshake",
    );
    this.#close(this.#trouble ?? { reason: "timeout", cause });
  }

  #close(fault: Fault | undefined): void {
    const sink = this.#sink;
    this.#end();
    sink?.closed(fault);
  }

  #end(): void {
    this.#sink = undefined;
    this.#stopTimers();
    this.#plain.close();
  }

  #stopTimers(): void {
    this.#stopResend?.();
    this.#stopDeadline?.();
  }
}
