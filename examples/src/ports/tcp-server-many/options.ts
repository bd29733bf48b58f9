/** What a server for many clients is given. All speak in lines of text. */
export interface ServerManyOptions {
  readonly port: number;
  /** Makes the answer to a line of a client. */
  readonly answer: (line: string) => string;
  /** Milliseconds between news for all clients. */
  readonly interval: number;
  /** Makes the news, without a line end. */
  readonly news: () => string;
  /** Told how many clients there are, when one came or left. */
  readonly onCount: (clients: number) => void;
}
