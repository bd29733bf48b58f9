/** Bytes as a line of a transcript has them: text where a person can read it, else pairs of hexadecimal digits. */
export type ByteText = { readonly text: string } | { readonly hex: string };

const PAIRS = Array.from({ length: 256 }, (_, byte) => ` ${byte.toString(16).padStart(2, "0")}`);
const DIGITS = /^[\da-f]{2}$/i;

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
  // Pair by pair: an expression for all of it needs the engine's stack for each, and a large packet has too many.
  const pairs = hex === "" ? [] : hex.split(" ");
  if (!pairs.every((pair) => DIGITS.test(pair))) return undefined;
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
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
