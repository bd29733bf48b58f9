import type { Departure, RefusalReason } from "./server-events.js";

/** What a server did so far, and how it is. */
export interface ServerStatus {
  /** As {@link ManagedServer.state}. */
  readonly state: "listening" | "draining" | "closed";
  /** How many clients there are. */
  readonly clients: number;
  /** How many of them are identified. */
  readonly identified: number;
  /** How many of them wait to be handed out by a loop or `each`. */
  readonly waiting: number;
  /** How many were let in so far. */
  readonly accepted: number;
  /** How many were sent away, by reason. */
  readonly refused: Readonly<Record<RefusalReason, number>>;
  /** How many left, by reason; `left.replaced` are those whose device connected anew. */
  readonly left: Readonly<Record<Departure["kind"], number>>;
  /** How many messages of `broadcast` and `unicast` clients did not get. */
  readonly dropped: number;
  /** How many handlers of `each` failed. */
  readonly failed: number;
  /** Bytes that came from clients, of those who left too. */
  readonly bytesIn: number;
  /** Bytes that were accepted for sending to clients, of those who left too. */
  readonly bytesOut: number;
  /** Bytes that wait for clients to take them. */
  readonly queued: number;
}

/** The counters of a {@link ServerStatus}: what happened, as far as it is over. */
export class Tally {
  accepted = 0;
  readonly refused: Record<RefusalReason, number> = { clients: 0, address: 0, rate: 0, backlog: 0, tls: 0 };
  readonly left: Record<Departure["kind"], number> = { closed: 0, ended: 0, broken: 0, replaced: 0, login: 0, idle: 0, slow: 0, stopped: 0 };
  dropped = 0;
  failed = 0;
  /** Of clients that left. */
  bytesIn = 0;
  bytesOut = 0;
}
