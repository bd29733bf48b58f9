import { connect as connectPlain, type Socket, type TcpNetConnectOpts } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { FULL, SENT, systemClock, TAKEN, type Endpoint, type Fault, type SecureOptions, type SendResult, type Stream, type StreamSink, type Tunnel } from "@luat/contract";
import { FailedSocket } from "../checks/failed-socket.js";
import { mustBeCredentials } from "./node-credentials.js";
import { nodeFault } from "./node-fault.js";
import { notePoorCertificate, peerCertificate, withCertificates } from "./node-peer-certificate.js";
import { NodeSecureInfo } from "./node-secure-info.js";
import { dialOptions } from "./node-secure.js";
import type { NodeSessions } from "./node-sessions.js";
import { NodeStream } from "./node-stream.js";
import { nodeTlsFault } from "./node-tls-fault.js";
import { SILENT } from "./silent-sink.js";

const NOTHING = new Uint8Array(0);

/** Where to look for a session, and to keep one. */
interface Resuming {
  readonly sessions: NodeSessions;
  readonly peer: string;
}

/**
 * A stream over a `tls.TLSSocket` and the `net.Socket` below it, which alone can be reset.
 *
 * Node decrypts one record at a time and gives it to nobody else, so there is no buffer to share.
 */
export class NodeSecureStream implements Stream {
  readonly #raw: Socket;
  readonly #highWater: number;
  #socket: TLSSocket | undefined;
  #sink: StreamSink = SILENT;
  #fault: Fault | undefined;
  /** Whether both sides have a pre-shared key instead of certificates. */
  #hasKey = false;
  #isOpen = false;
  #isPaused = false;
  #isFinished = false;
  #mayEnd = false;
  /** The peer has ended, and nobody was told yet. */
  #isEnding = false;
  #isDestroyed = false;
  #taken = 0;
  /** Up to where `sent` was told. */
  #told = 0;
  #full = false;

  private constructor(raw: Socket, highWater: number) {
    this.#raw = raw;
    this.#highWater = highWater;
  }

  static dial(to: Endpoint, options: TcpNetConnectOpts, secure: SecureOptions, sink: StreamSink, highWater: number): NodeSecureStream {
    const secureOptions = dialOptions(secure);
    const raw = connectPlain(options);
    const stream = new NodeSecureStream(raw, highWater);
    const resuming = resumingOf(to, secure);
    stream.#sink = sink;
    stream.#hasKey = secureOptions.pskCallback !== undefined;
    raw.on("connect", () => {
      const { localAddress = "", localPort = 0 } = raw;
      stream.#begin(raw, { local: { host: localAddress, port: localPort }, peer: to }, secureOptions, resuming);
    });
    stream.#watch(raw);
    return stream;
  }

