import type { Fault, TlsReason } from "@luat/contract";
import { tlsFault } from "../../certs/tls-fault.js";

export const CLOSE_NOTIFY = 0;
const FATAL = 2;

/** RFC 5246, 7.2, and RFC 4279, 2: what a peer answers that does not know the identity, or has another key. */
const OF_KEY = new Set([20, 21, 51, 115]);
/** That there is no way to talk to each other. */
const OF_PROTOCOL = new Set([40, 70, 71]);

/** What a fatal alert in the handshake means; nothing for others. */
export function alertFault(alert: Buffer): Fault | undefined {
  const [level, number = 0] = alert;
  if (alert.length !== 2 || level !== FATAL) return undefined;
  return tlsFault(reasonOf(number), `the peer sent the alert ${number}`);
}

/** Whether an alert is the peer's farewell, in order or not: after it, nothing is received. */
export function isFarewell(alert: Buffer): boolean {
  return alert.length === 2 && (alert[0] === FATAL || alert[1] === CLOSE_NOTIFY);
}

function reasonOf(number: number): TlsReason {
  if (OF_KEY.has(number)) return "psk";
  return OF_PROTOCOL.has(number) ? "protocol" : "refused";
}
