import type { Adapter, Endpoint, Fault, Listener, ListenOptions, ListenSink, Offer, SecureOptions } from "@luat/contract";

/** Whose {@link Listening} it is. */
interface ListeningSocket {
  listening(local: Endpoint): void;
  offered(offer: Offer): void;
  rejected(from: Endpoint, fault: Fault): void;
  /** Sends a client away. */
  refuse(offer: Offer): void;
  listenerClosed(fault: Fault): void;
}

/**
 * A socket's listener, and the clients that wait to be accepted. It is apart from the socket, which in a one-to-one
 * server is the sink of the client's stream too, and costs nothing where nobody listens.
 */
export class Listening implements ListenSink {
  /** The clients that wait, the longest first. */
  readonly offers: Offer[] = [];
  readonly #socket: ListeningSocket;
  #listener: Listener | undefined;

  constructor(socket: ListeningSocket, card: Adapter, options: ListenOptions) {
    this.#socket = socket;
    this.#listener = card.listen(options, this);
  }

  /** Stops listening and sends away who waits. */
  close(): void {
    this.#listener?.close();
    for (const offer of this.offers.splice(0)) this.#socket.refuse(offer);
  }

  /** Lets handshakes that begin from now on go by other settings; gives what these lack. */
  renew(secure: SecureOptions): Fault | undefined {
    return this.#listener?.renew === undefined ? { reason: "unsupported" } : this.#listener.renew(secure);
  }

  listening(local: Endpoint): void {
    this.#socket.listening(local);
  }

  offered(offer: Offer): void {
    this.#socket.offered(offer);
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.#socket.rejected(from, fault);
  }

  closed(fault?: Fault): void {
    this.#listener = undefined;
    this.#socket.listenerClosed(fault ?? { reason: "broken" });
  }
}