  /** A stream whose TLS is spoken inside another one. @throws TypeError when that is not of this kind of card. */
  static inside({ stream: carrier, unread, local, peer }: Tunnel, to: Endpoint, secure: SecureOptions, sink: StreamSink, highWater: number): Stream {
    const secureOptions = dialOptions(secure);
    const [socket, raw] = carrierOf(carrier);
    if (socket.destroyed) return new FailedSocket(systemClock, sink, socket.errored === null ? { reason: "broken" } : nodeFault(socket.errored));
    const stream = new NodeSecureStream(raw, highWater);
    stream.#sink = sink;
    stream.#hasKey = secureOptions.pskCallback !== undefined;
    // From here on they are read from the socket, by TLS.
    if (unread.length > 0) socket.unshift(unread);
    stream.#watch(socket);
    process.nextTick(() => stream.#begin(socket, { local, peer }, secureOptions, resumingOf(to, secure)));
    return stream;
  }

  /** A stream over a socket whose handshake is done; nothing is told, and nothing read on, until {@link accept}. */
  static wait(raw: Socket, socket: TLSSocket, highWater: number): NodeSecureStream {
    const stream = new NodeSecureStream(raw, highWater);
    stream.#own(socket, false);
    stream.#isOpen = true;
    // Until a server has written its session tickets, OpenSSL can say no goodbye, and Node would leave it out.
    setImmediate(() => stream.#allowEnd(socket));
    return stream;
  }

  /** From the next turn on, the sink is told what is left, and what happened meanwhile. */
  accept(sink: StreamSink): this {
    process.nextTick(() => {
      const socket = this.#socket;
      if (this.#isDestroyed || socket === undefined) return;
      this.#sink = sink;
      this.#read(socket);
      if (socket.readableEnded) this.#sink.ended();
      if (socket.closed) this.#onClose();
    });
    return this;
  }

  send(bytes: Uint8Array): SendResult {
    const socket = this.#socket;
    if (socket === undefined || !this.#isOpen || this.#isFinished || !socket.writable) return FULL;
    const queued = socket.writableLength;
    if (bytes.length === 0) return queued === 0 ? SENT : TAKEN;
    if (queued >= this.#highWater) {
      this.#full = true;
      return FULL;
    }
    this.#taken += bytes.length;
    // TLS tells of no write before it has returned.
    socket.write(bytes, this.#onWritten);
    return TAKEN;
  }

  get queued(): number {
    const socket = this.#socket;
    return socket === undefined || socket.destroyed ? 0 : socket.writableLength;
  }

  pause(): void {
    this.#isPaused = true;
    if (this.#isOpen) this.#socket?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isOpen && this.#sink !== SILENT) this.#socket?.resume();
  }

  finish(): void {
    this.#isFinished = true;
    if (this.#mayEnd) this.#socket?.end();
  }

  ref(): void {
    this.#raw.ref();
  }

  unref(): void {
    this.#raw.unref();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    this.#isDestroyed = true;
    this.#sink = SILENT;
    // A reset asked for while connecting would let the dial go on until it is answered.
    if (how === "reset" && !this.#raw.connecting) this.#raw.resetAndDestroy();
    else (this.#socket ?? this.#raw).destroy();
  }

  /** Lets it know of errors below, and of an end before the handshake has begun. */
  #watch(below: Socket): void {
    below.on("error", (error) => (this.#fault ??= nodeFault(error))).on("close", () => {
      if (this.#socket !== undefined) return;
      this.#fault ??= { reason: "broken" };
      this.#onClose();
    });
  }

  /** Tells that it is connected, and begins the handshake over `below`. */
  #begin(below: Socket, { local, peer }: Pick<Tunnel, "local" | "peer">, secureOptions: ReturnType<typeof dialOptions>, resuming: Resuming | undefined): void {
    this.#sink.connected(local, peer);
    if (below.destroyed) return;
    const session = resuming?.sessions.find(resuming.peer);
    const socket = connect({ ...secureOptions, ...(session !== undefined && { session }), socket: below });
    resuming?.sessions.watch(resuming.peer, socket, session);
    notePoorCertificate(socket);
    this.#own(socket, true);
    socket.on("secureConnect", () => {
      this.#isOpen = true;
      this.#sink.secured(new NodeSecureInfo(socket, secureOptions.rejectUnauthorized || this.#hasKey));
      if (socket.destroyed) return;
      this.#read(socket);
      this.#allowEnd(socket);
    });
  }

  /** As {@link NodeStream.handOver}, with the socket at the bottom. @throws TypeError before it is secured. */
  handOver(): readonly [socket: Socket, raw: Socket] {
    if (this.#socket === undefined || !this.#isOpen) throw new TypeError("tunnel.stream is not secured; expected one that is");
    this.#sink = SILENT;
    return [this.#socket.removeAllListeners("data").pause(), this.#raw];
  }

  #own(socket: TLSSocket, isServer: boolean): void {
    this.#socket = socket;
    let isKnown = false;
    socket
      // Before Node's own, which makes an error of an end in the middle of the handshake and forgets the certificate.
      .prependListener("end", () => (isKnown = isServer && hasShownCertificate(socket)))
      .on("end", () => this.#onEnd(socket))
      .on("error", (error: NodeJS.ErrnoException) => {
        const fault = nodeTlsFault(error, { isServer, isUnderWay: isKnown || hasShownCertificate(socket), hasKey: this.#hasKey });
        this.#fault ??= withCertificates(fault, socket, error);
        // Of what goes wrong after the handshake Node only tells.
        socket.destroy();
      })
      .on("close", () => this.#onClose());
  }

  #onEnd(socket: TLSSocket): void {
    if (!this.#isOpen) return;
    this.#isEnding = true;
    if (!socket.writable || !this.#raw.writable) return this.#tellEnd();
    // As in a plain stream: a reset behind bytes that were not read is brought to light by writing nothing, here a moment later. No record is
    // begun by that.
    this.#raw.write(NOTHING);
    setImmediate(() => this.#tellEnd());
  }

  #tellEnd(): void {
    if (!this.#isEnding) return;
    this.#isEnding = false;
    if (this.#raw.errored === null) this.#sink.ended();
  }

  #read(socket: TLSSocket): void {
    if (this.#isPaused) socket.pause();
    // Not the Buffer itself: its slice() would be a view, unlike that of every other card's bytes.
    socket.on("data", ({ buffer, byteOffset, length }: Buffer) => this.#sink.received(new Uint8Array(buffer, byteOffset, length), length, false));
    if (!this.#isPaused) socket.resume();
  }

  #allowEnd(socket: TLSSocket): void {
    this.#mayEnd = true;
    if (this.#isFinished) socket.end();
  }

  readonly #onWritten = (error?: Error | null): void => {
    const socket = this.#socket;
    if (error != null || socket === undefined) return;
    const left = socket.writableLength;
    const total = this.#taken - left;
    if (total > this.#told) {
      this.#told = total;
      this.#sink.sent(total);
    }
    if (this.#full && left < this.#highWater / 2) {
      this.#full = false;
      this.#sink.drained();
    }
  };

  #onClose(): void {
    if (this.#fault === undefined) this.#tellEnd();
    const sink = this.#sink;
    if (sink === SILENT) return;
    this.#sink = SILENT;
    sink.closed(this.#fault);
  }
}

/** Where the sessions of a server are. */
function resumingOf(to: Endpoint, { credentials, name, alpn, resume }: SecureOptions): Resuming | undefined {
  return resume === false ? undefined : { sessions: mustBeCredentials(credentials).sessions, peer: JSON.stringify([to, name, alpn]) };
}

/** The socket of a stream, taken from it, and the one at the bottom. */
function carrierOf(stream: Stream): readonly [socket: Socket, raw: Socket] {
  if (stream instanceof NodeSecureStream) return stream.handOver();
  if (!(stream instanceof NodeStream)) throw new TypeError("tunnel.stream is another card's; expected a stream that this one dialled");
  const socket = stream.handOver();
  return [socket, socket];
}

function hasShownCertificate(socket: TLSSocket): boolean {
  return peerCertificate(socket) !== undefined;
}
