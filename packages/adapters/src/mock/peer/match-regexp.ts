import type { Verdict } from "./verdict.js";

const encoder = new TextEncoder();

/** What stands for bytes that are no UTF-8, and its own bytes. */
const REPLACEMENT = "\ufffd";
const REPLACEMENT_BYTES = encoder.encode(REPLACEMENT);

/** Matches at the start of the text only: what came before would be taken by nobody. */
export function matchRegExp(regexp: RegExp, received: Uint8Array): Verdict {
  const sticky = new RegExp(regexp.source, `${regexp.flags.replace(/[gy]/g, "")}y`);
  const match = sticky.exec(textAtStart(received));
  return match === null ? { kind: "more" } : { kind: "taken", length: encoder.encode(match[0]).length, match };
}

/** The text up to the first byte that is none. A letter of which only a part came is not there yet. */
function textAtStart(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: true });
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) {
    const offset = encoder.encode(text.slice(0, at)).length;
    if (REPLACEMENT_BYTES.some((byte, i) => bytes[offset + i] !== byte)) return text.slice(0, at);
  }
  return text;
}
