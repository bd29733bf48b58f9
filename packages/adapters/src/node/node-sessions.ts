import type { TLSSocket } from "node:tls";
import { peerCertificate } from "./node-peer-certificate.js";

/** How many peers are remembered; those dialled last stay. */
const MOST = 64;

/** A session that can be taken up again. */
interface Kept {
  readonly session: Buffer;
  /** When the first of the peer's certificates expires, in ms since 1970: who takes a session up looks at none of them again. */
  readonly validTo: number;
}

/**
 * The TLS sessions of the connections that one set of credentials made, to be taken up again by the next ones to the
 * same peers. Node verifies no name when a session is taken up, so that a peer is one with its name. A session is
 * offered until there is a newer one, as Node's servers give none to who takes one up.
 */
export class NodeSessions {
  readonly #kept = new Map<string, Kept>();

  /** How many it holds. */
  get size(): number {
    return this.#kept.size;
  }

  /** The session to offer to a peer. */
  find(peer: string): Buffer | undefined {
    const kept = this.#kept.get(peer);
    if (kept === undefined) return undefined;
    if (Date.now() <= kept.validTo) return kept.session;
    this.#kept.delete(peer);
    return undefined;
  }

  /**
   * Keeps the sessions of a socket once its handshake is done, which is when its peer was found good.
   *
   * @param offered - what {@link find} gave for it.
   */
  watch(peer: string, socket: TLSSocket, offered: Buffer | undefined): void {
    let isSecured = false;
    let early: Buffer | undefined;
    socket
      .on("session", (session) => {
        if (isSecured) this.#keep(peer, socket, session);
        else early = session;
      })
      .on("secureConnect", () => {
        isSecured = true;
        if (early !== undefined) this.#keep(peer, socket, early);
      })
      .on("error", () => {
        if (!isSecured) this.#drop(peer, offered);
      });
  }

  #keep(peer: string, socket: TLSSocket, session: Buffer): void {
    this.#kept.delete(peer);
    this.#kept.set(peer, { session, validTo: validTo(socket) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Another one may have been kept meanwhile. */
  #drop(peer: string, session: Buffer | undefined): void {
    if (this.#kept.get(peer)?.session === session) this.#kept.delete(peer);
  }
}

function validTo(socket: TLSSocket): number {
  let first = Infinity;
  for (let certificate = peerCertificate(socket); certificate !== undefined; certificate = certificate.issuerCertificate) {
    first = Math.min(first, Date.parse(certificate.validTo));
  }
  return first;
}
