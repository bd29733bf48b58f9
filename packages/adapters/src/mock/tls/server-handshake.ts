import type { Fault } from "@luat/contract";
import type { Certificate } from "../../certs/index.js";
import { tlsFault } from "../../certs/tls-fault.js";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { BAD_RECORD_MAC, CERTIFICATE_REQUIRED, HANDSHAKE_FAILURE, NO_APPLICATION_PROTOCOL, PROTOCOL_VERSION, UNEXPECTED_MESSAGE, UNKNOWN_IDENTITY } from "./alert.js";
import type { Handshake, Step } from "./handshake.js";
import { keyShown } from "./key-proof.js";
import type { KeyShown, Message, Version } from "./message.js";
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

type Finished = Extract<Message, { kind: "finished" }>;

/** The server's side of a handshake. */
export class ServerHandshake implements Handshake {
  readonly isClient = false;
  readonly #security: ServerSecurity;
  #agreed: { readonly version: Version; readonly alpn: string | undefined } | undefined;

  constructor(security: ServerSecurity) {
    this.#security = security;
  }

  get hasKey(): boolean {
    return this.#security.credentials.psk !== undefined;
  }

  get isUnderWay(): boolean {
    return this.#agreed !== undefined;
  }

  start(): undefined {
    return undefined;
  }

  take(message: Message): Step {
    if (message.kind === "client-hello" && this.#agreed === undefined) return this.#answer(message.versions, message.alpn, message.psk === true);
    if (message.kind === "finished" && this.#agreed !== undefined) return this.#judge(this.#agreed, message);
    return { fault: tlsFault("protocol", `the client sent a ${message.kind} that does not fit`), alert: UNEXPECTED_MESSAGE };
  }

  #answer(versions: readonly string[], offered: readonly string[], withKey: boolean): Step {
    const { credentials, cert, alpn: known } = this.#security;
    if (withKey !== this.hasKey) return { fault: tlsFault("protocol", "one side has a pre-shared key, and the other certificates"), alert: HANDSHAKE_FAILURE };
    const version = credentials.versions.find((each) => versions.includes(each));
    if (version === undefined) return { fault: tlsFault("protocol", "the client speaks no version that the listener does"), alert: PROTOCOL_VERSION };
    const alpn = known.find((each) => offered.includes(each));
    if (alpn === undefined && known.length > 0 && offered.length > 0) {
      return { fault: tlsFault("protocol", "the client speaks no application protocol that the listener does"), alert: NO_APPLICATION_PROTOCOL };
    }
    this.#agreed = { version, alpn };
    return { say: { kind: "server-hello", version, alpn: alpn ?? null, cert, asks: credentials.verify } };
  }

  #judge({ version, alpn }: { version: Version; alpn: string | undefined }, { cert, psk }: Finished): Step {
    const { credentials, authorities, wall } = this.#security;
    if (credentials.psk !== undefined) return judgeKey(credentials.psk, psk, version, alpn);
    const isOld = version === "TLSv1.2";
    const isVerified = credentials.verify && (cert !== null || !credentials.isOptional);
    if (isVerified) {
      const alert = isOld ? HANDSHAKE_FAILURE : CERTIFICATE_REQUIRED;
      if (cert === null) return { fault: tlsFault("no-certificate", "the client gave no certificate"), alert };
      // Of what is wrong about it Node's servers say nothing, so neither does this one.
      const fault: Fault | undefined = verifyPeer(cert, authorities, { at: wall(), usage: "client", revocationLists: credentials.revocationLists });
      if (fault !== undefined) return { fault: { ...fault, peerCertificates: shownCertificates(cert) } };
    }
    return { say: isOld ? { kind: "finished", cert: null } : undefined, done: new Settled(version, alpn, isVerified, cert) };
  }
}

function judgeKey(key: KeyBytes, shown: KeyShown | undefined, version: Version, alpn: string | undefined): Step {
  const wanted = keyShown(key, "client");
  if (shown?.identity !== wanted.identity) return { fault: tlsFault("psk", "the client's identity is not known"), alert: UNKNOWN_IDENTITY };
  if (shown.proof !== wanted.proof) return { fault: tlsFault("psk", "the client has another key"), alert: BAD_RECORD_MAC };
  return { say: { kind: "finished", cert: null, psk: keyShown(key, "server") }, done: new Settled(version, alpn, true, null) };
}
