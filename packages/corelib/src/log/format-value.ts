/** How deep and how many entries of tables are shown. */
const DEEPEST = 3;
const MOST = 20;
/** How many bytes that are no text are shown. */
const MOST_BYTES = 64;

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a value in a log line, short and on one line where possible: nil for `null` and `undefined`; bytes as
 * text when they are UTF-8 without control characters, else in hex; errors with their stack; objects by their own
 * `toString` if they have one, else like JSON without quotes around the keys.
 *
 * @example
 * ```ts
 * import { formatValue } from "@luat/corelib";
 *
 * formatValue(null); // "nil"
 * formatValue(Uint8Array.of(0x4f, 0x4b)); // "OK"
 * formatValue(Uint8Array.of(0x00, 0xff)); // "00FF"
 * formatValue({ ip: "10.0.0.2", up: true }); // '{ip: "10.0.0.2", up: true}'
 * ```
 */
export function formatValue(value: unknown): string {
  return typeof value === "string" ? value : format(value, 0);
}

/** The text of a value in an error message: as in a log line, but strings are quoted and long text is cut. */
export function describeValue(value: unknown): string {
  const text = format(value, 0);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function format(value: unknown, depth: number): string {
  if (value == null) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return value.name === "" ? "function" : `function ${value.name}`;
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return formatBytes(value);
  if (value instanceof Error) return value.stack ?? String(value);
  if (Array.isArray(value)) return formatTable("[", value.map((item) => [undefined, item]), "]", depth);
  const { toString } = value as { toString?: unknown };
  if (typeof toString === "function" && toString !== Object.prototype.toString) return String(value);
  return formatTable("{", Object.entries(value), "}", depth);
}

function formatTable(open: string, entries: Array<[string | undefined, unknown]>, close: string, depth: number): string {
  if (depth === DEEPEST && entries.length > 0) return `${open}…${close}`;
  const items = entries.slice(0, MOST).map(([key, item]) => (key === undefined ? "" : `${key}: `) + format(item, depth + 1));
  if (entries.length > MOST) items.push("…");
  return open + items.join(", ") + close;
}

function formatBytes(bytes: Uint8Array): string {
  try {
    const text = utf8.decode(bytes);
    if (!CONTROL.test(text)) return text;
  } catch {
    // Not UTF-8: shown in hex below.
  }
  let hex = "";
  for (const byte of bytes.subarray(0, MOST_BYTES)) hex += byte.toString(16).padStart(2, "0").toUpperCase();
  return bytes.length > MOST_BYTES ? `${hex}… (${bytes.length} bytes)` : hex;
}
