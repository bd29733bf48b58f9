import type { ClientMessage } from "../../wire/index.js";

/** What a channel is used for, from its first message on. */
export interface Service {
  /** A further control message. */
  message(message: ClientMessage): void;
  /** A payload message; the bytes are the service's. */
  payload(bytes: Uint8Array): void;
  /** What was sent to the client has left. */
  ready(): void;
  /** The channel is over: ends what is open on the network, and says nothing more. */
  end(): void;
}
