import type { CloseOptions } from "../connection/connection.js";
import type { Limit } from "../connection/limited-call.js";
import type { World } from "../connection/world.js";

/** Where something that requests can go over, and that is no frames, has its {@link Exchange}. */
export const EXCHANGE: unique symbol = Symbol("exchange");

/** Makes the error of a call. @param withdrawn - whether nothing of the request went out. */
export type ErrorFor = (withdrawn: boolean) => Promise<never>;

/** Who is shown what comes. */
export interface ExchangeReader<Frame> {
  /** @throws what a function of the program throws, which ends the connection. */
  arrived(frame: Frame): void;
  /** A connection is over, and another one may follow: what went out over it is not answered any more. */
  lost(error: ErrorFor): void;
  /** Nothing more comes, nor goes out. */
  ended(error: ErrorFor): void;
}

/** What is told of a request that was given to an {@link Exchange}. */
export interface Sending {
  /** A connection has taken it: it is there, or will be, or is lost with the connection. */
  wentOut(): void;
  /** It did not go out, or not as a whole. */
  failed(error: unknown): void;
}

/** Takes a request back because of its limit. False: a connection is taking it, or has it. */
export type TakeBack = (limit: Limit) => boolean;

/** What requests go over: messages in both directions, over one connection, or over one after the other. */
export interface Exchange<Frame, Out> {
  readonly world: World;
  /** With whom, for messages. */
  readonly endpoint: string | undefined;
  /** From now on shows all messages to this reader alone. @throws TypeError when somebody else reads. */
  read(reader: ExchangeReader<Frame>): void;
  /** Sends a request, as soon as it can. @throws when it cannot be sent. */
  send(out: Out, sending: Sending): TakeBack | undefined;
  /** No more requests follow. */
  close(options: CloseOptions | undefined): Promise<void>;
}
