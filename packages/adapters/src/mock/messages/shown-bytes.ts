/** Longer texts are cut. */
const MOST = 48;
/** Letters for a byte in hexadecimal. */
const HEX = 3;

/** Bytes in one line, of about `most` letters: as text where they are text, else in hexadecimal. */
export function shownBytes(bytes: Uint8Array, most = MOST): string {
  const text = textOf(bytes);
  if (text !== undefined) return cut(JSON.stringify(text), most);
  const count = Math.floor(most / HEX);
  const more = bytes.length > count ? ` … (${bytes.length} bytes)` : "";
  return hex(bytes.subarray(0, count)) + more;
}

/** The source of a function in one line. */
export function shownFunction(fn: unknown): string {
  return cut(String(fn).replace(/\s+/g, " "), MOST);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Bytes as letters, with dots for those that none can be read of. */
export function readable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (isReadable(byte) ? String.fromCharCode(byte) : ".")).join("");
}

export function isReadable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

/** Text that can be read, or nothing. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{C}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined; // no UTF-8
  }
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
