/** Where `wanted` begins in bytes that lie in pieces, or -1. @param wanted - at least one byte. */
export function findBytes(pieces: readonly Uint8Array[], wanted: Uint8Array): number {
  let before = 0;
  for (const [place, piece] of pieces.entries()) {
    const first = wanted[0] as number;
    for (let at = piece.indexOf(first); at >= 0; at = piece.indexOf(first, at + 1)) {
      if (isThere(pieces, place, at, wanted)) return before + at;
    }
    before += piece.length;
  }
  return -1;
}

function isThere(pieces: readonly Uint8Array[], place: number, at: number, wanted: Uint8Array): boolean {
  let piece = pieces[place];
  for (const byte of wanted) {
    while (piece !== undefined && at === piece.length) {
      piece = pieces[++place];
      at = 0;
    }
    if (piece?.[at++] !== byte) return false;
  }
  return true;
}
