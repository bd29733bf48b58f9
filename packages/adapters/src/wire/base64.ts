/** How many bytes are made text at once: a call takes only so many arguments. */
const SLICE = 8192;

/** Bytes as base64 (RFC 4648, 4), with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
}

/** The bytes, or `undefined` where the text is not exactly what {@link toBase64} makes. */
export function fromBase64(text: string): Uint8Array | undefined {
  let binary;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  // The host's function forgives blanks, missing padding and bits left over.
  if (btoa(binary) !== text) return undefined;
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
