import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { parseIPv4, parseIPv6 } from "@luat/contract";

const HEADER = 12;
const TYPE_A = 1;
const TYPE_AAAA = 28;
const NO_SUCH_NAME = 3;
const SERVER_FAILURE = 2;

/** What a name server says of a name: addresses by kind, nothing at all, or that it cannot say. */
export interface Entry {
  readonly 4?: readonly string[];
  readonly 6?: readonly string[];
  /** Kinds of questions that it leaves unanswered. */
  readonly silent?: readonly (4 | 6)[];
  readonly fails?: boolean;
}

/** A small DNS server on the loopback; of names that it does not know it says that there are none. */
export class NameServer {
  /** The questions so far, such as `"known.test A"`. */
  readonly questions: string[] = [];
  readonly #socket: Socket;
  readonly #entries: Readonly<Record<string, Entry>>;

  private constructor(entries: Readonly<Record<string, Entry>>, socket: Socket) {
    this.#entries = entries;
    this.#socket = socket;
    socket.on("message", (query, from) => this.#answer(query, from));
  }

  static async open(entries: Readonly<Record<string, Entry>>): Promise<NameServer> {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new NameServer(entries, socket);
  }

  /** As queries want it. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  close(): void {
    this.#socket.close();
  }

  #answer(query: Buffer, { address, port }: RemoteInfo): void {
    const labels: string[] = [];
    let at = HEADER;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join(".").toLowerCase();
    const type = query.readUInt16BE(at + 1);
    const kind = type === TYPE_AAAA ? 6 : 4;
    this.questions.push(`${name} ${kind === 6 ? "AAAA" : "A"}`);
    const entry = this.#entries[name];
    if (entry?.silent?.includes(kind) === true) return;
    const records = (entry?.[kind] ?? []).map((host) => record(kind === 6 ? TYPE_AAAA : TYPE_A, (kind === 6 ? parseIPv6(host) : parseIPv4(host)) ?? new Uint8Array()));
    const head = Buffer.alloc(HEADER);
    query.copy(head, 0, 0, 2);
    const code = entry === undefined ? NO_SUCH_NAME : entry.fails === true ? SERVER_FAILURE : 0;
    // An answer, with recursion wanted and available.
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    this.#socket.send(Buffer.concat([head, query.subarray(HEADER, at + 5), ...records]), port, address);
  }
}

function record(type: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  // The name of the question, which begins behind the header.
  head.writeUInt16BE(0xc000 | HEADER, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
