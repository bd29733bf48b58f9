import { toByteText } from "./byte-text.js";
import type { Entry, Transcript, TranscriptHeader } from "./entry.js";

/** What the first line of every transcript says of the format. */
export const FORMAT = "luat-transcript";
/** The version of the format that is written, and the only one that is read. */
export const VERSION = 1;

/**
 * All fields of a transcript, in the order in which they are written, within each object. Nothing else is, whatever an
 * object that somebody passed holds beside them: keys and certificates, for one.
 */
const WRITTEN = [
  ...["format", "version", "at", "adapter", "t", "id", "ev", "client", "nth"],
  ...["name", "family", "servers", "addresses", "host", "ip", "mask", "gateway", "ipv6", "to", "from", "local", "peer", "port", "localPort"],
  ...["backlog", "idle", "interval", "count", "secure", "info", "protocol", "cipher", "alpn", "verified", "resumed", "up", "address", "how", "total"],
  ...["fault", "reason", "errno", "tls", "took", "cut", "text", "hex"],
  ...["traits", "names", "tcp", "listen", "clients", "udp", "psk", "dtls", "multicast", "halfClose", "reset", "keepAlive", "pausedSeesEnd"],
];

export function formatHeader({ at, adapter, traits, up, address }: TranscriptHeader): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, at, adapter, traits, up, address }, WRITTEN);
}

export function formatEntry(entry: Entry): string {
  return JSON.stringify("bytes" in entry ? { ...entry, ...toByteText(entry.bytes) } : entry, WRITTEN);
}

/**
 * The text of a transcript, as {@link record} writes it: what {@link parseTranscript} reads.
 *
 * @param transcript - one that was read, or made by a program.
 * @returns lines that end with `\n`.
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { formatTranscript, parseTranscript, record } from "@luat/adapters/tape";
 *
 * const net = new MockNet();
 * const lines: string[] = [];
 * record(net.host("10.0.0.2"), { write: (line) => lines.push(line), clock: net.clock });
 *
 * formatTranscript(parseTranscript(lines)) === `${lines.join("\n")}\n`; // true
 * ```
 */
export function formatTranscript({ header, entries }: Transcript): string {
  return [formatHeader(header), ...entries.map(formatEntry), ""].join("\n");
}
