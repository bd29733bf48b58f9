import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Endpoint, Fault, SecureOptions } from "@luat/contract";
import { peerCertificate, withCertificates } from "./node-peer-certificate.js";
import { listenOptions } from "./node-secure.js";
import { nodeTlsFault } from "./node-tls-fault.js";

/** Who is told how handshakes went. */
export interface HandshakeSink {
  onSecured(raw: Socket, socket: TLSSocket, isVerified: boolean): void;
  onRejected(from: Endpoint, fault: Fault): void;
}

/** Clients of a listener whose TLS handshake is under way, over a `tls.Server` that does not listen itself. */
export class NodeHandshakes {
  #server: Server;
  readonly #timeout: number;
  readonly #clients = new Map<Socket, Endpoint>();
  readonly #sink: HandshakeSink;

  /** @param timeout - ms that a handshake may take. */
  constructor(secure: SecureOptions, timeout: number, sink: HandshakeSink) {
    this.#sink = sink;
    this.#timeout = timeout;
    this.#server = this.#make(secure);
  }

  /** Handshakes that begin from now on go by these settings. */
  renew(secure: SecureOptions): void {
    this.#server = this.#make(secure);
  }

  /** One for each settings: the keys of sessions are renewed with it, so that nobody goes on with a session of the old ones. */
  #make(secure: SecureOptions): Server {
    const options = listenOptions(secure);
    const hasKey = options.pskCallback !== undefined;
    return createServer({ ...options, handshakeTimeout: this.#timeout, pauseOnConnect: true })
      .on("secureConnection", (socket: TLSSocket) => this.#onSecured(socket, options.requestCert === true, hasKey))
      .on("tlsClientError", (error: Error, socket: TLSSocket) => this.#onFailed(socket, error, hasKey));
  }

  get size(): number {
    return this.#clients.size;
  }

  begin(raw: Socket, from: Endpoint): void {
    this.#clients.set(raw, from);
    // Of a client that ends in the middle of it nothing more is to come.
    raw.allowHalfOpen = false;
    this.#server.emit("connection", raw);
  }

  /** Ends all of them, and tells nothing. */
  abort(): void {
    const clients = [...this.#clients.keys()];
    this.#clients.clear();
    for (const raw of clients) raw.destroy();
  }

  #onSecured(socket: TLSSocket, asks: boolean, hasKey: boolean): void {
    const raw = below(socket);
    const from = this.#clients.get(raw);
    if (from === undefined) return;
    this.#clients.delete(raw);
    const hasCertificate = asks && peerCertificate(socket) !== undefined;
    const poor = hasCertificate ? verdict(socket) : undefined;
    if (poor !== undefined) {
      // Before it is destroyed, which forgets the certificate.
      const fault = withCertificates(nodeTlsFault(poor, { isServer: false, isUnderWay: true, hasKey }), socket, poor);
      socket.destroy();
      this.#sink.onRejected(from, fault);
      return;
    }
    socket.allowHalfOpen = true;
    this.#sink.onSecured(raw, socket, hasCertificate || hasKey);
  }

  #onFailed(socket: TLSSocket, error: NodeJS.ErrnoException, hasKey: boolean): void {
    const raw = below(socket);
    const from = this.#clients.get(raw);
    if (from === undefined) return;
    this.#clients.delete(raw);
    // Of one that took too long Node only tells.
    socket.destroy();
    // What does not begin as TLS does is answered with nothing.
    this.#sink.onRejected(from, nodeTlsFault(verdict(socket) ?? error, { isServer: false, isUnderWay: raw.bytesWritten > 0, hasKey }));
  }
}

/** What was found when the client's certificate was verified: of that, Node tells only that it hung up. */
function verdict({ authorizationError }: TLSSocket): Error | undefined {
  const code = authorizationError as unknown as string | null;
  return code === null ? undefined : Object.assign(new Error(`the client's certificate is not good: ${code}`), { code });
}

/** The socket that a `tls.Server` was given: Node names it so, but says nothing about that. */
function below(socket: TLSSocket): Socket {
  return (socket as TLSSocket & { readonly _parent: Socket })._parent;
}
