import type { Clock } from "./clock.js";
import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { SecureInfo } from "./secure.js";

/**
 * What happened to a socket, in the past tense. `id` is the socket's number, unique within its device; a client that was
 * accepted has one of its own, unless its listener serves one client at a time.
 *
 * | kind | what happened |
 * |---|---|
 * | `asked` | the name service is asked for the addresses of a name |
 * | `dialed` | an address is dialled; a name may have several |
 * | `missed` | one of the addresses of a name failed; while there are others, these are tried |
 * | `connected` | the TCP connection is there; with TLS the handshake follows |
 * | `listened` | it listens |
 * | `accepted` | a client was accepted |
 * | `bound` | the datagram socket is open |
 * | `secured` | the TLS or DTLS handshake is done |
 * | `rejected` | a client of a TLS listener was sent away, because the handshake with it failed |
 * | `refused` | a client that was offered was not taken. Those that a card refuses by itself, because the backlog is full, are not told |
 * | `dropped` | a datagram that arrived was dropped, because nobody reads |
 * | `undelivered` | a datagram could not be sent, or was sent back |
 * | `timed-out` | a call of the Promise face or of `libnet` waited `after` milliseconds in vain; `op` is what errors call it, such as `"receive"` |
 * | `ended` | the peer ended its side, and this side may still send |
 * | `broke` | it is over, not by this side; without a fault the peer ended it in order. `online`: it had been in use, else it failed before |
 * | `closed` | the last of each socket, once: it is closed, or broke and is forgotten. `received` and `sent` are its bytes in all, those of datagrams included |
 */
export type DiagnosticEvent =
  | { readonly kind: "asked"; readonly id: number; readonly to: Endpoint }
  | { readonly kind: "dialed"; readonly id: number; readonly card: string; readonly to: Endpoint }
  | { readonly kind: "missed"; readonly id: number; readonly to: Endpoint; readonly fault: Fault }
  | { readonly kind: "connected"; readonly id: number; readonly local: Endpoint; readonly peer: Endpoint }
  | { readonly kind: "listened"; readonly id: number; readonly card: string; readonly local: Endpoint }
  | { readonly kind: "accepted"; readonly id: number; readonly from: Endpoint }
  | { readonly kind: "bound"; readonly id: number; readonly card: string; readonly local: Endpoint }
  | { readonly kind: "secured"; readonly id: number; readonly info: SecureInfo }
  | { readonly kind: "rejected"; readonly id: number; readonly from: Endpoint; readonly fault: Fault }
  | { readonly kind: "refused"; readonly id: number; readonly from: Endpoint }
  | { readonly kind: "dropped"; readonly id: number; readonly from: Endpoint }
  | { readonly kind: "undelivered"; readonly id: number; readonly fault: Fault }
  | { readonly kind: "timed-out"; readonly id: number; readonly op: string; readonly after: number }
  | { readonly kind: "ended"; readonly id: number }
  | { readonly kind: "broke"; readonly id: number; readonly online: boolean; readonly fault?: Fault | undefined }
  | { readonly kind: "closed"; readonly id: number; readonly received: number; readonly sent: number };

/**
 * Where diagnostic events go. Absent by default: then nothing is even built. It may not throw, and may not use the socket.
 * `clock` is that of the device.
 */
export type Diagnostics = (event: DiagnosticEvent, clock: Clock) => void;
