import { FULL, ipVersion, MAX_DATAGRAM, SENT, type Endpoint, type Fault } from "@luat/contract";
import { str, Zbuff } from "@luat/corelib";
import { EVENTS } from "../ids.js";
import type { Arrival } from "../runtime/datagram-end.js";
import { CANNOT } from "../runtime/socket.js";
import { badArgument, isNil, isPort, toInteger } from "./arguments.js";
import { txBytes, type TxData } from "./bytes.js";
import type { LuatCtrl } from "./ctrl.js";
import { ipOctets } from "./ip-octets.js";
import type { ReadResult, RxResult } from "./socket-calls.js";

const NO_DESTINATION = "the datagram has no address with a port to go to";

type Warn = (text: string) => void;

/** `tx` with UDP. */
export function txDatagram(netc: LuatCtrl, data: TxData, ip: unknown, port: unknown, warn: Warn): [ok: boolean, full: boolean, acked: boolean] {
  // The card keeps the bytes until they are settled, and what may be changed is copied.
  const bytes = txBytes(data, 0);
  const { socket } = netc;
  // LuatOS: with TLS the address does not count.
  const to = socket.tls === undefined ? destination(ip, port, warn) : undefined;
  const fault = socket.writable ? impossible(bytes, to ?? socket.peer) : undefined;
  if (fault !== undefined) {
    warn(fault.reason === "size" ? `data has ${bytes.length} bytes; expected ${MAX_DATAGRAM} at most with UDP` : NO_DESTINATION);
    socket.breakSoon(fault);
    return [false, false, false];
  }
  const result = socket.txTo(bytes, to);
  if (result === CANNOT) return [false, false, false];
  if (result === FULL) return [true, true, true];
  netc.waitTarget = EVENTS.TX_OK;
  if (result === SENT) netc.settleLater();
  return [true, false, false];
}

/** LuatOS: what is no literal address counts as absent, and without a port it is 0. */
function destination(ip: unknown, port: unknown, warn: Warn): Endpoint | undefined {
  if (isNil(ip)) return undefined;
  const host = typeof ip === "number" && Number.isInteger(ip) ? str.ipText(ip) : ip;
  if (typeof host !== "string") throw badArgument("tx", "ip", ip, "a literal address, an integer, or nil");
  if (ipVersion(host) === 0) {
    warn(`ip is ${JSON.stringify(host)}, which is no literal address; it goes to the peer of connect`);
    return undefined;
  }
  const number = isNil(port) ? 0 : toInteger(port);
  if (number === undefined) throw badArgument("tx", "port", port, "a port number, or nil");
  return { host, port: isPort(number) ? number : 0 };
}

function impossible(bytes: Uint8Array, to: Endpoint | undefined): Fault | undefined {
  if (to === undefined || to.port === 0) return { reason: "broken", note: NO_DESTINATION };
  return bytes.length > MAX_DATAGRAM ? { reason: "size" } : undefined;
}

/** `rx` with UDP: one datagram a call, whose tail is dropped beyond the limit. */
export function rxDatagram({ socket }: LuatCtrl, buff: unknown, limit: unknown): RxResult {
  const first = socket.firstDatagram;
  if (first === undefined) return [true, 0];
  const most = toInteger(limit) ?? -1;
  const bytes = most < 0 ? first.bytes : first.bytes.subarray(0, most);
  if (!(buff instanceof Zbuff)) {
    if (typeof buff === "object" && buff !== null) throw badArgument("rx", "buff", buff, "a zbuff, or nil");
    return [true, bytes.length];
  }
  // This may throw, and then the datagram is still there.
  buff.reserve(bytes.length);
  socket.takeDatagram();
  const used = buff.used();
  buff.used(used + bytes.length);
  buff.bytes.set(bytes, used);
  return [true, bytes.length, ...sender(first)];
}

/** `read` with UDP. */
export function readDatagram({ socket }: LuatCtrl, len: unknown): ReadResult {
  const arrival = socket.takeDatagram();
  if (arrival === undefined) return [true, new Uint8Array(0)];
  const most = toInteger(len) ?? 0;
  return [true, most > 0 ? arrival.bytes.slice(0, most) : arrival.bytes, ...sender(arrival)];
}

function sender({ from }: Arrival): [addr: Uint8Array, port: number] {
  return [ipOctets(from.host), from.port];
}
