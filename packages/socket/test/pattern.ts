const PERIOD = 251;
const REPEATED = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % PERIOD);

/** What one side of a connection sends, byte by byte: `count` bytes of it from `from` on. */
export function pattern(seed: number, from: number, count: number): Uint8Array {
  const start = (seed + from) % PERIOD;
  return count <= 99_000 ? REPEATED.subarray(start, start + count) : Uint8Array.from({ length: count }, (_, i) => ((start + i) * 7) % PERIOD);
}
