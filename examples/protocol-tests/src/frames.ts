/** What meter and server say to each other. */
export interface Frame {
  readonly kind: Kind;
  readonly text: string;
}

const KINDS = ["login", "welcome", "ping", "pong", "command", "answer"] as const;
export type Kind = (typeof KINDS)[number];

/** On the wire: how many bytes the text has (2 bytes, big-endian), the kind (1 byte), and the text (UTF-8). */
const HEADER = 3;
const LONGEST = 1_024;

/** The other side does not keep to the protocol. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** The bytes of a frame. */
export function frame(kind: Kind, text = ""): Uint8Array {
  const body = new TextEncoder().encode(text);
  const bytes = new Uint8Array(HEADER + body.length);
  new DataView(bytes.buffer).setUint16(0, body.length);
  bytes[2] = KINDS.indexOf(kind);
  bytes.set(body, HEADER);
  return bytes;
}

/** Makes frames of what arrives, however it was split and joined on its way. */
export class FrameParser {
  #rest: Uint8Array = new Uint8Array(0);

  /** Takes the next bytes, and gives the frames that are complete with them. */
  push(bytes: Uint8Array): Frame[] {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const view = new DataView(all.buffer);
    const frames: Frame[] = [];
    let start = 0;
    while (all.length - start >= HEADER) {
      const length = view.getUint16(start);
      if (length > LONGEST) throw new ProtocolError(`a frame has ${length} bytes; expected ${LONGEST} at most`);
      const end = start + HEADER + length;
      if (end > all.length) break;
      const kind = KINDS[view.getUint8(start + 2)];
      if (kind === undefined) throw new ProtocolError(`a frame is of kind ${view.getUint8(start + 2)}; expected 0 to ${KINDS.length - 1}`);
      frames.push({ kind, text: new TextDecoder().decode(all.subarray(start + HEADER, end)) });
      start = end;
    }
    this.#rest = all.slice(start);
    return frames;
  }
}
