import type { Endpoint, Fault, ListenSink, Offer } from "@luat/contract";

/** What a {@link ListenerSide} passes on to. */
interface ListeningSocket {
  listening(local: Endpoint): void;
  offered(offer: Offer): void;
  closed(fault?: Fault): void;
}

/** The sink of a socket's listener: apart from the socket, which in a one-to-one server is the sink of the client's stream too. */
export class ListenerSide implements ListenSink {
  readonly #socket: ListeningSocket;

  constructor(socket: ListeningSocket) {
    this.#socket = socket;
  }

  listening(local: Endpoint): void {
    this.#socket.listening(local);
  }

  offered(offer: Offer): void {
    this.#socket.offered(offer);
  }

  closed(fault?: Fault): void {
    this.#socket.closed(fault ?? { reason: "broken" });
  }
}
