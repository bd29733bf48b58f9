import { FULL, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { BAD_RECORD_MAC, CLOSE_NOTIFY, UNKNOWN_IDENTITY } from "../tls/alert.js";
import { identityText, keyProof } from "../tls/key-proof.js";
import { ALERT, DATA, HANDSHAKE } from "../tls/record.js";
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord, type DtlsMessage } from "./dtls-record.js";
import { sessionKey, type Randoms } from "./session-key.js";

/** One client. */
interface Session {
  readonly randoms: Randoms;
  isSecured: boolean;
}

const WARNING = 1;
const FATAL = 2;

/**
 * A server of the mock network's DTLS: a datagram socket that hears, and is heard by, only those who have shown the key.
 * What is lost of a handshake it says again when the client asks again, so it needs no time.
 */
export class MockDtlsServer implements Datagrams, DatagramSink {
  readonly #key: KeyBytes;
  readonly #sink: DatagramSink;
  readonly #plain: Datagrams;
  readonly #nextRandom: () => number;
  readonly #sessions = new Map<string, Session>();
  /** Which of all datagrams the user's are that are not settled. */
  readonly #users: number[] = [];
  #taken = 0;
  #settled = 0;
  #isFull = false;
  #numbers = 0;

  constructor(key: KeyBytes, nextRandom: () => number, open: (sink: DatagramSink) => Datagrams, sink: DatagramSink) {
    this.#key = key;
    this.#sink = sink;
    this.#nextRandom = nextRandom;
    this.#plain = open(this);
  }

  /** To one who is no client of it, it goes out too; nobody there can read it. */
  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    if (to === undefined) throw new TypeError("to is undefined; expected an address, as the socket has no peer");
    const answer = this.#pass(encodeRecord(DATA, this.#numbers++, this.#proof("server", this.#sessions.get(nameOf(to))), bytes), to);
    if (answer === FULL) this.#isFull = true;
    else this.#users.push(this.#taken);
    return answer;
  }

  close(): void {
    for (const [name, session] of this.#sessions) {
      const farewell = encodeRecord(ALERT, this.#numbers++, this.#proof("server", session), Uint8Array.of(WARNING, CLOSE_NOTIFY));
      if (session.isSecured) this.#pass(farewell, endpointOf(name));
    }
    this.#plain.close();
  }

  bound(local: Endpoint): void {
    this.#sink.bound(local);
  }

  received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
    const record = decodeRecord(bytes.subarray(0, length));
    if (record === undefined) return;
    const { type, seal, body } = record;
    const session = this.#sessions.get(nameOf(from));
    if (type === HANDSHAKE) this.#shake(decodeMessage(body), session, from);
    else if (session?.isSecured !== true || seal !== this.#proof("client", session)) return;
    else if (type === DATA) this.#sink.received(body, body.length, false, from);
    else this.#sessions.delete(nameOf(from));
  }

  sent(total: number): void {
    const before = this.#settled;
    for (; this.#users[0] !== undefined && this.#users[0] <= total; this.#users.shift()) this.#settled++;
    if (this.#settled > before) this.#sink.sent(this.#settled);
  }

  drained(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#sink.drained();
  }

  failed(fault: Fault, nth?: number): void {
    const place = nth === undefined ? -1 : this.#users.indexOf(nth);
    if (place >= 0) this.#sink.failed(fault, this.#settled + place + 1);
  }

  closed(fault?: Fault): void {
    this.#sink.closed(fault);
  }

  #shake(message: DtlsMessage | undefined, session: Session | undefined, from: Endpoint): void {
    if (message?.kind === "client-hello") {
      const isNew = session?.randoms.client !== message.random;
      const randoms = isNew ? { client: message.random, server: this.#nextRandom() } : session.randoms;
      if (isNew) this.#sessions.set(nameOf(from), { randoms, isSecured: false });
      this.#say({ kind: "server-hello", random: randoms.server }, from);
    } else if (message?.kind === "key-exchange" && session !== undefined) {
      if (message.identity !== identityText(this.#key.identity)) this.#refuse(UNKNOWN_IDENTITY, from);
      else if (message.proof !== this.#proof("client", session)) this.#refuse(BAD_RECORD_MAC, from);
      else {
        session.isSecured = true;
        this.#say({ kind: "finished", proof: this.#proof("server", session) }, from);
      }
    }
  }

  #say(message: DtlsMessage, to: Endpoint): void {
    this.#pass(encodeRecord(HANDSHAKE, this.#numbers++, "", encodeMessage(message)), to);
  }

  #refuse(alert: number, to: Endpoint): void {
    this.#sessions.delete(nameOf(to));
    this.#pass(encodeRecord(ALERT, this.#numbers++, "", Uint8Array.of(FATAL, alert)), to);
  }

  #pass(datagram: Uint8Array, to: Endpoint): SendResult {
    const answer = this.#plain.send(datagram, to);
    if (answer !== FULL) this.#taken++;
    return answer;
  }

  #proof(side: "client" | "server", session: Session | undefined): string {
    return keyProof(this.#key.key, session === undefined ? side : sessionKey(side, session.randoms));
  }
}

function nameOf({ host, port }: Endpoint): string {
  return `${port} ${host}`;
}

function endpointOf(name: string): Endpoint {
  const [port, host] = name.split(" ") as [string, string];
  return { host, port: Number(port) };
}
