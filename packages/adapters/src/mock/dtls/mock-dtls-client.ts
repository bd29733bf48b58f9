import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { tlsFault } from "../../certs/tls-fault.js";
import type { DtlsSession, DtlsUser } from "../../dtls/session.js";
import { alertFault, CLOSE_NOTIFY } from "../tls/alert.js";
import { identityText, keyProof } from "../tls/key-proof.js";
import { ALERT, DATA, HANDSHAKE } from "../tls/record.js";
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord, type DtlsMessage } from "./dtls-record.js";
import { sessionKey, type Randoms } from "./session-key.js";

/** What is settled by each handshake of the mock network. */
const INFO = { protocol: "DTLSv1.2", verified: true, resumed: false } as const;
const WARNING = 1;

/** The client's side of the mock network's DTLS: the order of its messages and what is lost of them is as in DTLS; nothing is encrypted. */
export class MockDtlsClient implements DtlsSession {
  readonly #key: KeyBytes;
  readonly #user: DtlsUser;
  readonly #random: number;
  #flight: DtlsMessage;
  #randoms: Randoms | undefined;
  #isSecured = false;
  #isOver = false;
  #numbers = 0;

  /** @param random - another one for each session. */
  constructor(key: KeyBytes, random: number, user: DtlsUser) {
    this.#key = key;
    this.#random = random;
    this.#user = user;
    this.#flight = { kind: "client-hello", random };
    user.flight(this.resend());
  }

  get isKeyShown(): boolean {
    return this.#randoms !== undefined;
  }

  resend(): Uint8Array {
    return encodeRecord(HANDSHAKE, this.#numbers++, "", encodeMessage(this.#flight));
  }

  seal(bytes: Uint8Array): Uint8Array {
    return encodeRecord(DATA, this.#numbers++, this.#proof("client"), bytes);
  }

  farewell(): Uint8Array {
    return encodeRecord(ALERT, this.#numbers++, this.#proof("client"), Uint8Array.of(WARNING, CLOSE_NOTIFY));
  }

  receive(datagram: Uint8Array): void {
    const record = this.#isOver ? undefined : decodeRecord(datagram);
    if (record === undefined) return;
    const { type, seal, body } = record;
    if (!this.#isSecured) this.#shake(type, body);
    else if (seal !== this.#proof("server")) return;
    else if (type === DATA) this.#user.receivedData(body);
    else if (type === ALERT) {
      this.#isOver = true;
      this.#user.ended();
    }
  }

  #shake(type: number, body: Uint8Array): void {
    if (type === ALERT) {
      this.#isOver = true;
      this.#user.handshakeFailed(alertFault(body[1] ?? 0, { isServer: true, isUnderWay: false, hasKey: true }));
      return;
    }
    const message = type === HANDSHAKE ? decodeMessage(body) : undefined;
    if (message?.kind === "server-hello" && this.#randoms === undefined) {
      this.#randoms = { client: this.#random, server: message.random };
      this.#flight = { kind: "key-exchange", identity: identityText(this.#key.identity), proof: this.#proof("client") };
      this.#user.flight(this.resend());
    } else if (message?.kind === "finished" && this.#randoms !== undefined) this.#finish(message.proof);
  }

  #finish(proof: string): void {
    if (proof === this.#proof("server")) {
      this.#isSecured = true;
      this.#user.secured(INFO);
      return;
    }
    this.#isOver = true;
    this.#user.handshakeFailed(tlsFault("psk", "the server has another key"));
  }

  #proof(side: "client" | "server"): string {
    return this.#randoms === undefined ? "" : keyProof(this.#key.key, sessionKey(side, this.#randoms));
  }
}
