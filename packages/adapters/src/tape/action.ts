import { formatEndpoint, type Endpoint } from "@luat/contract";
import { toHex } from "./byte-text.js";
import type { Entry, EntryKind, RecordedTls, Untimed } from "./entry.js";

/** What a program does, as opposed to what it is told. */
const ACTIONS = ["resolve", "dial", "out", "finish", "destroy", "listen", "accept", "refuse", "bind", "datagram-out", "close"] as const satisfies readonly EntryKind[];

/** Something that a program does, or did when it was recorded. */
export type Action = Extract<Untimed, { ev: (typeof ACTIONS)[number] }>;

/** What opens a socket or a lookup. */
export type Opening = Extract<Untimed, { ev: "resolve" | "dial" | "listen" | "bind" }>;

const NAMES: ReadonlySet<string> = new Set(ACTIONS);
/** The most bytes that a message shows. */
const SHOWN = 16;

export function isAction(entry: Entry): entry is Entry & Action {
  return NAMES.has(entry.ev);
}

/** An action in words, with all that must be as it was recorded but for the bytes of a stream. */
export function describeAction(action: Action): string {
  switch (action.ev) {
    case "resolve":
      return `resolve ${JSON.stringify(action.name)}${familyText(action.family)}${action.servers === undefined ? "" : ` at ${action.servers.join(", ")}`}`;
    case "dial":
      return `dial ${formatEndpoint(action.to)}${action.localPort ? ` from port ${action.localPort}` : ""}${tlsText(action.secure)}`;
    case "listen":
      return `listen at ${placeText(action.host, action.port)}${tlsText(action.secure)}`;
    case "bind":
      return `bind ${placeText(action.host, action.port ?? 0)}${peerText(action.peer)}${tlsText(action.secure)}`;
    case "out":
      return `send ${showBytes(action.bytes)} on stream ${action.id}`;
    case "datagram-out":
      return `send the datagram ${showBytes(action.bytes)} on socket ${action.id}${action.to === undefined ? "" : ` to ${formatEndpoint(action.to)}`}`;
    case "destroy":
      return `${action.how} stream ${action.id}`;
    case "finish":
      return `finish stream ${action.id}`;
    case "accept":
    case "refuse":
      return `${action.ev} client ${action.id}`;
    case "close":
      return `close socket ${action.id}`;
  }
}

/** By what an opening is found when the order does not matter. */
export function openingKey(opening: Opening): string {
  switch (opening.ev) {
    case "resolve":
      return `resolve ${opening.name}${familyText(opening.family)}`;
    case "dial":
      return `dial ${formatEndpoint(opening.to)}${opening.secure === undefined ? "" : " with TLS"}`;
    case "listen":
      return `listen ${opening.port}${opening.secure === undefined ? "" : " with TLS"}`;
    case "bind":
      return `bind ${opening.port ?? 0}${peerText(opening.peer)}${opening.secure === undefined ? "" : " with TLS"}`;
  }
}

/** Bytes for a message: as text and as digits, the first few of them. */
export function showBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing";
  const shown = bytes.subarray(0, SHOWN);
  const more = bytes.length > SHOWN ? " …" : "";
  return `${JSON.stringify(new TextDecoder().decode(shown))} (${toHex(shown)}${more})`;
}

function familyText(family: 4 | 6 | undefined): string {
  return family === undefined ? "" : ` to IPv${family}`;
}

function tlsText(secure: RecordedTls | undefined): string {
  if (secure === undefined) return "";
  const name = secure.name === undefined ? "" : ` as ${JSON.stringify(secure.name)}`;
  return ` with TLS${name}${secure.alpn === undefined ? "" : ` for ${secure.alpn.join(", ")}`}`;
}

function placeText(host: string | undefined, port: number): string {
  const place = port === 0 ? "any port" : `port ${port}`;
  return host === undefined ? place : `${place} of ${host}`;
}

function peerText(peer: Endpoint | undefined): string {
  return peer === undefined ? "" : ` for ${formatEndpoint(peer)}`;
}
