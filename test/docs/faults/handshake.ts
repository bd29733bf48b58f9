import type { Fault } from "./fault.js";

/** A handshake of TLS is under way so long after dialling, in ms. */
export const AMID_HANDSHAKE = 120;

/** What goes wrong in a handshake because of the server itself; it does not speak TLS then. */
export const RUDE: ReadonlySet<Fault | undefined> = new Set(["fin", "half-close", "stall"]);
