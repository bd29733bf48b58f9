/**
 * What a long connection does at a moment.
 *
 * | `kind` | meaning |
 * |---|---|
 * | `waiting-for-network` | the link of the card is down; it connects when it is up |
 * | `connecting` | to `endpoint`, at the `attempt`-th time since the last stable connection |
 * | `logging-in` | connected, and `login` is at work |
 * | `online` | items are sent and bytes received, over the connection with this `number` |
 * | `closing` | the peer has ended the connection, or you pause or stop: it ends in order |
 * | `waiting-to-retry` | `delay` whole ms until the next attempt, which is the `attempt`-th, because of `cause` |
 * | `waiting-for-reader` | so much is `unread`, in bytes, that it connects when half of what the inbox may hold was read |
 * | `paused` | by you, until you resume |
 * | `stopped` | for good; `cause` is the error that ended it, or undefined when you did |
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * await using long = longConnection({ host: "10.0.0.1", port: 40123 });
 * await long.online();
 * const { state } = long;
 * console.log(state.kind === "online" ? state.number : state.kind); // prints "1"
 * ```
 */
export type LongConnectionState =
  | { readonly kind: "waiting-for-network" }
  | { readonly kind: "connecting"; readonly attempt: number; readonly endpoint: string | undefined }
  | { readonly kind: "logging-in"; readonly attempt: number; readonly endpoint: string }
  | { readonly kind: "online"; readonly number: number; readonly endpoint: string }
  | { readonly kind: "closing"; readonly endpoint: string }
  | { readonly kind: "waiting-to-retry"; readonly delay: number; readonly attempt: number; readonly cause: unknown }
  | { readonly kind: "waiting-for-reader"; readonly unread: number }
  | { readonly kind: "paused" }
  | { readonly kind: "stopped"; readonly cause: unknown };

/** What has become of a long connection so far. Times are whole milliseconds since 1970 on the device's clock. */
export interface LongConnectionStatus {
  /** What it does now; see {@link LongConnectionState}. */
  readonly state: LongConnectionState;
  /** Since when it is in this state. */
  readonly since: number;
  /** Attempts to connect, in all. */
  readonly attempts: number;
  /** How often it was on line. */
  readonly successes: number;
  /** Attempts that failed in a row, and connections that were lost before they were stable. */
  readonly failures: number;
  /** Bytes that were received, in all. */
  readonly bytesIn: number;
  /** Bytes that connections have accepted for sending, in all. */
  readonly bytesOut: number;
  /** The connection that there is now, with bytes of its own. */
  readonly connection: { readonly number: number; readonly endpoint: string; readonly since: number; readonly bytesIn: number; readonly bytesOut: number } | undefined;
  /** What waits to be accepted by the system. */
  readonly queued: { readonly items: number; readonly bytes: number };
  /** What was received and nobody has read; `dropped` counts bytes that the policy `"dropOldest"` of `inbox` has dropped. */
  readonly unread: { readonly bytes: number; readonly dropped: number };
  /** What the last failed attempt, or the loss of the last connection, was due to. */
  readonly lastError: unknown;
  /** When it connects next, while it waits to do so. */
  readonly nextTryAt: number | undefined;
}
