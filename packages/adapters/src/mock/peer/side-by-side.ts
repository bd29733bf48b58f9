import { hex, isReadable, readable } from "../messages/shown-bytes.js";

/** Bytes in a line, of each side. */
const WIDE = 8;
/** Lines around the first difference. */
const BEFORE = 2;
const AFTER = 2;
/** Lines of bytes that are compared with nothing. */
const MOST_LINES = 8;

const HEX_WIDTH = WIDE * 3 - 1;
const SIDE_WIDTH = HEX_WIDTH + 3 + WIDE;

/** Both as hexadecimal and text, line by line, with the first difference marked. They differ. */
export function sideBySide(expected: Uint8Array, received: Uint8Array): string[] {
  const at = firstDifference(expected, received);
  const row = Math.floor(at / WIDE);
  const first = Math.max(0, row - BEFORE);
  const last = Math.min(row + AFTER, Math.floor((Math.max(expected.length, received.length, 1) - 1) / WIDE));
  const lines = [line("", "expected", "received")];
  if (first > 0) lines.push("…");
  for (let i = first; i <= last; i++) {
    lines.push(line(offset(i * WIDE), pane(expected, i * WIDE), pane(received, i * WIDE)));
    const mark = `${" ".repeat((at % WIDE) * 3)}^^`;
    if (i === row) lines.push(line("", mark, mark));
  }
  if ((last + 1) * WIDE < Math.max(expected.length, received.length)) lines.push("…");
  lines.push(`first difference at byte ${at}: expected ${byteAt(expected, at)}, received ${byteAt(received, at)}`);
  return lines;
}

/** Bytes as hexadecimal and text, under a title. */
export function hexLines(title: string, bytes: Uint8Array): string[] {
  const lines = [line("", title, "")];
  for (let i = 0; i < bytes.length && i < MOST_LINES * WIDE; i += WIDE) lines.push(line(offset(i), pane(bytes, i), ""));
  if (bytes.length > MOST_LINES * WIDE) lines.push(`… ${bytes.length} bytes in all`);
  return lines;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length : at;
}

function line(start: string, left: string, right: string): string {
  return `${start.padEnd(10)}${left.padEnd(SIDE_WIDTH + 3)}${right}`.trimEnd();
}

function offset(at: number): string {
  return at.toString(16).padStart(8, "0");
}

function pane(bytes: Uint8Array, from: number): string {
  const part = bytes.subarray(from, from + WIDE);
  return `${hex(part).padEnd(HEX_WIDTH)}   ${readable(part)}`;
}

function byteAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at];
  if (byte === undefined) return "nothing more";
  return `${hex(bytes.subarray(at, at + 1))}${isReadable(byte) ? ` "${String.fromCharCode(byte)}"` : ""}`;
}
