import type { ConnectOptions } from "../connection/connect.js";
import type { Data } from "../connection/connection.js";
import type { Codec } from "../frames/codec.js";
import type { EndpointChooser, LongEndpoint } from "./endpoints.js";
import type { HeartbeatOptions } from "./heartbeat.js";
import type { ItemStore } from "./item-store.js";
import type { WatchdogOptions } from "./network-watchdog.js";
import type { Session } from "./session.js";

/**
 * What becomes of items, see {@link LongConnection.tx}.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * await using long = longConnection({ host: "10.0.0.1", port: 40123, queue: { policy: "fail" } });
 * await long.tx("too early").catch((error: { reason?: string }) => error.reason); // "offline"
 * await long.online();
 * await long.tx("hello");
 * ```
 */
export type QueueOptions = QueueLimits & (KeepingQueue | FailingQueue);

/** How much may wait to be sent. */
export interface QueueLimits {
  /** Items; a new one beyond is rejected, or drops the oldest, as `policy` says. Default: 1000. */
  readonly maxItems?: number | undefined;
  /** Bytes in all; a larger item is rejected with a {@link SendError} of the reason `"too-large"`. Default: 1,048,576. */
  readonly maxBytes?: number | undefined;
}

/** A queue that lasts from connection to connection. */
export interface KeepingQueue {
  /**
   * `"keep"`: items wait for the next connection; when the queue is full, a new one is rejected. `"dropOldest"`: the same, but when
   * it is full the oldest are rejected to make room. Default: `"keep"`.
   */
  readonly policy?: "keep" | "dropOldest" | undefined;
  /**
   * Sends an item again of which it is not known whether it went out, when a connection broke: the peer may get it twice.
   * Default: `false`, so that it is rejected with a {@link SendError} of the reason `"unknown"`.
   */
  readonly atLeastOnce?: boolean | undefined;
  /** Where items survive the program. Default: nowhere. */
  readonly store?: ItemStore | undefined;
}

/** A queue for as long as there is a connection. */
export interface FailingQueue {
  /** Items are rejected at once while there is no connection, and when it is lost; and a new one when the queue is full. */
  readonly policy: "fail";
  /** A TypeError when it is given: nothing is kept that could be sent again. */
  readonly atLeastOnce?: undefined;
  /** A TypeError when it is given: nothing is kept that could survive. */
  readonly store?: undefined;
}

/**
 * When to connect again.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({ host: "10.0.0.1", port: 9, retry: { delay: 500, max: 30_000, maxTries: 3 } });
 * await long.online().catch((error: { code?: string }) => error.code); // "refused"
 * long.status().attempts; // 3
 * ```
 */
export interface RetryOptions {
  /** Milliseconds before the first new attempt. Default: 1000. */
  readonly delay?: number | undefined;
  /** By what the delay grows with each further failure, at least 1. Default: 2. */
  readonly factor?: number | undefined;
  /** The most milliseconds to wait, at least `delay`; how many attempts there are says `maxTries`. Default: 60,000, or `delay` where that is more. */
  readonly max?: number | undefined;
  /** Whether to wait for a random part of the delay only ("full jitter"), so that the clients of a server that restarts do not come all at once. Default: `true`. */
  readonly jitter?: boolean | undefined;
  /** What chance is made of: gives numbers from 0 to below 1. Default: that of the device's clock, which on a mock network comes from its seed; else `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** After so many failures in a row it stops with the last error. Default: `Infinity`. */
  readonly maxTries?: number | undefined;
  /** Milliseconds on line after which a connection counts as a success, and delay and tries begin anew. Default: 10,000. */
  readonly stableAfter?: number | undefined;
}

/**
 * What is kept of what was received until it is read.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * await using long = longConnection({ host: "10.0.0.1", port: 40123, inbox: { policy: "dropOldest", maxBytes: 1_000 } });
 * await long.tx("nobody reads the answer");
 * ```
 */
export interface InboxOptions {
  /**
   * `"pause"`: when it is full the peer is held back, its silence does not count, and when that connection has ended no other is made until half was
   * read. `"dropOldest"`: the oldest is dropped; for programs that do not read. Default: `"pause"`.
   */
  readonly policy?: "pause" | "dropOldest" | undefined;
  /** Bytes. With `"pause"` what a connection had received already when it was held back comes on top when it ends, up to 128 KiB. Default: 131,072. */
  readonly maxBytes?: number | undefined;
}

/** Where the server is, if there is one. */
export interface SingleEndpoint extends Pick<ConnectOptions, "host" | "port"> {
  /** A TypeError when it is given beside `host` and `port`. */
  readonly endpoints?: undefined;
}

/** Where the servers are, if there are several. */
export interface SeveralEndpoints {
  /**
   * A list, of which one is used until an attempt fails or the connection is lost before it was stable, and then the next; or
   * a function that is asked before each attempt, within `timeout`.
   */
  readonly endpoints: readonly LongEndpoint[] | EndpointChooser;
  /** A TypeError when it is given beside `endpoints`. */
  readonly host?: undefined;
  /** A TypeError when it is given beside `endpoints`. */
  readonly port?: undefined;
}

/** How a long connection works. `timeout` and what else `connect` takes is for each attempt. */
export interface LongConnectionSettings<In = Uint8Array, Out = Data> extends Omit<ConnectOptions, "host" | "port" | "signal"> {
  /** Cuts messages out of what is received, and makes bytes of what is sent; anew for each connection. Default: bytes as they come. */
  readonly frames?: Codec<In, Out> | undefined;
  /** What comes before a connection is on line. When it rejects, the connection is cut and the attempt has failed. What it does not read is left for others. Default: nothing. */
  readonly login?: ((session: Session<In, Out>) => unknown) | undefined;
  /** Milliseconds for `login`. Default: 15,000; `Infinity`: no limit. */
  readonly loginTimeout?: number | undefined;
  /** Whether an error ends it for good, such as a wrong password. Default: none does, but TypeError and RangeError of wrong options. */
  readonly isFinal?: ((error: unknown, during: "connect" | "login" | "online") => boolean) | undefined;
  /** Default: `{ policy: "keep" }`. */
  readonly queue?: QueueOptions | undefined;
  /** Default: none. */
  readonly heartbeat?: HeartbeatOptions<Out> | undefined;
  /** Milliseconds without a byte received after which the connection is cut, and made anew. Default: none. */
  readonly receiveTimeout?: number | undefined;
  /** A number: always so many milliseconds, without chance. Default: see {@link RetryOptions}. */
  readonly retry?: number | RetryOptions | undefined;
  /** Default: none. */
  readonly watchdog?: WatchdogOptions | undefined;
  /** Default: see {@link InboxOptions}. */
  readonly inbox?: InboxOptions | undefined;
  /** Ends it at once; what waits then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Where to, and how. Options that a function of yours takes in part, to add a server to them, are `Partial<LongConnectionSettings>`. */
export type LongConnectionOptions<In = Uint8Array, Out = Data> = LongConnectionSettings<In, Out> & (SingleEndpoint | SeveralEndpoints);
