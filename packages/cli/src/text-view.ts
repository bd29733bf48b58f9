const NAMES: Readonly<Record<string, string>> = { "\t": "\\t", "\r": "\\r", "\u001b": "\\e", "\0": "\\0", "\\": "\\\\" };

/**
 * Text as lines that a terminal can show: other control characters than the line feed are spelled out, so that what
 * comes from elsewhere cannot steer the terminal, and backslashes doubled, so that they look like no control character.
 *
 * @param text - what to show.
 * @returns its lines, without line feeds; none for an empty text.
 */
export function textView(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.replace(/\p{Cc}|\p{Bidi_Control}|\\/gu, spelled));
}

function spelled(character: string): string {
  return NAMES[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`;
}
