import { FULL, MAX_DATAGRAM, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult } from "@luat/contract";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { NodeDatagrams } from "../node-datagrams.js";
import { SILENT } from "../silent-sink.js";
import { DtlsClient, type DtlsUser } from "./dtls-client.js";
import type { DtlsLibrary } from "./dtls-library.js";

/** What a record holds at most: RFC 5246, 6.2.1. */
const LONGEST = 16_384;
/** What the system takes for too long, so that it counts as one that could not be sent. */
const TOO_LONG = new Uint8Array(MAX_DATAGRAM + 1);
/** RFC 6347, 4.2.4.1: after so many ms a flight is sent again, then after twice as long each time, up to the latter. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** What a {@link NodeDtlsDatagrams} is made of. */
export interface DtlsParts {
  readonly options: BindOptions & { readonly peer: Endpoint };
  readonly key: KeyBytes;
  readonly highWater: number;
  /** Ms that the handshake may take. */
  readonly timeout: number;
  readonly load: () => Promise<DtlsLibrary>;
}

/** A datagram socket that talks DTLS with its peer, over a plain one. */
export class NodeDtlsDatagrams implements Datagrams, DatagramSink, DtlsUser {
  readonly #parts: DtlsParts;
  readonly #inner: NodeDatagrams;
  #sink: DatagramSink;
  #client: DtlsClient | undefined;
  #isSecured = false;
  /** Whether a `drained` is owed. */
  #isFull = false;
  /** How many datagrams the plain socket took, and how many of them were the handshake's. */
  #taken = 0;
  #ofHandshake = 0;
  /** What else went wrong in the handshake, which was no reason to give up yet. */
  #trouble: Fault | undefined;
  #resend: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(parts: DtlsParts, sink: DatagramSink) {
    this.#parts = parts;
    this.#sink = sink;
    this.#inner = new NodeDatagrams(parts.options, this, parts.highWater);
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const { peer } = this.#parts.options;
    if (to !== undefined && (to.host !== peer.host || to.port !== peer.port)) throw new TypeError(`to is ${to.host}:${to.port}; expected the peer, ${peer.host}:${peer.port}, as the socket is secured`);
    const client = this.#client;
    if (client === undefined || !this.#isSecured) return FULL;
    const answer = this.#pass(bytes.length > LONGEST ? TOO_LONG : client.seal(bytes));
    if (answer === FULL) this.#isFull = true;
    return answer;
  }

  close(): void {
    if (this.#client !== undefined && this.#isSecured) this.#pass(this.#client.farewell());
    this.#end();
  }

  // --- what the plain socket tells --------------------------------------------------------------------------------

  bound(local: Endpoint): void {
    this.#deadline = setTimeout(() => this.#onTimeout(), this.#parts.timeout);
    this.#sink.bound(local);
    if (this.#sink === SILENT) return;
    this.#parts.load().then(
      (library) => {
        if (this.#sink !== SILENT) this.#client = new DtlsClient(library, this.#parts.key, this);
      },
      (cause: unknown) => this.#close({ reason: "unsupported", cause }),
    );
  }

  received(bytes: Uint8Array, length: number): void {
    this.#client?.receive(bytes.subarray(0, length));
  }

  sent(total: number): void {
    if (total > this.#ofHandshake && this.#isSecured) this.#sink.sent(total - this.#ofHandshake);
  }

  drained(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#sink.drained();
  }

  failed(fault: Fault, nth?: number): void {
    const isOfHandshake = !this.#isSecured || (nth !== undefined && nth <= this.#ofHandshake);
    if (!isOfHandshake) this.#sink.failed(fault, nth === undefined ? undefined : nth - this.#ofHandshake);
    else if (this.#isSecured) return;
    else if (fault.reason === "refused") this.#close(fault);
    else this.#trouble = fault;
  }

  closed(fault?: Fault): void {
    this.#close(fault);
  }

  // --- what the DTLS client tells ---------------------------------------------------------------------------------

  flight(datagram: Uint8Array): void {
    this.#transmit(datagram, FIRST_WAIT);
  }

  secured(info: SecureInfo): void {
    this.#stopTimers();
    this.#isSecured = true;
    this.#ofHandshake = this.#taken;
    this.#sink.secured?.(info);
  }

  receivedData(bytes: Uint8Array): void {
    this.#sink.received(bytes, bytes.length, false, this.#parts.options.peer);
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
    clearTimeout(this.#resend);
    this.#resend = setTimeout(() => {
      if (this.#client !== undefined) this.#transmit(this.#client.resend(), Math.min(2 * wait, LONGEST_WAIT));
    }, wait);
  }

  #pass(datagram: Uint8Array): SendResult {
    const answer = this.#inner.send(datagram);
    if (answer !== FULL) this.#taken++;
    return answer;
  }

  #onTimeout(): void {
    const cause = new Error(
      this.#client?.isKeyShown === true
        ? "the peer did not answer any more once the key was to be proven; most often it has another key, or does not know the identity"
        : "the peer did not answer the DTLS handshake",
    );
    this.#close(this.#trouble ?? { reason: "timeout", cause });
  }

  #close(fault: Fault | undefined): void {
    const sink = this.#sink;
    this.#end();
    sink.closed(fault);
  }

  #end(): void {
    this.#sink = SILENT;
    this.#stopTimers();
    this.#inner.close();
  }

  #stopTimers(): void {
    clearTimeout(this.#resend);
    clearTimeout(this.#deadline);
  }
}
