/** Bytes as a line of a transcript has them: text where a person can read it, else pairs of hexadecimal digits. */
export type ByteText = { readonly text: string } | { readonly hex: string };

const PAIRS = Array.from({ length: 256 }, (_, byte) => ` ${byte.toString(16).padStart(2, "0")}`);
const BLANK = 32;

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
  // Letter by letter: transcripts hold megabytes, and a text for each pair would take eight times as long.
  const bytes = new Uint8Array(Math.ceil(hex.length / 3));
  if (hex.length !== Math.max(0, bytes.length * 3 - 1)) return undefined;
  for (let i = 0, at = 0; i < bytes.length; i++, at += 3) {
    const byte = digit(hex.charCodeAt(at)) * 16 + digit(hex.charCodeAt(at + 1));
    if (Number.isNaN(byte) || (at > 0 && hex.charCodeAt(at - 1) !== BLANK)) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** What a hexadecimal digit is worth; NaN for other letters. */
function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  // Capitals differ from small letters by this bit.
  const small = code | 32;
  return small >= 97 && small <= 102 ? small - 87 : Number.NaN;
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
