const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (char) => char.charCodeAt(0));
const VALUES = new Int8Array(256).fill(-1);
for (const [value, code] of CODES.entries()) VALUES[code] = value;

const [LF, CR, SPACE, PAD] = [10, 13, 32, 61];

/** The base64 text of bytes, as ASCII: padded, in one line. */
export function encodeBase64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PAD);
  const at = (i: number): number => bytes[i] ?? 0;
  const code = (six: number): number => CODES[six & 63] ?? 0;
  for (let i = 0, to = 0; i < bytes.length; i += 3, to += 4) {
    const group = (at(i) << 16) | (at(i + 1) << 8) | at(i + 2);
    text[to] = code(group >>> 18);
    text[to + 1] = code(group >>> 12);
    if (i + 1 < bytes.length) text[to + 2] = code(group >>> 6);
    if (i + 2 < bytes.length) text[to + 3] = code(group);
  }
  return text;
}

/**
 * The bytes of base64 text, by the rules of LuatOS: line ends are skipped, and spaces before them and at the end;
 * anything else that is not base64, or data behind padding, gives none; a group without its padding is left out.
 */
export function decodeBase64(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor(text.length / 4) * 3);
  let length = 0;
  let group = 0;
  let digits = 0;
  let pads = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text[i] ?? 0;
    if (code === LF || (code === CR && text[i + 1] === LF)) continue;
    if (code === SPACE) {
      if (!isBeforeLineEnd(text, i)) return new Uint8Array(0);
      continue;
    }
    const value = VALUES[code] ?? -1;
    if (code === PAD ? ++pads > 2 : value < 0 || pads > 0) return new Uint8Array(0);
    group = (group << 6) | Math.max(value, 0);
    if (++digits < 4) continue;
    bytes[length++] = group >>> 16;
    if (pads < 2) bytes[length++] = group >>> 8;
    if (pads < 1) bytes[length++] = group;
    digits = 0;
    group = 0;
  }
  return bytes.slice(0, length);
}

function isBeforeLineEnd(text: Uint8Array, space: number): boolean {
  let i = space;
  while (text[i] === SPACE) i++;
  return i === text.length || text[i] === LF || (text[i] === CR && text[i + 1] === LF);
}
