import type { Fault } from "@luat/contract";
import type { Entry } from "./entry.js";

/** What a transcript is played to: one socket of the program, or a lookup. */
export interface Player {
  /** Tells the program; returns whether there was somebody to tell. */
  play(entry: Entry): boolean;
  /** The replay ends for this socket. Nothing may be told before this call has returned. */
  fail(fault: Fault): void;
}
