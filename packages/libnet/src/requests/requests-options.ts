import type { WaitOptions } from "../connection/wait-options.js";

/** What all kinds of requests share. */
export interface CommonRequestsOptions<Frame> {
  /** Milliseconds that a request may take unless it says otherwise, from the call on. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Whether a frame answers anything; what does not goes to {@link onUnsolicited}. Default: all do. */
  readonly isAnswer?: ((frame: Frame) => boolean) | undefined;
  /** Is given frames that nobody asked for. */
  readonly onUnsolicited?: ((frame: Frame) => void) | undefined;
  /**
   * Is given answers that nobody waits for: `"late"`, the request was given up before; `"unknown"`, there is no such
   * request.
   */
  readonly onUnmatched?: ((frame: Frame, reason: "late" | "unknown") => void) | undefined;
}

/** Answers come in the order of the requests: they tell nothing of what they answer. */
export interface InOrderOptions<Frame> extends CommonRequestsOptions<Frame> {
  /**
   * How many requests may be under way; the others wait until it is their turn. Above 1 the peer must answer every one: where an answer is lost, the
   * next ones go to the wrong requests, which nothing shows. Default: 1.
   */
  readonly inFlight?: number | undefined;
  /**
   * Milliseconds that the answer of a request that was given up is awaited for. So long it keeps its place: its answer is told as late, and no
   * other request gets it. Then it is taken to be lost, and the next answer is the next request's, whatever it is. Give it where the peer may not answer at all.
   * Not with `inFlight` above 1. Default: no limit, so that no answer is ever mistaken for another.
   */
  readonly lateFor?: number | undefined;
  /** None: with it these are {@link MatchOptions}. */
  readonly match?: undefined;
  /** None: with it these are {@link IdOptions}. */
  readonly requestId?: undefined;
  /** None: with it these are {@link IdOptions}. */
  readonly answerId?: undefined;
}

/** Answers tell what they answer, as a function of yours knows. */
export interface MatchOptions<Frame, Out> extends CommonRequestsOptions<Frame> {
  /** Whether the frame answers this request. The oldest request that it answers is settled. */
  readonly match: (answer: Frame, request: Out) => boolean;
  /** How many requests may be under way; the others wait until it is their turn. Default: any number. */
  readonly inFlight?: number | undefined;
  /** A TypeError when it is given: a request that was given up keeps no place here. */
  readonly lateFor?: undefined;
  /** A TypeError when it is given beside `match`. */
  readonly requestId?: undefined;
  /** A TypeError when it is given beside `match`. */
  readonly answerId?: undefined;
}

/** Requests and answers bear the same id: a number, a text, or whatever is the same as a key of a Map. */
export interface IdOptions<Frame, Out> extends CommonRequestsOptions<Frame> {
  /** The id of a request. */
  readonly requestId: (request: Out) => unknown;
  /** The id of an answer; `undefined`: it is none, and goes to {@link onUnsolicited}. */
  readonly answerId: (frame: Frame) => unknown;
  /** How many requests may be under way; the others wait until it is their turn. Default: any number. */
  readonly inFlight?: number | undefined;
  /** A TypeError when it is given: a request that was given up keeps no place here. */
  readonly lateFor?: undefined;
  /** A TypeError when it is given beside the ids. */
  readonly match?: undefined;
}

/** How answers find their requests: in order, by a function, or by an id. */
export type RequestsOptions<Frame, Out> = InOrderOptions<Frame> | MatchOptions<Frame, Out> | IdOptions<Frame, Out>;

/** How to request. */
export interface RequestOptions<Frame> extends WaitOptions {
  /** Whether the frame that would be the answer is one; otherwise it is told as unknown, and the request waits on. Default: it is. */
  readonly match?: ((answer: Frame) => boolean) | undefined;
}
