/** What a bridge needs of a serial port: what an open one of the Web Serial API has, and `serialPair` of the mock. */
export interface SerialPort {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
