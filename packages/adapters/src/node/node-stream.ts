import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { FULL, SENT, TAKEN, type Endpoint, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import { nodeFault } from "./node-fault.js";
import { SILENT } from "./silent-sink.js";

const READ_SIZE = 65_536;
const NOTHING = new Uint8Array(0);
let readBuffer: Uint8Array | undefined;

const OWNER = Symbol("NodeStream");
type Owned = Socket & { [OWNER]: NodeStream };

/**
 * A stream over one `net.Socket`.
 *
 * Listeners are shared by all streams and find theirs through the socket; a stream has two functions of its own,
 * what it reads with and (from its first send on) what it is told of writes with.
 */
export class NodeStream implements Stream {
  #socket!: Socket;
  #sink: StreamSink;
  readonly #highWater: number;
  #peer: Endpoint | undefined;
  #taken = 0;
  /** Up to where `sent` was told, or need not be told because `send` said so. */
  #told = 0;
  #full = false;
  #written: ((error?: Error | null) => void) | undefined;

  private constructor(sink: StreamSink, highWater: number) {
    this.#sink = sink;
    this.#highWater = highWater;
  }

  /** A dialled stream: it reads into one buffer that all of them share. */
  static dial(to: Endpoint, options: TcpNetConnectOpts, sink: StreamSink, highWater: number): NodeStream {
    const stream = new NodeStream(sink, highWater);
    stream.#peer = to;
    readBuffer ??= new Uint8Array(READ_SIZE);
    const onread = {
      buffer: readBuffer,
      callback: (length: number, bytes: Uint8Array): boolean => {
        stream.#sink.received(bytes, length, true);
        return true;
      },
    };
    stream.#own(connect({ ...options, onread }));
    stream.#socket.on("connect", onConnect);
    return stream;
  }

  /** A stream over a socket that a server accepted and paused. */
  static accept(socket: Socket, sink: StreamSink, highWater: number): NodeStream {
    const stream = new NodeStream(sink, highWater);
    stream.#own(socket);
    socket.on("data", onData).resume();
    return stream;
  }

  #own(socket: Socket): void {
    this.#socket = socket;
    (socket as Owned)[OWNER] = this;
    socket.on("end", onEnd).on("error", onError).on("close", onClose);
  }

  send(bytes: Uint8Array): SendResult {
    const socket = this.#socket;
    if (!socket.writable) return FULL;
    const queued = socket.writableLength;
    if (queued >= this.#highWater) {
      this.#full = true;
      return FULL;
    }
    this.#taken += bytes.length;
    if (queued > 0) socket.write(bytes, this.#onWritten);
    else {
      // The system nearly always takes a write at once, and a callback that has nothing to say costs a turn of Node's tick
      // queue: a tenth of a bulk send of 64 KiB a write.
      socket.write(bytes);
      if (socket.writableLength === 0) {
        this.#told = this.#taken;
        return SENT;
      }
      // Nothing, behind what is left, tells when that is gone.
      socket.write(NOTHING, this.#onWritten);
    }
    return TAKEN;
  }

  get queued(): number {
    return this.#socket.destroyed ? 0 : this.#socket.writableLength;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  finish(): void {
    this.#socket.end();
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    this.#sink = SILENT;
    // A reset asked for while connecting would let the dial go on until it is answered.
    if (how === "reset" && !this.#socket.connecting) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Gives its socket away, and is silent from now on; nothing reads the socket then. */
  handOver(): Socket {
    this.#sink = SILENT;
    return this.#socket.removeAllListeners("data").pause();
  }

  /** Made when it is needed: many streams that wait never do. */
  get #onWritten(): (error?: Error | null) => void {
    return (this.#written ??= (error) => {
      // Of a socket that was reset Node says so too, with nothing queued any more, and no error.
      if (error == null && !this.#socket.destroyed) this.#onProgress();
    });
  }

  #onProgress(): void {
    const left = this.#socket.writableLength;
    const total = this.#taken - left;
    if (total > this.#told) {
      this.#told = total;
      this.#sink.sent(total);
    }
    if (this.#full && left < this.#highWater / 2) {
      this.#full = false;
      this.#sink.drained();
    }
  }

  /** @internal */
  onConnect(): void {
    const { localAddress = "", localPort = 0 } = this.#socket;
    this.#sink.connected({ host: localAddress, port: localPort }, this.#peer as Endpoint);
  }

  /** @internal */
  onData(bytes: Uint8Array): void {
    // Not the Buffer itself: its slice() would be a view, unlike that of every other card's bytes.
    this.#sink.received(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length, false);
  }

  /** @internal */
  onEnd(): void {
    const socket = this.#socket;
    // When a reset has come behind bytes that were not read yet, libuv reports an end. Writing, be it nothing, brings it to light.
    if (socket.writable) socket.write(NOTHING);
    // What is queued meets the reset in this turn of libuv's.
    if (socket.writableLength > 0) setImmediate(() => this.#tellEnd());
    else this.#tellEnd();
  }

  #tellEnd(): void {
    if (this.#socket.errored === null) this.#sink.ended();
  }

  /** @internal */
  onClose(): void {
    const sink = this.#sink;
    const error = this.#socket.errored;
    this.#sink = SILENT;
    if (error === null) sink.closed();
    else sink.closed(nodeFault(error));
  }
}

function onConnect(this: Socket): void {
  (this as Owned)[OWNER].onConnect();
}

function onData(this: Socket, bytes: Uint8Array): void {
  (this as Owned)[OWNER].onData(bytes);
}

function onEnd(this: Socket): void {
  (this as Owned)[OWNER].onEnd();
}

/** The error is read from the socket when it closes; without a listener Node would throw it. */
function onError(): void {}

function onClose(this: Socket): void {
  (this as Owned)[OWNER].onClose();
}
