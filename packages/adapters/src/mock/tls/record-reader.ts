import { lentSpace } from "../tcp/lent-copy.js";
import { HEADER, readHeader, type RecordType } from "./record.js";

/** Told each whole record; its bytes are the receiver's, with junk behind the first `length`. */
export type OnRecord = (type: RecordType, bytes: Uint8Array, length: number) => void;

/** Finds the records in a stream of bytes. */
export class RecordReader {
  readonly #onRecord: OnRecord;
  readonly #header = new Uint8Array(HEADER);
  #headerLength = 0;
  /** The record that is being read. */
  #record: { readonly type: RecordType; readonly length: number; readonly bytes: Uint8Array } | undefined;
  #recordLength = 0;

  constructor(onRecord: OnRecord) {
    this.#onRecord = onRecord;
  }

  /** Reads the next bytes, which are copied; false when they are no records. */
  read(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length; ) {
      if (this.#record === undefined) {
        const piece = bytes.subarray(at, at + HEADER - this.#headerLength);
        this.#header.set(piece, this.#headerLength);
        this.#headerLength += piece.length;
        at += piece.length;
        if (this.#headerLength < HEADER) break;
        const header = readHeader(this.#header);
        if (header === undefined) return false;
        this.#headerLength = 0;
        this.#record = { ...header, bytes: lentSpace(header.length) };
      } else {
        const piece = bytes.subarray(at, at + this.#record.length - this.#recordLength);
        this.#record.bytes.set(piece, this.#recordLength);
        this.#recordLength += piece.length;
        at += piece.length;
      }
      this.#tellIfWhole();
    }
    return true;
  }

  #tellIfWhole(): void {
    const record = this.#record;
    if (record === undefined || this.#recordLength < record.length) return;
    this.#record = undefined;
    this.#recordLength = 0;
    this.#onRecord(record.type, record.bytes, record.length);
  }
}
