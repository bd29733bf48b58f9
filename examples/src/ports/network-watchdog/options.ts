/** What a program is given that gets news from a server, and restarts its device when none come any more. */
export interface WatchdogOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds without news until it restarts. */
  readonly timeout: number;
  readonly onNews: (data: Uint8Array) => void;
}
