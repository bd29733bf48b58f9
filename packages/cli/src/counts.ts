/** What went over a connection, or over many. */
export class Counts {
  /** Bytes that arrived. */
  bytesIn = 0;
  /** Bytes that were sent. */
  bytesOut = 0;
  /** Pieces that arrived: datagrams, or what a stream happened to give at once. */
  messagesIn = 0;
  /** Pieces that were sent. */
  messagesOut = 0;
  /** Pieces that could not be sent. */
  failed = 0;
  /** How often it was on line. */
  connections = 0;

  /** A piece arrived. */
  received(bytes: number): void {
    this.messagesIn++;
    this.bytesIn += bytes;
  }

  /** A piece was sent. */
  sent(bytes: number): void {
    this.messagesOut++;
    this.bytesOut += bytes;
  }
}
