import type { Fault } from "@luat/contract";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { tlsFault } from "../../certs/tls-fault.js";
import type { DtlsSession, DtlsUser } from "../../dtls/session.js";
import { alertFault, CLOSE_NOTIFY, isFarewell } from "./dtls-alert.js";
import type { DtlsLibrary, DtlsMessage, HandshakeHandler, RecordLayer } from "./dtls-library.js";
import { ALERT, APPLICATION_DATA, HANDSHAKE, messagesOf, recordsOf, type DtlsRecord, type MessagePiece } from "./dtls-record.js";
import { ReplayWindow } from "./replay-window.js";

/** Those whose records are proof against tampering as a whole. */
const CIPHERS = [
  "TLS_PSK_WITH_AES_128_GCM_SHA256",
  "TLS_PSK_WITH_AES_256_GCM_SHA384",
  "TLS_PSK_WITH_AES_128_CCM",
  "TLS_PSK_WITH_AES_256_CCM",
  "TLS_PSK_WITH_AES_128_CCM_8",
  "TLS_PSK_WITH_AES_256_CCM_8",
] as const;
/** RFC 5246, 7.4. */
const SERVER_HELLO = 2;
const HELLO_VERIFY_REQUEST = 3;
const DTLS_1_2 = 0xfefd;
const WARNING = 1;
/** Nobody needs more for a handshake without certificates; it is a limit to what strangers can make this side keep. */
const MOST_PIECES = 64;
const MOST_AHEAD = 16;
const LONGEST_MESSAGE = 16_384;

interface Outcome {
  readonly alert?: { serialize(): Buffer } | null | undefined;
  readonly error?: Error | undefined;
}

/**
 * The client's side of DTLS 1.2 with a pre-shared key: datagrams in, datagrams out, no socket and no time.
 *
 * What is in the datagrams is node-dtls-client's work. What it would take without looking is kept from it: records that
 * are not of this connection's keys, which it hands on as if they were; messages that are cut off or repeated, which stop
 * it; and gaps of more than 64 datagrams, after which it hears nothing any more.
 */
export class DtlsClient implements DtlsSession {
  readonly #library: DtlsLibrary;
  readonly #user: DtlsUser;
  readonly #layer: RecordLayer;
  readonly #handshake: HandshakeHandler;
  #flight: readonly DtlsMessage[] = [];
  /** What the library says in the middle of its work, where it would take an exception of the user's for its own. */
  #outcome: Outcome | undefined;
  /** Whether the server has said that it speaks DTLS. */
  #isAnswered = false;
  #isSecured = false;
  #isOver = false;

  /** Tells the user the first flight before it returns. */
  constructor(library: DtlsLibrary, { identity, key }: KeyBytes, user: DtlsUser) {
    this.#library = library;
    this.#user = user;
    this.#layer = new library.RecordLayer({}, {});
    for (const epoch of this.#layer.epochs) epoch.antiReplayWindow = new ReplayWindow();
    this.#layer.sendFlight = (messages) => {
      this.#flight = messages;
      user.flight(this.resend());
    };
    // The library takes one byte of each character.
    const psk = Object.fromEntries([[latin1(identity), latin1(key)]]);
    this.#handshake = new library.ClientHandshakeHandler(this.#layer, { psk, ciphers: CIPHERS }, (alert, error) => (this.#outcome = { alert, error }));
  }

  get isKeyShown(): boolean {
    return this.#isAnswered && this.#layer._writeEpochNr > 0;
  }

