import type { Fault } from "@luat/contract";
import type { GatewayMessage } from "../../wire/index.js";

/** How a channel came to its end. */
export interface Ending {
  /** For logs and metrics. Default: the reason of the fault, or `"done"`. */
  readonly how?: string | undefined;
  /** Of the WebSocket. Default: done. */
  readonly code?: number | undefined;
}

/** The client of a service: its channel, with what is counted and logged of it. */
export interface Caller {
  /** Whether so much is on the way to the client that it should get no more for now. */
  readonly isBusy: boolean;
  /** Bytes on the way to the client. */
  readonly queued: number;
  /** Tells the client something. */
  tell(message: GatewayMessage): void;
  /** Sends the client payload, which may not be changed any more, or until `done` is called. */
  send(bytes: Uint8Array, done?: () => void): void;
  /** Payload went one way: up is from the client. */
  count(way: "up" | "down", bytes: number, isDatagram?: boolean): void;
  /** What the client asked for is there. @param address - where. */
  opened(address: string): void;
  /** Something is odd, and nothing ends by it. */
  warn(event: string, fault: Fault): void;
  /** It came to its end. Tells the client, ends the service, and closes the WebSocket; further calls do nothing. */
  over(fault: Fault | undefined, ending?: Ending): void;
  /** No rule allows what the client wants. @param what - of which target, and why: for the log, as the client need not know. */
  forbid(what: string): void;
  /** The client broke the protocol. */
  violate(what: string, kind?: "protocol" | "size"): void;
}
