import { GATHER_LIMIT } from "@luat/socket/runtime";

/** No piece is joined to more than this. */
const MOST = 16_384;

/** The same bytes in fewer pieces: small neighbours become one, large ones stay as they are, and empty ones go. */
export function joinSmall(pieces: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  let size = 0;
  const join = (): void => {
    const [first] = small;
    if (first !== undefined) joined.push(small.length === 1 ? first : concat(small, size));
    small = [];
    size = 0;
  };
  for (const piece of pieces) {
    const { length } = piece;
    const isSmall = length <= GATHER_LIMIT;
    if (!isSmall || size + length > MOST) join();
    if (!isSmall) joined.push(piece);
    else if (length > 0) {
      small.push(piece);
      size += length;
    }
  }
  join();
  return joined;
}

function concat(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
