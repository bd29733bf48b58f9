import { ipVersion, type Endpoint } from "@luat/contract";
import { MAX_DATAGRAM_DATA } from "./protocol.js";
import { WireError } from "./wire-error.js";

/** The card of the gateway kept only the beginning of the datagram. */
const CUT = 1;
/** Of what a literal address consists; a zone may hold more. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** A datagram as it travels: its data is a view of the message. */
export interface WireDatagram {
  /** Where it goes, or came from. Absent: to the peer; never absent from a gateway. */
  readonly endpoint?: Endpoint | undefined;
  readonly data: Uint8Array;
  readonly isCut: boolean;
}

/**
 * Reads a payload message of a datagram socket. What is wrong is returned, never thrown.
 *
 * @param sender - who has sent the message: only clients leave the address out, only gateways say that data is cut.
 */
export function readDatagram(message: Uint8Array, sender: "client" | "gateway"): WireDatagram | WireError {
  const [flags, length] = message;
  if (flags === undefined || length === undefined || message.length < length + 4) return new WireError(`the datagram has ${message.length} bytes; expected at least those of its header`);
  const most = sender === "gateway" ? CUT : 0;
  if (flags > most) return new WireError(`the flags of the datagram are ${flags}; expected 0${most === 0 ? "" : " or 1"}`);
  const host = String.fromCharCode(...message.subarray(2, 2 + length));
  const port = ((message[2 + length] ?? 0) << 8) | (message[3 + length] ?? 0);
  const data = message.subarray(length + 4);
  if (data.length > MAX_DATAGRAM_DATA) return new WireError(`the datagram has ${data.length} bytes of data; expected at most ${MAX_DATAGRAM_DATA}`, "size");
  const isCut = flags === CUT;
  if (length === 0 && sender === "client") return port === 0 ? { data, isCut } : new WireError(`the datagram has port ${port} and no address; expected port 0`);
  if (!PRINTABLE.test(host) || ipVersion(host) === 0) return new WireError(`the address of the datagram is ${JSON.stringify(host)}; expected a literal address`);
  if (port === 0 && sender === "client") return new WireError("the port of the datagram is 0; expected 1 to 65535");
  return { endpoint: { host, port }, data, isCut };
}

/**
 * Makes the payload message of a datagram.
 *
 * @param endpoint - has a literal address. Absent: the peer.
 * @param data - at most {@link MAX_DATAGRAM_DATA} bytes.
 */
export function writeDatagram(endpoint: Endpoint | undefined, data: Uint8Array, isCut = false): Uint8Array {
  const { host, port } = endpoint ?? { host: "", port: 0 };
  const message = new Uint8Array(host.length + 4 + data.length);
  message[0] = isCut ? CUT : 0;
  message[1] = host.length;
  for (let i = 0; i < host.length; i++) message[2 + i] = host.charCodeAt(i);
  message[2 + host.length] = port >> 8;
  message[3 + host.length] = port & 255;
  message.set(data, host.length + 4);
  return message;
}
