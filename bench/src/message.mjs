// What rows about messages send, and how long the SDK's calls may take.

export const SIZE = 64;
/** For Node's API, whose own kind of bytes is a Buffer; others would be converted at each write. */
export const BUFFER = Buffer.alloc(SIZE, 0x5a);
export const BYTES = new Uint8Array(BUFFER);
/** Milliseconds; none is ever reached. */
export const TIMEOUT = 15_000;
