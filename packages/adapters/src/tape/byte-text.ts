/** Bytes as a line of a transcript has them: text where a person can read it, else pairs of hexadecimal digits. */
export type ByteText = { readonly text: string } | { readonly hex: string };

const PAIRS = Array.from({ length: 256 }, (_, byte) => ` ${byte.toString(16).padStart(2, "0")}`);
const HEX = /^(?:[\da-f]{2}(?: [\da-f]{2})*)?$/i;

/** Bytes that are clean UTF-8 without control characters, but for tab and line ends, become text. */
export function toByteText(bytes: Uint8Array): ByteText {
  const text = cleanText(bytes);
  return text === undefined ? { hex: toHex(bytes) } : { text };
}

/** The bytes that a text means. */
export function fromText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The bytes of pairs of digits with single blanks between, or `undefined`. */
export function fromHex(hex: string): Uint8Array | undefined {
  if (!HEX.test(hex)) return undefined;
  const bytes = new Uint8Array((hex.length + 1) / 3);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(3 * i, 3 * i + 2), 16);
  return bytes;
}

export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += PAIRS[byte];
  return hex.slice(1);
}

function cleanText(bytes: Uint8Array): string | undefined {
  let text;
  try {
    // A byte order mark is kept: it is among the bytes.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  for (let i = 0; i < text.length; i++) if (isControl(text.charCodeAt(i))) return undefined;
  return text;
}

function isControl(code: number): boolean {
  if (code === 9 || code === 10 || code === 13) return false;
  return code < 32 || (code >= 127 && code < 160);
}
