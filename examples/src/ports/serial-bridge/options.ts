/** Where a bridge leads from a serial line. */
export interface BridgeOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds of silence on the line after which what came is one packet. Default: 50. */
  readonly gap?: number | undefined;
}
