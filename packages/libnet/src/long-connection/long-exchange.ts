import type { CloseOptions } from "../connection/connection.js";
import type { World } from "../connection/world.js";
import type { Codec } from "../frames/codec.js";
import type { ErrorFor, Exchange, ExchangeReader, Sending, TakeBack } from "../requests/exchange.js";
import type { LiveSession } from "./live-session.js";
import { lostAnswer } from "./lost-answer.js";
import type { Outbox } from "./outbox.js";
import type { ReadPoint } from "./read-point.js";

/** What a {@link LongExchange} is made of. */
export interface LongExchangeParts<In, Out> {
  readonly world: World;
  readonly codec: Codec<In, Out>;
  readonly outbox: Outbox;
  readonly point: ReadPoint<In>;
  /** With whom, for messages. */
  endpoint(): string | undefined;
  /** The connection that there is. */
  session(): LiveSession<In, Out> | undefined;
  /** Nothing will come any more: the error of a call. */
  over(): ErrorFor | undefined;
  stop(options: CloseOptions | undefined): Promise<void>;
}

/** Requests over one connection after the other: they wait in the queue, and are bound to the connection that takes them. */
export class LongExchange<In, Out> implements Exchange<In, Out> {
  readonly world: World;
  readonly #parts: LongExchangeParts<In, Out>;
  #reader: ExchangeReader<In> | undefined;

  constructor(parts: LongExchangeParts<In, Out>) {
    this.#parts = parts;
    this.world = parts.world;
  }

  /** Nobody else may read. */
  get isRead(): boolean {
    return this.#reader !== undefined;
  }

  get endpoint(): string | undefined {
    return this.#parts.endpoint();
  }

  read(reader: ExchangeReader<In>): void {
    const { point, session, over } = this.#parts;
    const now = session();
    if (now?.isOpen === true && now.isRead) throw new TypeError("a connection of the long connection is read already; expected no other reader");
    point.show((value) => {
      try {
        reader.arrived(value);
      } catch (error) {
        session()?.cut(error);
      }
    });
    this.#reader = reader;
    const error = over();
    if (error !== undefined) reader.ended(error);
  }

  send(out: Out, sending: Sending): TakeBack {
    const { codec, outbox } = this.#parts;
    return outbox.request(codec.encode(out), {
      wentOut: () => {
        sending.wentOut();
        // It may be over by the time that it is known to have taken this.
        const session = this.#parts.session();
        if (session?.isOver === true) this.lost(session);
      },
      failed: (error) => {
        sending.failed(error);
      },
    });
  }

  close(options: CloseOptions | undefined): Promise<void> {
    return this.#parts.stop(options);
  }

  /** A connection is over. */
  lost({ end, endpoint }: LiveSession<In, Out>): void {
    if (end !== undefined) this.#reader?.lost((withdrawn) => Promise.reject(lostAnswer(end, endpoint, withdrawn)));
  }

  /** There will be no other connection. */
  ended(error: ErrorFor): void {
    this.#reader?.ended(error);
  }
}
