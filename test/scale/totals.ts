/** What a fleet of devices came to, counted by all of its programs. */
export class Totals {
  /** Devices that have a connection just now. */
  online = 0;
  /** Heartbeats that came back. */
  answered = 0;
  /** Heartbeats that did not. */
  lost = 0;
  /** Heartbeats that arrived at the server. */
  received = 0;
  /** Connections that were tried. */
  dials = 0;
  /** Attempts to connect that failed. */
  failedDials = 0;
  /** Connections that came to an end. */
  ended = 0;
  /** How many heartbeats of each device came back. */
  readonly answeredOf: number[] = [];

  /** A connection ended, or an attempt to make one. */
  end(wasOnline: boolean): void {
    if (!wasOnline) {
      this.failedDials++;
      return;
    }
    this.online--;
    this.ended++;
  }

  /** A heartbeat of the n-th device came back. */
  answer(n: number): void {
    this.answered++;
    this.answeredOf[n] = (this.answeredOf[n] ?? 0) + 1;
  }
}

/** Chance of one device's own, the same in each run. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
