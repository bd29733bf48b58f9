import { LuatError } from "../errors.js";

/**
 * What is wrong: the frame is over the maximum; it is not what a frame of this format looks like; or the stream has
 * ended within it.
 */
export type FrameFlaw = "too-large" | "malformed" | "cut";

/** What a {@link FrameError} tells beside its message. */
export interface FrameErrorDetails {
  /** The first bytes of the frame, as far as they are known. At most 16 are kept. */
  readonly bytes: Uint8Array;
  /** Where in the stream the frame begins: how many bytes came before it. */
  readonly at?: number | undefined;
  /** From whom, such as `"host:1883"`. A decoder need not say it. */
  readonly endpoint?: string | undefined;
  /** What threw, where something did. */
  readonly cause?: unknown;
}

const SHOWN = 16;

/**
 * What the peer sent is no frame of the format, and the next one cannot be found. Code: `frame`.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { FrameError, frames, lengthField } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * await connection.tx("GET /");
 * try {
 *   await frames(connection, lengthField({ size: 2, max: 1_024 })).rx();
 * } catch (error) {
 *   if (!(error instanceof FrameError)) throw error;
 *   error.flaw; // "too-large"
 *   console.log(error.message); // prints 'Cannot receive from "127.0.0.1:7": a frame of 18247 bytes is over the maximum of 1024 (max, header included), at byte 0 of the stream (47 45 54 20 2f)'
 * }
 * ```
 */
export class FrameError extends LuatError {
  override readonly name = "FrameError";
  /** What is wrong, for programs to decide by. */
  readonly flaw: FrameFlaw;
  /** Where in the stream the frame begins: how many bytes came before it; absent where the codec does not say. */
  readonly at: number | undefined;
  /** The first bytes of the frame, 16 at most. */
  readonly bytes: Uint8Array;
  readonly #why: string;

  /** @param why - goes into the message. */
  constructor(flaw: FrameFlaw, why: string, { bytes, at, endpoint, cause }: FrameErrorDetails) {
    const place = at === undefined ? "" : `, at byte ${at} of the stream`;
    const first = bytes.slice(0, SHOWN);
    const more = bytes.length > SHOWN ? " …" : "";
    const dump = first.length === 0 ? "" : ` (${Array.from(first, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}${more})`;
    super("frame", `${why}${place}${dump}`, { op: "receive", endpoint, cause });
    this.flaw = flaw;
    this.at = at;
    this.bytes = first;
    this.#why = why;
  }

  /** The same, made anew, and told from whom it came. @internal */
  from(endpoint: string): FrameError {
    return new FrameError(this.flaw, this.#why, { bytes: this.bytes, at: this.at, endpoint, cause: this.cause });
  }
}
