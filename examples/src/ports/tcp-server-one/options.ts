/** What a server for one client at a time is given. */
export interface ServerOneOptions {
  readonly port: number;
  /** Makes the answer to what a client has sent. */
  readonly answer: (data: Uint8Array) => string | Uint8Array;
  /** Told who came; `undefined`: that one has gone. */
  readonly onClient: (from: string | undefined) => void;
}
