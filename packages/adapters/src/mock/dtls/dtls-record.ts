import { DATA } from "../tls/record.js";

/** What the sides say to each other in the handshake; certificates, cookies and ciphers have no part in it. */
export type DtlsMessage =
  | { readonly kind: "client-hello"; readonly random: number }
  | { readonly kind: "server-hello"; readonly random: number }
  | { readonly kind: "key-exchange"; readonly identity: string; readonly proof: string }
  | { readonly kind: "finished"; readonly proof: string };

/** One datagram, as far as it is one of these. `seal`: what only those who know the session can write; empty in the handshake. */
export interface DtlsRecord {
  readonly type: number;
  readonly seal: string;
  readonly body: Uint8Array;
}

const HEADER = 13;
const SEAL = 8;
const VERSION = [0xfe, 0xfd] as const;

/** A datagram of one record: a header as in DTLS, in the second epoch the seal, and the body as it is. */
export function encodeRecord(type: number, number: number, seal: string, body: Uint8Array): Uint8Array {
  const sealed = seal === "" ? 0 : SEAL;
  const datagram = new Uint8Array(HEADER + sealed + body.length);
  const view = new DataView(datagram.buffer);
  datagram.set([type, ...VERSION, 0, sealed === 0 ? 0 : 1]);
  view.setUint32(7, number);
  view.setUint16(11, sealed + body.length);
  if (sealed > 0) datagram.set(new TextEncoder().encode(seal), HEADER);
  datagram.set(body, HEADER + sealed);
  return datagram;
}

/** @returns nothing for what is none. */
export function decodeRecord(datagram: Uint8Array): DtlsRecord | undefined {
  const [type = 0, major, minor, , epoch] = datagram;
  if (datagram.length < HEADER || major !== VERSION[0] || minor !== VERSION[1]) return undefined;
  const body = datagram.slice(HEADER);
  if (new DataView(datagram.buffer, datagram.byteOffset).getUint16(11) !== body.length) return undefined;
  if (epoch === 0) return type === DATA ? undefined : { type, seal: "", body };
  return body.length < SEAL ? undefined : { type, seal: new TextDecoder().decode(body.subarray(0, SEAL)), body: body.slice(SEAL) };
}

export function encodeMessage(message: DtlsMessage): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

/** @returns nothing for what was changed on its way. */
export function decodeMessage(body: Uint8Array): DtlsMessage | undefined {
  try {
    const { kind, random, identity, proof } = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    if ((kind === "client-hello" || kind === "server-hello") && typeof random === "number") return { kind, random };
    if (kind === "key-exchange" && typeof identity === "string" && typeof proof === "string") return { kind, identity, proof };
    return kind === "finished" && typeof proof === "string" ? { kind, proof } : undefined;
  } catch {
    return undefined;
  }
}
