import type { World } from "../connection/world.js";
import { ClosedError } from "../errors.js";
import type { Exchange, ExchangeReader, Sending } from "../requests/exchange.js";
import { lostAnswer } from "./lost-answer.js";
import type { ReadPoint } from "./read-point.js";
import type { Session, SessionEnd } from "./session.js";

/** The connection that they go over. */
export interface EndingSession<In, Out> extends Pick<Session<In, Out>, "endpoint" | "tx"> {
  readonly over: Promise<SessionEnd>;
  cut(error: unknown): void;
}

/** Requests over one physical connection: they end with it, or let go of it. */
export class SessionExchange<In, Out> implements Exchange<In, Out> {
  readonly world: World;
  readonly #session: EndingSession<In, Out>;
  readonly #point: ReadPoint<In>;
  #reader: ExchangeReader<In> | undefined;
  #release: (() => void) | undefined;

  constructor(session: EndingSession<In, Out>, world: World, point: ReadPoint<In>) {
    this.#session = session;
    this.world = world;
    this.#point = point;
  }

  get endpoint(): string {
    return this.#session.endpoint;
  }

  read(reader: ExchangeReader<In>): void {
    const session = this.#session;
    this.#release = this.#point.show((value) => {
      try {
        reader.arrived(value);
      } catch (error) {
        session.cut(error);
      }
    });
    this.#reader = reader;
    void session.over.then((end) => {
      reader.ended((withdrawn) => Promise.reject(lostAnswer(end, this.endpoint, withdrawn)));
    });
  }

  send(out: Out, sending: Sending): undefined {
    sending.wentOut();
    this.#session.tx(out, { until: "accepted" }).catch((error: unknown) => {
      sending.failed(error);
    });
  }

  /** The connection is not theirs to end: others may read it again. */
  close(): Promise<void> {
    this.#release?.();
    this.#release = undefined;
    this.#reader?.ended((withdrawn) => Promise.reject(new ClosedError("closed", "the requests were closed", { op: "get an answer", endpoint: this.endpoint, withdrawn })));
    return Promise.resolve();
  }
}
