import type { Clock, Stream, Traits } from "@luat/contract";

/** What the streams and listeners of a fake card need of it. */
export interface FakeSurroundings {
  readonly ip: string;
  readonly clock: Clock;
  readonly traits: Traits;
  readonly peersEndToo: boolean;
  /** What was done against the contract. */
  readonly misuse: string[];
  readonly streams: Stream[];
  freePort(): number;
}
