import type { Connection, TxOptions } from "../connection/connection.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { SkipReason } from "./codec.js";

/** Bytes that were skipped, which belong to no frame. */
export interface Garbage {
  /** The bytes, yours to keep. One run of them may come in pieces. */
  readonly bytes: Uint8Array;
  /** They are between frames, of a frame over the maximum, or of one that is not what it should be. */
  readonly reason: SkipReason;
}

/** What is told about the frames of a connection. */
export interface FramesOptions {
  /** Is told of bytes that are skipped, soon after it happened. */
  readonly onGarbage?: ((garbage: Garbage) => void) | undefined;
}

/**
 * The frames of a connection, in both directions: what `frames()` gives.
 *
 * Frames are read as they arrive, and up to 64 KiB of them wait to be taken; then the connection is not read until they are.
 * All frames that arrived are delivered before the end or an error is told. After a FrameError no more
 * frames can be found: close the connection.
 */
export interface Frames<Frame, Out = Frame> extends AsyncIterable<Frame> {
  /** The connection that they are of. It is read here: its own `rx` and the like throw a TypeError. */
  readonly connection: Connection;
  /** How many bytes were skipped so far, and why. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** How many bytes of a frame that is not complete have arrived. */
  readonly pending: number;

  /**
   * The next frame, yours to keep; `undefined` when the peer has ended after a whole frame and all were read. One reader at a time.
   *
   * @param options - how long to wait; default: for ever.
   * @throws TypeError when another read waits, TypeError or RangeError when an option is wrong.
   * @throws TimeoutError after `options.timeout`, or the signal's reason; nothing is lost by it, not even the first part of a frame.
   * @throws FrameError when what came is no frame and the next one cannot be found, or the peer has ended within a frame.
   * @throws ClosedError when you close the connection, BrokenError when it broke and all frames were read.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { frames, lines } from "@luat/libnet/frames";
   *
   * await using connection = await connect({ host: "127.0.0.1", port: 7 });
   * const framed = frames(connection, lines());
   * await framed.tx("hello");
   * await framed.rx({ timeout: 5_000 }); // "hello"
   * ```
   */
  rx(options?: WaitOptions): Promise<Frame | undefined>;

  /**
   * Sends one frame, in the order of the calls.
   *
   * @param out - the frame, or what the codec makes one of.
   * @param options - as for the connection's own `tx`.
   * @throws TypeError or RangeError when it cannot be sent as a frame; and as the connection's own `tx`.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { frames, lines } from "@luat/libnet/frames";
   *
   * await using connection = await connect({ host: "127.0.0.1", port: 7 });
   * const framed = frames(connection, lines());
   * await framed.tx("hello", { until: "sent", timeout: 5_000 });
   * ```
   */
  tx(out: Out, options?: TxOptions): Promise<void>;

  /**
   * Shows all frames as they arrive, without a promise for each, until the peer ends or `visit` returns `false`. The
   * fastest way to read many.
   *
   * @param visit - gets each frame, to keep; `false` ends it.
   * @param options - `timeout` limits the silence between frames, in milliseconds; default: no limit.
   * @throws TypeError when `visit` returns a promise, for which nobody would wait; what `visit` throws; and as {@link rx}.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { frames, lines } from "@luat/libnet/frames";
   *
   * await using connection = await connect({ host: "127.0.0.1", port: 7 });
   * await connection.tx("one\ntwo\n.\nthree\n");
   * const words: string[] = [];
   * const framed = frames(connection, lines());
   * await framed.consume((line) => line !== "." && words.push(line) > 0);
   * words.join(); // "one,two"
   * await framed.rx(); // "three"
   * ```
   */
  consume(visit: (frame: Frame) => boolean | void, options?: WaitOptions): Promise<void>;
}
