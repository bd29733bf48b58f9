import { ipVersion, type Fault } from "@luat/contract";
import { tlsFault } from "../../certs/tls-fault.js";
import type { Certificate } from "../../certs/index.js";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { BAD_RECORD_MAC, UNEXPECTED_MESSAGE } from "./alert.js";
import type { Handshake, Step } from "./handshake.js";
import { keyShown } from "./key-proof.js";
import type { KeyShown, Message } from "./message.js";
import type { MockCredentials } from "./mock-credentials.js";
import { Settled } from "./settled.js";
import { shownCertificates } from "./shown-certificates.js";
import { verifyPeer } from "./verify-peer.js";

/** What a client's handshake is about. */
export interface ClientSecurity {
  readonly credentials: MockCredentials;
  /** Those that make a certificate good. */
  readonly authorities: readonly Certificate[];
  readonly name: string | undefined;
  readonly alpn: readonly string[];
  /** The time of day. */
  readonly wall: () => number;
}

type ServerHello = Extract<Message, { kind: "server-hello" }>;

/** The client's side of a handshake. It looks at the server's certificate when all else is done, as Node's does. */
export class ClientHandshake implements Handshake {
  readonly isClient = true;
  readonly #security: ClientSecurity;
  #hello: ServerHello | undefined;

  constructor(security: ClientSecurity) {
    this.#security = security;
  }

  get hasKey(): boolean {
    return this.#security.credentials.psk !== undefined;
  }

  get isUnderWay(): boolean {
    return this.#hello !== undefined;
  }

  start(): Message {
    const { credentials, name, alpn } = this.#security;
    // The standard allows no addresses here, and no dot at the end.
    const sni = name === undefined || ipVersion(name) !== 0 ? null : name.replace(/\.$/, "");
    return { kind: "client-hello", versions: credentials.versions, name: sni, alpn, psk: credentials.psk && true };
  }

  take(message: Message): Step {
    const { credentials } = this.#security;
    if (message.kind === "server-hello" && this.#hello === undefined && credentials.versions.some((version) => version === message.version)) {
      this.#hello = message;
      if (credentials.psk !== undefined) return { say: { kind: "finished", cert: null, psk: keyShown(credentials.psk, "client") } };
      const say: Message = { kind: "finished", cert: message.asks ? (credentials.cert ?? null) : null };
      return message.version === "TLSv1.2" ? { say } : { ...this.#judge(message), say };
    }
    if (message.kind === "finished" && this.#hello?.version === "TLSv1.2") {
      return credentials.psk === undefined ? this.#judge(this.#hello) : judgeKey(credentials.psk, message.psk, this.#hello);
    }
    return { fault: tlsFault("protocol", `the server sent a ${message.kind} that does not fit`), alert: UNEXPECTED_MESSAGE };
  }

  #judge({ version, alpn, cert }: ServerHello): Step {
    const { credentials, authorities, name, wall } = this.#security;
    const fault: Fault | undefined = credentials.verify ? verifyPeer(cert, authorities, { at: wall(), name, usage: "server", revocationLists: credentials.revocationLists }) : undefined;
    if (fault !== undefined) return { fault: { ...fault, wantedName: fault.tls === "name" ? name : undefined, peerCertificates: shownCertificates(cert) } };
    return { done: new Settled(version, alpn ?? undefined, credentials.verify, cert) };
  }
}

function judgeKey(key: KeyBytes, shown: KeyShown | undefined, { version, alpn }: ServerHello): Step {
  if (shown?.proof !== keyShown(key, "server").proof) return { fault: tlsFault("psk", "the server has another key"), alert: BAD_RECORD_MAC };
  return { done: new Settled(version, alpn ?? undefined, true, null) };
}
