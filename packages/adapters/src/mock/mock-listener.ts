import type { Clock, Endpoint, Fault, KeepAlive, Listener, ListenSink } from "@luat/contract";
import { canonical } from "./address.js";
import { MockOffer } from "./mock-offer.js";
import type { MockStream } from "./mock-stream.js";

/** What is given to a new {@link MockListener}. */
export interface MockListenerParts {
  readonly clock: Clock;
  readonly local: Endpoint;
  /** Whether clients of other addresses of the host are for it too. */
  readonly anyAddress: boolean;
  readonly backlog: number;
  readonly keepAlive: KeepAlive | undefined;
  readonly sink: ListenSink;
  /** Called when its port is free. */
  readonly onClosed: () => void;
}

/** A listening socket of the mock network. */
export class MockListener implements Listener {
  readonly keepAlive: KeepAlive | undefined;
  readonly #parts: MockListenerParts;
  readonly #offers = new Set<MockOffer>();
  #sink: ListenSink | undefined;
  #isOpen = true;

  constructor(parts: MockListenerParts) {
    const { clock, sink, local, keepAlive } = parts;
    this.#parts = parts;
    this.#sink = sink;
    this.keepAlive = keepAlive;
    clock.after(0, () => this.#isOpen && this.#sink?.listening(local));
  }

  /** Whether a client that dials this address of the host is taken. */
  invites(address: string): boolean {
    const { local, anyAddress, backlog } = this.#parts;
    return this.#offers.size < backlog && (anyAddress || canonical(address) === canonical(local.host));
  }

  welcome(stream: MockStream): void {
    this.#sink?.offered(new MockOffer(stream, this.#offers));
  }

  close(): void {
    this.#sink = undefined;
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
