import { fromHex, fromText } from "./byte-text.js";
import type { Entry, Transcript, TranscriptHeader } from "./entry.js";
import { ENTRY_FIELDS, HEADER, WITH_BYTES } from "./entry-fields.js";
import { complain, isObject, keyOf, milliseconds, object, type Readers } from "./fields.js";
import { FORMAT, VERSION } from "./format-transcript.js";
import { SocketKinds } from "./socket-kinds.js";
import { TranscriptError } from "./transcript-error.js";

/** An entry, and the line that it was read from, counted from 1. */
export interface Numbered {
  readonly entry: Entry;
  readonly line: number;
}

const kind = keyOf(ENTRY_FIELDS);

/**
 * Reads a transcript. Empty lines and fields that the format does not know are passed over, so that people can write
 * notes into it.
 *
 * @param transcript - its whole text, or its lines.
 * @returns what it says.
 * @throws TranscriptError for a line that is not as the format has it, with its number and what was expected, and for a version
 * of the format that is not known.
 * @example
 * ```ts
 * import { parseTranscript } from "@luat/adapters/tape";
 *
 * try {
 *   parseTranscript('{"format":"luat-transcript","version":2}');
 * } catch (error) {
 *   console.log(String(error)); // prints "TranscriptError: line 1 of the transcript: version is 2; expected 1"
 * }
 * ```
 */
export function parseTranscript(transcript: string | Iterable<string>): Transcript {
  const { header, lines } = readTranscript(transcript);
  return { header, entries: lines.map(({ entry }) => entry) };
}

/** As {@link parseTranscript}, and keeps the numbers of the lines. */
export function readTranscript(transcript: string | Iterable<string>): { readonly header: TranscriptHeader; readonly lines: readonly Numbered[] } {
  let header: TranscriptHeader | undefined;
  const lines: Numbered[] = [];
  const kinds = new SocketKinds();
  let line = 0;
  for (const source of typeof transcript === "string" ? transcript.split("\n") : transcript) {
    line++;
    if (source.trim() === "") continue;
    const value = parseLine(source, line);
    if (header === undefined) {
      header = parseHeader(value, line);
      continue;
    }
    const entry = parseEntry(value, line);
    const last = lines.at(-1);
    if (last !== undefined && entry.t < last.entry.t) complain({ line, path: "t" }, entry.t, `at least ${last.entry.t}, as on line ${last.line}`);
    kinds.check(entry, line);
    lines.push({ entry, line });
  }
  if (header === undefined) throw new TranscriptError(1, `nothing is there; expected a header with "format": "${FORMAT}"`);
  return { header, lines };
}

function parseLine(source: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new TranscriptError(line, `${error instanceof Error ? error.message : String(error)}; expected one object in JSON`);
  }
  return isObject(value) ? value : complain({ line, path: "" }, value, "an object");
}

function parseHeader(value: Readonly<Record<string, unknown>>, line: number): TranscriptHeader {
  if (value["format"] !== FORMAT) complain({ line, path: "format" }, value["format"], JSON.stringify(FORMAT));
  if (value["version"] !== VERSION) complain({ line, path: "version" }, value["version"], String(VERSION));
  return HEADER(value, { line, path: "" });
}

function parseEntry(value: Readonly<Record<string, unknown>>, line: number): Entry {
  const t = milliseconds(value["t"], { line, path: "t" });
  const ev = kind(value["ev"], { line, path: "ev" });
  const fields = object<Partial<Entry>>(ENTRY_FIELDS[ev] as unknown as Readers<Partial<Entry>>)(value, { line, path: "" });
  if (ev === "resolved" && !("addresses" in fields || "fault" in fields)) complain({ line, path: "addresses" }, undefined, "a list, or a fault");
  return { t, ev, ...fields, ...(WITH_BYTES.has(ev) && { bytes: parseBytes(value, line) }) } as Entry;
}

function parseBytes({ text, hex }: Readonly<Record<string, unknown>>, line: number): Uint8Array {
  if (text !== undefined && hex !== undefined) throw new TranscriptError(line, "text and hex are both there; expected one of them");
  if (typeof text === "string") return fromText(text);
  if (text !== undefined) complain({ line, path: "text" }, text, "a text");
  const bytes = typeof hex === "string" ? fromHex(hex) : undefined;
  return bytes ?? complain({ line, path: "hex" }, hex, "a text, or pairs of hexadecimal digits with blanks between");
}