  /** The last flight once more, in records of their own as the standard demands. */
  resend(): Uint8Array {
    // A flight with the change of keys begins before it.
    this.#layer._writeEpochNr = 0;
    return Buffer.concat(this.#flight.map((message) => this.#layer.processOutgoingMessage(message)));
  }

  seal(bytes: Uint8Array): Uint8Array {
    return this.#layer.processOutgoingMessage({ type: APPLICATION_DATA, data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) });
  }

  farewell(): Uint8Array {
    return this.#layer.processOutgoingMessage({ type: ALERT, data: Buffer.of(WARNING, CLOSE_NOTIFY) });
  }

  receive(datagram: Uint8Array): void {
    for (const record of recordsOf(Buffer.from(datagram))) {
      if (this.#isOver) return;
      if (record.epoch === 0) this.#onPlain(record);
      else if (record.epoch === 1 && this.isKeyShown) this.#onSealed(record);
    }
  }

  /** Anybody can have sent it, so it counts only as long as nothing better can come. */
  #onPlain({ type, body }: DtlsRecord): void {
    if (this.#isSecured) return;
    const fault = type === ALERT ? alertFault(body) : undefined;
    if (fault !== undefined) this.#fail(fault);
    else if (type === HANDSHAKE && this.#layer._writeEpochNr === 0) this.#onMessages(body);
  }

  #onSealed({ whole }: DtlsRecord): void {
    const [message] = this.#layer.receive(whole);
    if (message === undefined) return;
    // It could be opened, so the server has changed keys, whether or not its word for that has come.
    if (this.#layer.readEpochNr === 0) this.#layer.advanceReadEpoch();
    const { type, data } = message;
    if (!this.#isSecured) {
      const fault = type === ALERT ? alertFault(data) : undefined;
      if (fault !== undefined) this.#fail(fault);
      else if (type === HANDSHAKE) this.#onMessages(data);
    } else if (type === APPLICATION_DATA) this.#user.receivedData(new Uint8Array(data.buffer, data.byteOffset, data.length));
    else if (type === ALERT && isFarewell(data)) {
      this.#isOver = true;
      this.#user.ended();
    }
  }

  #onMessages(body: Buffer): void {
    for (const piece of messagesOf(body)) {
      if (this.#isOver || this.#isSecured) return;
      this.#onMessage(piece);
    }
  }

  #onMessage({ type, totalLength, sequence, offset, body }: MessagePiece): void {
    const { lastProcessedSeqNum: last, incompleteMessages } = this.#handshake;
    if (sequence <= last || sequence > last + MOST_AHEAD || totalLength > LONGEST_MESSAGE || incompleteMessages.length > MOST_PIECES) return;
    // The library would fill up a cookie that is too short with whatever is in memory, and send that.
    if (type === HELLO_VERIFY_REQUEST && (body.length !== totalLength || body.length < 3 || body.length !== 3 + body.readUInt8(2))) return;
    if (type === SERVER_HELLO && offset === 0 && body.length > 1 && body.readUInt16BE(0) !== DTLS_1_2) {
      this.#fail(tlsFault("protocol", "the peer does not speak DTLS 1.2"));
      return;
    }
    this.#isAnswered ||= type !== HELLO_VERIFY_REQUEST;
    try {
      this.#handshake.processIncomingMessage(new this.#library.FragmentedHandshake(type, totalLength, sequence, offset, Buffer.from(body)));
    } catch {
      // What cannot be read may be anybody's; what the server says comes again.
      return;
    }
    if (this.#outcome !== undefined) this.#onDone(this.#outcome);
  }

  #onDone({ alert, error }: Outcome): void {
    if (error !== undefined) {
      if (alert != null) this.#user.flight(this.#layer.processOutgoingMessage({ type: ALERT, data: alert.serialize() }));
      this.#fail(tlsFault("protocol", "the handshake went wrong", error));
      return;
    }
    const { id } = (this.#layer.epochs[1] as RecordLayer["epochs"][number]).connectionState.cipherSuite;
    const cipher = CIPHERS.find((name) => this.#library.CipherSuites[name]?.id === id);
    if (cipher === undefined) {
      this.#fail(tlsFault("protocol", `the peer chose the cipher suite ${id}, which was not offered`));
      return;
    }
    this.#isSecured = true;
    this.#user.secured({ protocol: "DTLSv1.2", cipher, verified: true, resumed: false });
  }

  #fail(fault: Fault): void {
    this.#isOver = true;
    this.#user.handshakeFailed(fault);
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
