/** RFC 5246, 6.2.1. */
export const ALERT = 21;
export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;

const HEADER = 13;
const MAJOR_VERSION = 0xfe;
const MESSAGE_HEADER = 12;

/** One record of a datagram. */
export interface DtlsRecord {
  readonly type: number;
  readonly epoch: number;
  /** With its header. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

/** One handshake message of a record, or a piece of one. */
export interface MessagePiece {
  readonly type: number;
  readonly totalLength: number;
  readonly sequence: number;
  readonly offset: number;
  readonly body: Buffer;
}

/** The records of a datagram, up to the first that is none. */
export function* recordsOf(datagram: Buffer): Generator<DtlsRecord> {
  for (let at = 0; at + HEADER <= datagram.length; ) {
    const end = at + HEADER + datagram.readUInt16BE(at + 11);
    if (datagram[at + 1] !== MAJOR_VERSION || end > datagram.length) return;
    yield { type: datagram.readUInt8(at), epoch: datagram.readUInt16BE(at + 3), whole: datagram.subarray(at, end), body: datagram.subarray(at + HEADER, end) };
    at = end;
  }
}

/** The handshake messages of a record, up to the first that is none. */
export function* messagesOf(body: Buffer): Generator<MessagePiece> {
  for (let at = 0; at + MESSAGE_HEADER <= body.length; ) {
    const [totalLength, offset] = [body.readUIntBE(at + 1, 3), body.readUIntBE(at + 6, 3)];
    const end = at + MESSAGE_HEADER + body.readUIntBE(at + 9, 3);
    if (end > body.length || offset + (end - at - MESSAGE_HEADER) > totalLength) return;
    yield { type: body.readUInt8(at), totalLength, sequence: body.readUInt16BE(at + 4), offset, body: body.subarray(at + MESSAGE_HEADER, end) };
    at = end;
  }
}
