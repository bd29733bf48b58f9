import type { Adapter, DnsQuery, Endpoint, Fault } from "@luat/contract";
import { Deadline } from "../runtime/deadlines.js";
import type { Engine } from "../runtime/engine.js";
import type { Owner } from "../runtime/owner.js";
import { Socket } from "../runtime/socket.js";

/** Who asks, and is told what comes of it, from outside of its own calls. */
export interface Asker {
  /** What to send; asked for when it goes out. */
  request(): Uint8Array;
  /** A datagram came from the server. It goes on waiting, for others, until it is stopped. */
  answered(bytes: Uint8Array): void;
  /** It could not be sent; that was all. */
  unsent(fault: Fault): void;
  /** The network sent it back, or the link was lost. It goes on waiting until it is stopped or time is up. */
  lost(fault: Fault): void;
  /** Time is up; that was all. */
  late(): void;
}

/** Where a question goes, and how long an answer is waited for. */
export interface Questioned {
  /** The time, and the names. */
  readonly engine: Engine;
  /** Through which it is asked. */
  readonly card: Adapter;
  /** A name, of which the first address is used, or a literal address. Only what comes from there is an answer. */
  readonly to: Endpoint;
  /** How the name is resolved. */
  readonly query: DnsQuery;
  /** Milliseconds in all, for the name too; `Infinity`: no limit. */
  readonly ms: number;
}

/** One datagram to one server, and the wait for the answer. Nothing of it is open once it is over. */
export class Question implements Owner {
  readonly #socket: Socket;
  readonly #asker: Asker;
  readonly #deadline: Deadline;

  constructor({ engine, card, to, query, ms }: Questioned, asker: Asker) {
    this.#asker = asker;
    this.#socket = new Socket(engine, card);
    this.#socket.udp = true;
    this.#socket.owner = this;
    this.#deadline = new Deadline(() => {
      this.stop();
      asker.late();
    });
    if (ms < Infinity) engine.deadlines.arm(this.#deadline, ms);
    this.#socket.connect(to.host, to.port, query);
  }

  /** The server's address, once its name is known. */
  get server(): Endpoint | undefined {
    return this.#socket.peer;
  }

  /** Ends it; nothing is told any more. */
  stop(): void {
    this.#socket.engine.deadlines.forget(this.#deadline);
    this.#socket.release();
  }

  connected(): void {
    // The first datagram of a socket that has just been opened is never refused.
    this.#socket.txTo(this.#asker.request());
  }

  failed(fault: Fault): void {
    this.stop();
    this.#asker.unsent(fault);
  }

  received(): void {
    for (let arrival = this.#socket.takeDatagram(); arrival !== undefined; arrival = this.#socket.takeDatagram()) {
      this.#asker.answered(arrival.bytes);
    }
  }

  undelivered(fault: Fault, nth: number | undefined): void {
    if (nth === undefined) this.#asker.lost(fault);
    else this.failed(fault);
  }

  broken(fault: Fault | undefined): void {
    this.#asker.lost(fault ?? { reason: "broken" });
  }

  // A datagram socket that sends once has nothing to settle, and no peer that could end it.
  acked(): void {}
  writable(): void {}
  ended(): void {}
  disconnected(): void {}
}
