import type { Clock, Endpoint, Fault, KeepAlive, Listener, ListenSink, SecureInfo, SecureOptions } from "@luat/contract";
import { canonical } from "../address.js";
import type { NetstatRow } from "../looking/netstat.js";
import { MockOffer, type WaitingStream } from "./mock-offer.js";
import type { MockStream } from "./mock-stream.js";
import { Handshakes, type HandshakesSink } from "../tls/handshakes.js";
import type { SecureStream } from "../tls/secure-stream.js";
import type { ServerSecurity } from "../tls/server-handshake.js";

/** What is given to a new {@link MockListener}. */
export interface MockListenerParts {
  readonly clock: Clock;
  readonly local: Endpoint;
  /** Whether clients of other addresses of the host are for it too. */
  readonly anyAddress: boolean;
  readonly backlog: number;
  /** Whether it serves one client at a time. */
  readonly isForOne: boolean;
  readonly keepAlive: KeepAlive | undefined;
  /** Absent: plain TCP. */
  readonly security: ServerSecurity | undefined;
  /** What other settings are to a listener of this host, or what they lack. */
  readonly serve: (secure: SecureOptions) => ServerSecurity | Fault;
  /** Bytes that a stream queues before it is full. */
  readonly highWater: number;
  readonly sink: ListenSink;
  /** Called when its port is free. */
  readonly onClosed: () => void;
}

/** A listening socket of the mock network. */
export class MockListener implements Listener, HandshakesSink {
  readonly keepAlive: KeepAlive | undefined;
  readonly #parts: MockListenerParts;
  readonly #offers = new Set<MockOffer>();
  readonly #handshakes: Handshakes | undefined;
  #sink: ListenSink | undefined;
  /** The last that was welcome, where it serves one at a time. */
  #client: MockStream | undefined;
  #isOpen = true;

  constructor(parts: MockListenerParts) {
    const { clock, sink, local, keepAlive, security, highWater } = parts;
    this.#parts = parts;
    this.#sink = sink;
    this.keepAlive = keepAlive;
    if (security !== undefined) this.#handshakes = new Handshakes(clock, highWater, security, this);
    clock.after(0, () => this.#isOpen && this.#sink?.listening(local));
  }

  get #waiting(): number {
    return this.#offers.size + (this.#handshakes?.size ?? 0);
  }

  /** Its line in a table of all sockets. */
  row(host: string): NetstatRow {
    const { local, anyAddress, backlog, security } = this.#parts;
    const own = anyAddress ? { host: "0.0.0.0", port: local.port } : local;
    return { protocol: security === undefined ? "tcp" : "tls", host, local: own, peer: undefined, state: "LISTEN", recvQ: this.#waiting, sendQ: backlog };
  }

  /** Whether a client that dials this address of the host is taken. */
  invites(address: string): boolean {
    const { local, anyAddress, backlog } = this.#parts;
    if (this.#client?.isOver === false) return false;
    return this.#waiting < backlog && (anyAddress || canonical(address) === canonical(local.host));
  }

  welcome(stream: MockStream): void {
    if (this.#parts.isForOne) this.#client = stream;
    if (this.#handshakes === undefined) this.#offer(stream, stream);
    else this.#handshakes.begin(stream);
  }

  onSecured(stream: SecureStream, below: MockStream, info: SecureInfo): void {
    this.#offer(stream, below, info);
  }

  onRejected(from: Endpoint, fault: Fault): void {
    if (this.#isOpen) this.#sink?.rejected(from, fault);
  }

  #offer(stream: WaitingStream, { peer, local }: MockStream, secure?: SecureInfo): void {
    const offer = new MockOffer({ stream, from: peer, local, waiting: this.#offers, ...(secure !== undefined && { secure }) });
    this.#sink?.offered(offer);
  }

  renew(secure: SecureOptions): Fault | undefined {
    const security = this.#parts.serve(secure);
    if ("reason" in security) return security;
    if (this.#handshakes === undefined) throw new TypeError("renew() of a listener without TLS; expected one with it");
    this.#handshakes.renew(security);
    return undefined;
  }

  close(): void {
    this.#sink = undefined;
    this.#handshakes?.abort();
    for (const offer of [...this.#offers]) offer.refuse();
    this.#shut();
  }

  /** Ends it because of something that happened to its host. */
  cutOff(fault: Fault): void {
    if (!this.#isOpen) return;
    this.#shut();
    this.#parts.clock.after(0, () => {
      this.#sink?.closed(fault);
      this.#sink = undefined;
    });
  }

  #shut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#parts.onClosed();
  }
}
