import { LuatError, type ErrorCode, type ErrorDetails } from "../errors.js";

/**
 * Why an item was not sent: the queue was full, newer items took its place, there was no connection (of the policy `"fail"`), or
 * it is not known, as the connection broke after the item was begun and before the system had all of it; it is larger than all that the queue may
 * hold; or it was left at the end, and the `store` has saved it, or could not (the `cause` says why).
 */
export type SendErrorReason = "full" | "dropped" | "offline" | "unknown" | "too-large" | "saved" | "unsaved";

const WHY: Readonly<Record<SendErrorReason, string>> = {
  full: "the queue is full",
  dropped: "newer items took its place in the full queue",
  offline: "there is no connection",
  unknown: "the connection broke while it went out, so that it may have arrived",
  "too-large": "it is larger than all that may be queued",
  saved: "it was not sent before the end, and is saved for the next time",
  unsaved: "you stopped before it was sent, and it could not be saved",
};

const CODES: { readonly [reason in SendErrorReason]?: ErrorCode } = { full: "limit", dropped: "limit", "too-large": "limit", saved: "closed", unsaved: "closed" };

/**
 * An item of a long connection was not sent, or it is not known whether it was. Codes: `limit` (of the reasons `full`, `dropped` and `too-large`),
 * `closed` (`saved` and `unsaved`), `broken`.
 *
 * @example
 * ```ts
 * import { longConnection, SendError } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({ host: "127.0.0.1", port: 9, queue: { policy: "keep", maxItems: 1 } });
 * const first = long.tx("one");
 * await long.tx("two").catch((error: unknown) => {
 *   if (!(error instanceof SendError)) throw error;
 *   error.reason; // "full"
 *   error.withdrawn; // true
 * });
 * await long.stop({ deadline: 0 });
 * await first.catch((error: { code?: string }) => error.code); // "closed"
 * ```
 */
export class SendError extends LuatError {
  override readonly name = "SendError";
  /** Why, for programs to decide by. */
  readonly reason: SendErrorReason;
  /** Nothing of it went out, for sure; it may be sent again without being sent twice. */
  override readonly withdrawn: boolean;

  constructor(reason: SendErrorReason, details: Omit<ErrorDetails, "op" | "withdrawn">) {
    super(CODES[reason] ?? "broken", WHY[reason], { op: "send", ...details });
    this.reason = reason;
    this.withdrawn = reason !== "unknown";
  }
}
