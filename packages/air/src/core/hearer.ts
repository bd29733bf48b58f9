import type { Fault } from "@luat/contract";

/** 0: it went well; 1: it did not. */
export type Result = 0 | 1;

/** Who made a {@link CoreSocket} and is told what becomes of it, each time by the device's bus. */
export interface Hearer {
  /** It is connected, or could not be, for a reason, and is closed already. */
  connected(result: Result, fault: Fault | undefined): void;
  /** What the `send` with this number took is with the system, or was lost. */
  sent(result: Result, length: number, nth: number): void;
  /** So many bytes can be read; nothing else is told to have arrived until they were. */
  received(length: number): void;
  /** The peer has closed it, or it broke. */
  ended(fault: Fault | undefined): void;
  /** What `close` began is done. */
  closed(): void;
}
