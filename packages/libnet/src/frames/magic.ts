/** Whether the magic bytes are at `at`, as far as there are bytes. */
export function magicAt(magic: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  const count = Math.min(magic.length, end - at);
  for (let i = 0; i < count; i++) if (bytes[at + i] !== magic[i]) return false;
  return true;
}

/** How many bytes come before the next place where the magic bytes are, or may be. */
export function seek(magic: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at >= 0 && at < end) {
    if (magicAt(magic, bytes, at, end)) return at - start;
    at = bytes.indexOf(magic[0] as number, at + 1);
  }
  return end - start;
}
