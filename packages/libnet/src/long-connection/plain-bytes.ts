import type { Data } from "../connection/connection.js";
import { dataBytes } from "../connection/data-bytes.js";
import type { Codec } from "../frames/codec.js";

/** Bytes as they come and go: what is used without frames. */
export const plainBytes: Codec<Uint8Array, Data> = {
  // What waits is copied, so that it is the caller's again at once.
  encode: (data) => (typeof data === "string" ? dataBytes(data) : dataBytes(data).slice()),
  decoder: ({ frame }) => ({
    pending: 0,
    push(bytes) {
      frame(bytes.slice());
    },
    end: () => undefined,
  }),
};
