/** Bytes as hex digits, in pairs. */
export function hexView(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Bytes as text; control characters other than ends of lines are shown as what they are called. */
export function textView(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replaceAll("\r\n", "\n").replace(/\n$/, "");
  return Array.from(text, visible).join("");
}

function visible(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code === 0x7f) return "\u2421";
  // What turns the direction of writing would turn the rest of the line.
  if (/\p{Cf}/u.test(letter)) return "\ufffd";
  return code < 0x20 && letter !== "\n" && letter !== "\t" ? String.fromCharCode(0x2400 + code) : letter;
}

/** The bytes of hex digits, with blanks, commas, colons or `0x` between the pairs or without; what is wrong, where they are none. */
export function fromHex(text: string): Uint8Array | { readonly wrong: string } {
  const words = text.split(/[\s,:;]+|\b0x|\\x/i).filter((word) => word !== "");
  const wrong = words.find((word) => word.length % 2 !== 0 || /[^0-9a-f]/i.test(word));
  if (wrong !== undefined) return { wrong };
  return Uint8Array.from(words.join("").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
