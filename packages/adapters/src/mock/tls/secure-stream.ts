import { FULL, type Clock, type Endpoint, type Fault, type SecureInfo, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import { tlsFault } from "../../certs/tls-fault.js";
import { JUNK } from "../lent-copy.js";
import { alertFault, CLOSE_NOTIFY, PROTOCOL_VERSION, UNEXPECTED_MESSAGE } from "./alert.js";
import type { Handshake } from "./handshake.js";
import { encode, MessageReader } from "./message.js";
import { RecordReader } from "./record-reader.js";
import { RecordWriter } from "./record-writer.js";
import { ALERT, DATA, type RecordType } from "./record.js";

/** Who is told how the handshake of a listener's client went. */
export interface HandshakeSink {
  secured(info: SecureInfo): void;
  failed(fault: Fault): void;
}

/** What is given to a new {@link SecureStream}. */
export interface SecureStreamParts {
  readonly clock: Clock;
  /** Bytes that it queues before it is full. */
  readonly highWater: number;
  readonly handshake: Handshake;
  /** Who is told; absent on a server's end, which keeps everything until {@link SecureStream.adopt}. */
  readonly sink?: StreamSink;
  /** Of a server's end. */
  readonly onHandshake?: HandshakeSink;
}

/** "leaving": it is over for its user, and only what it said last has to go out. */
type State = "dialing" | "shaking" | "open" | "leaving" | "over";

interface Unread {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * TLS over a stream of the mock network, whose sink it is: handshake, records, alerts and certificates as in TLS, but
 * nothing is encrypted, and no key is ever used.
 */
export class SecureStream implements Stream, StreamSink {
  readonly #clock: Clock;
  readonly #highWater: number;
  readonly #handshake: Handshake;
  readonly #onHandshake: HandshakeSink | undefined;
  #sink: StreamSink | undefined;
  #stream: Stream | undefined;
  #writer: RecordWriter | undefined;
  #state: State = "dialing";
  readonly #records = new RecordReader((type, bytes, length) => {
    this.#take(type, bytes, length);
  });
  readonly #messages = new MessageReader();
  /** Records that arrived while they could not be told. As long as there are some, the stream below is paused. */
  #unread: Unread[] = [];
  #isPaused = false;
  #isFinished = false;
  #endArrived = false;
  #endTold = false;
  /** How it ended, until that is told. */
  #end: { readonly fault: Fault | undefined } | undefined;
  #flowing = false;

  constructor({ clock, highWater, handshake, sink, onHandshake }: SecureStreamParts) {
    this.#clock = clock;
    this.#highWater = highWater;
    this.#handshake = handshake;
    this.#sink = sink;
    this.#onHandshake = onHandshake;
  }

  /** Gives it the stream below, which was dialled with this for its sink. */
  dialled(stream: Stream): this {
    this.#stream = stream;
    return this;
  }

  /** Begins the handshake over a stream that is connected, and has this for its sink. */
  begin(stream: Stream): void {
    this.#stream = stream;
    this.#shake(stream);
  }

  /** Gives a stream that was accepted its sink. */
  adopt(sink: StreamSink): void {
    this.#sink = sink;
    this.#flowSoon();
  }

  send(bytes: Uint8Array): SendResult {
    return this.#state === "open" ? (this.#writer?.send(bytes) ?? FULL) : FULL;
  }

  get queued(): number {
    return this.#state === "open" ? (this.#writer?.queued ?? 0) : 0;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flowSoon();
  }

  finish(): void {
    this.#isFinished = true;
    if (this.#state === "open") this.#writer?.finish();
  }

  destroy(how?: "abort" | "reset"): void {
    this.#sink = undefined;
    this.#unread = [];
    if (this.#state === "leaving") return;
    this.#state = "over";
    this.#stream?.destroy(how);
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#sink?.connected(local, peer);
    if (this.#state === "dialing" && this.#stream !== undefined) this.#shake(this.#stream);
  }

  /** Never told: the stream below is plain. */
  secured(): void {}

  received(bytes: Uint8Array, length: number): void {
    if (this.#state !== "shaking" && this.#state !== "open") return;
    if (this.#records.read(bytes.subarray(0, length))) return;
    // Where nothing was agreed on there is nobody who would understand an alert.
    this.#fail(tlsFault("protocol", "the peer does not speak TLS"), this.#state === "open" ? PROTOCOL_VERSION : undefined);
  }

  sent(): void {
    this.#tellNews();
  }

  drained(): void {
    this.#writer?.passOn();
    this.#tellNews();
  }

  ended(): void {
    if (this.#state === "shaking") this.#fail(tlsFault("protocol", "the peer ended in the middle of the handshake"));
    else if (this.#state === "open") this.#endOfPeer();
  }

  closed(fault?: Fault): void {
    const before = this.#state;
    this.#state = "over";
    if (before === "dialing" || before === "shaking") this.#tellFailure(fault ?? tlsFault("protocol", "the peer ended in the middle of the handshake"));
    else if (before === "open") this.#over(fault);
  }

  #shake(stream: Stream): void {
    this.#state = "shaking";
    this.#writer = new RecordWriter(stream, this.#highWater);
    const message = this.#handshake.start();
    if (message !== undefined) this.#writer.shake(encode(message));
  }

  #take(type: RecordType, bytes: Uint8Array, length: number): void {
    if (this.#state !== "shaking" && this.#state !== "open") return;
    if (type === ALERT) this.#takeAlert(bytes[1] ?? CLOSE_NOTIFY);
    else if (type === DATA && this.#state === "open") this.#takeData(bytes, length);
    else if (type !== DATA && this.#state === "shaking") this.#takeMessages(bytes.subarray(0, length));
    else this.#fail(tlsFault("protocol", "the peer sent something that does not fit"), UNEXPECTED_MESSAGE);
  }

  #takeAlert(number: number): void {
    const { isClient, isPeerKnown } = this.#handshake;
    if (number !== CLOSE_NOTIFY) this.#fail(alertFault(number, { isServer: isClient, isKnown: isPeerKnown }));
    else this.ended();
  }

  #takeData(bytes: Uint8Array, length: number): void {
    if (length === 0 || this.#endArrived) return;
    if (this.#sink !== undefined && !this.#isPaused && this.#unread.length === 0) {
      this.#deliver({ bytes, length });
      return;
    }
    if (this.#unread.length === 0) this.#stream?.pause();
    this.#unread.push({ bytes, length });
  }

  #takeMessages(bytes: Uint8Array): void {
    this.#messages.push(bytes);
    for (let message = this.#messages.take(); message !== undefined && this.#state === "shaking"; message = this.#messages.take()) {
      if (message === "nonsense") {
        this.#fail(tlsFault("protocol", "the peer's handshake is not one of this network"));
        return;
      }
      const { say, done, fault, alert } = this.#handshake.take(message);
      if (fault !== undefined) {
        this.#fail(fault, alert);
        return;
      }
      if (say !== undefined) this.#writer?.shake(encode(say));
      if (done !== undefined) this.#open(done);
    }
  }

  #open(info: SecureInfo): void {
    this.#state = "open";
    if (this.#onHandshake === undefined) this.#sink?.secured(info);
    else this.#onHandshake.secured(info);
    // It may have been finished, or destroyed, before or meanwhile.
    if (this.#isFinished) this.finish();
  }

  #deliver({ bytes, length }: Unread): void {
    this.#sink?.received(bytes, length, true);
    bytes.fill(JUNK);
  }

  #endOfPeer(): void {
    if (this.#endArrived) return;
    this.#endArrived = true;
    this.#flowSoon();
  }

  #tellNews(): void {
    if (this.#state === "leaving") this.#leave();
    if (this.#state !== "open") return;
    const sent = this.#writer?.takeSent() ?? 0;
    if (sent > 0) this.#sink?.sent(sent);
    if (this.#writer?.takeDrained() === true) this.#sink?.drained();
  }

  #flowSoon(): void {
    if (this.#flowing || this.#sink === undefined) return;
    this.#flowing = true;
    this.#clock.after(0, this.#flow);
  }

  /** Tells one thing of those that could not be told when they happened. */
  readonly #flow = (): void => {
    this.#flowing = false;
    const [next] = this.#unread;
    if (next !== undefined) {
      if (this.#isPaused) return;
      this.#unread.shift();
      this.#deliver(next);
      if (this.#unread.length === 0) this.#stream?.resume();
    } else if (this.#endArrived && !this.#endTold) {
      this.#endTold = true;
      this.#sink?.ended();
    } else if (this.#end !== undefined) {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.closed(this.#end.fault);
      return;
    } else return;
    this.#flowSoon();
  };

  /** Ends it because of what the peer sent. */
  #fail(fault: Fault, alert?: number): void {
    const wasOpen = this.#state === "open";
    this.#state = "leaving";
    if (alert !== undefined) this.#writer?.alert(alert);
    this.#leave();
    if (wasOpen) this.#over(fault);
    else this.#tellFailure(fault);
  }

  #leave(): void {
    if (this.#writer?.isIdle !== true) return;
    this.#state = "over";
    this.#stream?.destroy();
  }

  #tellFailure(fault: Fault): void {
    const sink = this.#sink;
    this.#sink = undefined;
    if (this.#onHandshake === undefined) sink?.closed(fault);
    else this.#onHandshake.failed(fault);
  }

  #over(fault: Fault | undefined): void {
    this.#end = { fault };
    // One that waits to be accepted tells all that came before; one that is paused shall hear of the end at once.
    if (fault !== undefined && this.#sink !== undefined) this.#unread = [];
    this.#flowSoon();
  }
}
