/** Why bytes were skipped: they belong to no frame, to one over the maximum, or to one that is not what it should be. */
export type SkipReason = "noise" | "too-large" | "malformed";

/** Where a {@link Decoder} puts what it finds. What a call throws goes on to the caller of the decoder, and is the end of it. */
export interface FrameSink<Frame> {
  /** A frame is complete. It is the receiver's from now on: no view of bytes that were pushed, nor of a buffer that is used again. */
  frame(frame: Frame): void;
  /** These bytes of the stream are skipped; the view is valid until the call returns. Of one run of them it may be called several times. */
  skipped(bytes: Uint8Array, reason: SkipReason): void;
}

/** Cuts the bytes of one stream into frames. A stream has a decoder of its own, from its first byte to its last. */
export interface Decoder {
  /** How many bytes of a frame that is not complete are kept here. */
  readonly pending: number;
  /** Milliseconds without a byte after which {@link quiet} is called, once in each silence, and only while bytes are pending. Absent: silence means nothing. */
  readonly silence?: number | undefined;
  /**
   * The next bytes, in any pieces. The view is valid until the call returns: what is kept is copied.
   *
   * @throws FrameError, or any other, when no more frames can be found. What was found before stands; the decoder is not used again.
   */
  push(bytes: Uint8Array): void;
  /** Nothing came for {@link silence}. @throws as {@link push}. */
  quiet?(): void;
  /** The stream has ended in order. @throws FrameError with the flaw `"cut"` when it did so within a frame. */
  end(): void;
}

/**
 * How messages are told apart in a stream of bytes, in both directions. A codec has no state: one serves any number of connections.
 *
 * `Frame` is what is received, `Out` what is sent.
 */
export interface Codec<Frame, Out = Frame> {
  /**
   * The bytes of one frame on the wire. They are not changed afterwards, neither here nor by whom they are given to.
   *
   * @throws TypeError or RangeError when it cannot be sent as a frame.
   */
  encode(out: Out): Uint8Array;
  /** A decoder for one stream, from its first byte. */
  decoder(sink: FrameSink<Frame>): Decoder;
}
