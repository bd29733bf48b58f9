const COLUMNS = 16;

/**
 * Bytes as lines of offset, hex and ASCII, sixteen a line.
 *
 * @param bytes - what to show.
 * @param offset - of the first byte. Default: 0.
 *
 * @example
 * ```ts
 * import { hexView } from "@luat/cli";
 *
 * const lines = hexView(new TextEncoder().encode("hello"));
 * lines; // ["00000000  68 65 6c 6c 6f                                    |hello|"]
 * ```
 */
export function hexView(bytes: Uint8Array, offset = 0): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += COLUMNS) {
    const row = bytes.subarray(at, at + COLUMNS);
    const left = hex(row.subarray(0, COLUMNS / 2));
    const right = hex(row.subarray(COLUMNS / 2));
    const address = (offset + at).toString(16).padStart(8, "0");
    lines.push(`${address}  ${left}  ${right}  |${ascii(row)}|`);
  }
  return lines;
}

function hex(half: Uint8Array): string {
  const pairs = Array.from(half, (byte) => byte.toString(16).padStart(2, "0"));
  return pairs.join(" ").padEnd((COLUMNS / 2) * 3 - 1);
}

function ascii(row: Uint8Array): string {
  return Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}
