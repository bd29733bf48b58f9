import { shown } from "../../checks/shown.js";

/** What a script sends or waits for: text (as UTF-8), bytes, or bytes in hexadecimal such as `{ hex: "10 0c" }`. */
export type PeerData = string | Uint8Array | { readonly hex: string };

const encoder = new TextEncoder();
const HEX = /^(?:[\da-f]{2}\s*)*$/i;

/**
 * The bytes of it, for ever the same.
 *
 * @throws TypeError
 */
export function bytesOf(name: string, data: PeerData): Uint8Array {
  if (typeof data === "string") return encoder.encode(data);
  if (data instanceof Uint8Array) return new Uint8Array(data);
  if (typeof (data as { hex?: unknown } | undefined)?.hex === "string") return hexBytes(`${name}.hex`, data.hex);
  const hint = Array.isArray(data) ? " — Uint8Array.of(1, 2)" : "";
  throw new TypeError(`${name} is ${shown(data)}; expected text, bytes or { hex }${hint}`);
}

/** @throws TypeError */
export function hexBytes(name: string, hex: string): Uint8Array {
  const text = hex.trim();
  if (!HEX.test(text)) throw new TypeError(`${name} is ${JSON.stringify(hex)}; expected pairs of hexadecimal digits`);
  return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
}
