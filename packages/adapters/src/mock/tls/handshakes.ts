import type { Clock, Endpoint, Fault, SecureInfo, Stop } from "@luat/contract";
import { HANDSHAKE_TIMEOUT } from "../faults.js";
import type { MockStream } from "../tcp/mock-stream.js";
import { SecureStream } from "./secure-stream.js";
import { ServerHandshake, type ServerSecurity } from "./server-handshake.js";

/** How long the handshake of a client may take, in ms. */
const LONGEST = 30_000;

/** Who is told how handshakes went. */
export interface HandshakesSink {
  onSecured(stream: SecureStream, below: MockStream, info: SecureInfo): void;
  onRejected(from: Endpoint, fault: Fault): void;
}

/** The clients of a listener whose TLS handshake is under way. */
export class Handshakes {
  readonly #clock: Clock;
  readonly #highWater: number;
  #security: ServerSecurity;
  readonly #sink: HandshakesSink;
  /** What forgets each of them, and stops its time. */
  readonly #clients = new Map<SecureStream, Stop>();

  constructor(clock: Clock, highWater: number, security: ServerSecurity, sink: HandshakesSink) {
    this.#clock = clock;
    this.#highWater = highWater;
    this.#security = security;
    this.#sink = sink;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Handshakes that begin from now on go by these settings. */
  renew(security: ServerSecurity): void {
    this.#security = security;
  }

  begin(below: MockStream): void {
    const stream = new SecureStream({
      clock: this.#clock,
      highWater: this.#highWater,
      handshake: new ServerHandshake(this.#security),
      onHandshake: {
        secured: (info) => {
          this.#forget(stream);
          this.#sink.onSecured(stream, below, info);
        },
        failed: (fault) => {
          this.#forget(stream);
          this.#sink.onRejected(below.peer, fault);
        },
      },
    });
    const stop = this.#clock.after(LONGEST, () => {
      this.#clients.delete(stream);
      stream.destroy();
      this.#sink.onRejected(below.peer, HANDSHAKE_TIMEOUT);
    });
    this.#clients.set(stream, stop);
    below.adopt(stream);
    stream.begin(below);
  }

  /** Ends all of them, and tells nothing. */
  abort(): void {
    for (const stream of [...this.#clients.keys()]) {
      this.#forget(stream);
      stream.destroy();
    }
  }

  #forget(stream: SecureStream): void {
    this.#clients.get(stream)?.();
    this.#clients.delete(stream);
  }
}
