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

/** Requests are messages, and not what happens to come together. @param name - of what has none, for messages. */
export function expectFrames(codec: object, name: string): void {
  if (codec === plainBytes) throw new TypeError(`the ${name} has no frames; expected a long connection with the option frames`);
}
