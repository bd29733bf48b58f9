/** What a program is given that reports over short connections. Reports and answers are lines of text. */
export interface ShortConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds from the end of one report to the next. */
  readonly interval: number;
  /** Makes a report, without a line end. */
  readonly read: () => string;
  /** Told what the server has answered to a report; `undefined`: three tries have failed. */
  readonly onReport: (answer: string | undefined) => void;
}
