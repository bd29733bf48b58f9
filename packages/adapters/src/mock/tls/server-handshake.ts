import type { Fault } from "@luat/contract";
import type { Certificate } from "../../certs/index.js";
import { tlsFault } from "../../certs/tls-fault.js";
import { CERTIFICATE_REQUIRED, HANDSHAKE_FAILURE, NO_APPLICATION_PROTOCOL, PROTOCOL_VERSION, UNEXPECTED_MESSAGE } from "./alert.js";
import type { Handshake, Step } from "./handshake.js";
import type { Message, Version } from "./message.js";
import type { MockCredentials } from "./mock-credentials.js";
import { Settled } from "./settled.js";
import { shownCertificates } from "./shown-certificates.js";
import { verifyPeer } from "./verify-peer.js";

/** What the handshakes of a listener are about. */
export interface ServerSecurity {
  readonly credentials: MockCredentials;
  readonly cert: string;
  /** Those that make a client's certificate good. */
  readonly authorities: readonly Certificate[];
  /** The best first. */
  readonly alpn: readonly string[];
  /** The time of day. */
  readonly wall: () => number;
}

/** The server's side of a handshake. */
export class ServerHandshake implements Handshake {
  readonly isClient = false;
  readonly #security: ServerSecurity;
  #agreed: { readonly version: Version; readonly alpn: string | undefined } | undefined;

  constructor(security: ServerSecurity) {
    this.#security = security;
  }

  get isUnderWay(): boolean {
    return this.#agreed !== undefined;
  }

  start(): undefined {
    return undefined;
  }

  take(message: Message): Step {
    if (message.kind === "client-hello" && this.#agreed === undefined) return this.#answer(message.versions, message.alpn);
    if (message.kind === "finished" && this.#agreed !== undefined) return this.#judge(this.#agreed, message.cert);
    return { fault: tlsFault("protocol", `the client sent a ${message.kind} that does not fit`), alert: UNEXPECTED_MESSAGE };
  }

  #answer(versions: readonly string[], offered: readonly string[]): Step {
    const { credentials, cert, alpn: known } = this.#security;
    const version = credentials.versions.find((each) => versions.includes(each));
    if (version === undefined) return { fault: tlsFault("protocol", "the client speaks no version that the listener does"), alert: PROTOCOL_VERSION };
    const alpn = known.find((each) => offered.includes(each));
    if (alpn === undefined && known.length > 0 && offered.length > 0) {
      return { fault: tlsFault("protocol", "the client speaks no application protocol that the listener does"), alert: NO_APPLICATION_PROTOCOL };
    }
    this.#agreed = { version, alpn };
    return { say: { kind: "server-hello", version, alpn: alpn ?? null, cert, asks: credentials.verify } };
  }

  #judge({ version, alpn }: { version: Version; alpn: string | undefined }, cert: string | null): Step {
    const { credentials, authorities, wall } = this.#security;
    const isOld = version === "TLSv1.2";
    if (credentials.verify) {
      const alert = isOld ? HANDSHAKE_FAILURE : CERTIFICATE_REQUIRED;
      if (cert === null) return { fault: tlsFault("no-certificate", "the client gave no certificate"), alert };
      // Of what is wrong about it Node's servers say nothing, so neither does this one.
      const fault: Fault | undefined = verifyPeer(cert, authorities, { at: wall(), usage: "client", revocationLists: credentials.revocationLists });
      if (fault !== undefined) return { fault: { ...fault, peerCertificates: shownCertificates(cert) } };
    }
    return { say: isOld ? { kind: "finished", cert: null } : undefined, done: new Settled(version, alpn, credentials.verify, cert) };
  }
}
