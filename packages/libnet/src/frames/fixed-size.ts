import { dataBytes } from "../connection/data-bytes.js";
import type { Data } from "../connection/connection.js";
import { expectInteger } from "../expect.js";
import type { Codec } from "./codec.js";
import { MeasuredDecoder } from "./measured-decoder.js";

/**
 * Frames of one size.
 *
 * @param size - how many bytes each has.
 * @throws TypeError or RangeError when the size is no positive integer.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { fixedSize, frames } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const readings = frames(connection, fixedSize(4));
 * await readings.tx(Uint8Array.of(0, 0, 0, 42));
 * (await readings.rx())?.[3]; // 42
 * ```
 */
export function fixedSize(size: number): Codec<Uint8Array, Data> {
  expectInteger(size, "size", 1);
  const measuring = { measure: () => size, least: size, max: size, counts: "", strip: 0, resync: false };
  return {
    encode(data) {
      const bytes = dataBytes(data);
      if (bytes.length !== size) throw new RangeError(`data has ${bytes.length} bytes; expected ${size}`);
      return bytes;
    },
    decoder: (sink) => new MeasuredDecoder(sink, measuring),
  };
}
