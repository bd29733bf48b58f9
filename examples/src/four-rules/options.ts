/**
 * What a program is given that keeps four rules with a server: it sends `heart beat` every 10 s, sends back what begins with `back`,
 * answers `bin` with the bytes 11 22 33, and `time` with the time in seconds since 1970.
 */
export interface FourRulesOptions {
  readonly host: string;
  readonly port: number;
}

export const HEARTBEAT = "heart beat";
/** Milliseconds from one heartbeat to the next. */
export const INTERVAL = 10_000;
/** Milliseconds from the end of a connection to the next one. */
export const PAUSE = 5_000;
