import type { Clock } from "@luat/contract";
import type { Corelib, Log, OpenItem, Origins, TaskErrors } from "@luat/corelib";
import type { Engine, Cards } from "@luat/socket/runtime";

/** Something of the Promise face that ends when its device stops. */
export interface Ending {
  /** Ends it in order, within so many milliseconds. Absent: there is nothing to be ended in order. */
  close?(options: { readonly timeout: number }): Promise<void>;
  /** Ends it at once, settling all that waits. */
  stopNow(): void;
  /** What of it has not ended: itself, and who waits for it. */
  items(): readonly OpenItem[];
}

/** What the connections and servers of one device share. */
export interface World {
  readonly corelib: Corelib;
  readonly engine: Engine;
  readonly cards: Cards;
  readonly clock: Clock;
  readonly origins: Origins;
  /** Where the errors of its listeners go. */
  readonly errors: TaskErrors;
  readonly log: Log;
  /** Servers of which the log knows that nobody verifies them. */
  readonly unverified: Set<string>;
  /** What is open, to be ended with the device. */
  readonly open: Set<Ending>;
  /** The device was stopped: nothing new is opened. */
  stopped: boolean;
}
