import { FULL, type Clock, type Endpoint, type Fault, type SecureInfo, type SendResult, type Stream, type StreamSink, type Tunnel } from "@luat/contract";
import { tlsFault } from "../../certs/tls-fault.js";
import { alertFault, CLOSE_NOTIFY, PROTOCOL_VERSION, UNEXPECTED_MESSAGE } from "./alert.js";
import type { Handshake } from "./handshake.js";
import { Inbox } from "./inbox.js";
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

/** A stream over which there can be TLS later than from its start. */
export interface Carrier extends Stream {
  /** Has told its end already, or was destroyed. */
  readonly isSilent: boolean;
  /** Has told that the peer has ended. */
  readonly hasEnded: boolean;
  adopt(sink: StreamSink): void;
}

/** "leaving": it is over for its user, and only what it said last has to go out. */
type State = "dialing" | "shaking" | "open" | "leaving" | "over";

/**
 * TLS over a stream of the mock network, whose sink it is: handshake, records, alerts and certificates as in TLS, but
 * nothing is encrypted, and no key is ever used.
 */
export class SecureStream implements Carrier, StreamSink {
  readonly #clock: Clock;
  readonly #highWater: number;
  readonly #handshake: Handshake;
  readonly #onHandshake: HandshakeSink | undefined;
  readonly #inbox: Inbox;
  #stream: Stream | undefined;
  #writer: RecordWriter | undefined;
  #state: State = "dialing";
  readonly #records = new RecordReader((type, bytes, length) => {
    this.#take(type, bytes, length);
  });
  readonly #messages = new MessageReader();
  #isFinished = false;

  constructor({ clock, highWater, handshake, sink, onHandshake }: SecureStreamParts) {
    this.#clock = clock;
    this.#highWater = highWater;
    this.#handshake = handshake;
    this.#inbox = new Inbox(clock, sink);
    this.#onHandshake = onHandshake;
  }

  /** Gives it the stream below, which was dialled with this for its sink. */
  dialled(stream: Stream): this {
    this.#stream = stream;
    this.#inbox.pauses(stream);
    return this;
  }

  /** Begins the handshake over a stream that is connected, and has this for its sink. */
  begin(stream: Stream): void {
    this.dialled(stream);
    this.#shake(stream);
  }

  /** Begins the handshake inside a tunnel, whose stream it takes; what happens is told by events of the clock. */
  enter({ stream, unread, local, peer }: Tunnel & { readonly stream: Carrier }): void {
    // What is unread comes first.
    stream.pause();
    stream.adopt(this);
    this.dialled(stream);
    this.#clock.after(0, () => {
      this.connected(local, peer);
      if (unread.length > 0) this.received(unread, unread.length);
      if (stream.hasEnded) this.ended();
      if (this.#state === "shaking") stream.resume();
    });
  }

  /** Gives a stream that was accepted, or is the way of another one, its sink. */
  adopt(sink: StreamSink): void {
    this.#inbox.adopt(sink);
  }

  get isSilent(): boolean {
    return this.#inbox.sink === undefined;
  }

  get hasEnded(): boolean {
    return this.#inbox.hasEnded;
  }

  send(bytes: Uint8Array): SendResult {
    return this.#state === "open" ? (this.#writer?.send(bytes) ?? FULL) : FULL;
  }

  get queued(): number {
    return this.#state === "open" ? (this.#writer?.queued ?? 0) : 0;
  }

  /** Bytes of records that the stream below had no room for. */
  get keptBack(): number {
    return this.#writer?.keptBack ?? 0;
  }

  /** Bytes that arrived and were not told. */
  get unread(): number {
    return this.#inbox.unread;
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  finish(): void {
    this.#isFinished = true;
    if (this.#state === "open") this.#writer?.finish();
  }

  destroy(how?: "abort" | "reset"): void {
    this.#inbox.silence();
    if (this.#state === "leaving") return;
    this.#state = "over";
    this.#stream?.destroy(how);
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#inbox.sink?.connected(local, peer);
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
    if (this.#state === "shaking") this.#fail(this.#hungUp());
    else if (this.#state === "open") this.#inbox.endOfPeer();
  }

  closed(fault?: Fault): void {
    const before = this.#state;
    this.#state = "over";
    if (before === "dialing" || before === "shaking") this.#tellFailure(fault ?? this.#hungUp());
    else if (before === "open") this.#inbox.over(fault);
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
    else if (type === DATA && this.#state === "open") this.#inbox.take(bytes, length);
    else if (type !== DATA && this.#state === "shaking") this.#takeMessages(bytes.subarray(0, length));
    else this.#fail(tlsFault("protocol", "the peer sent something that does not fit"), UNEXPECTED_MESSAGE);
  }

  #takeAlert(number: number): void {
    const { isClient, isUnderWay, hasKey } = this.#handshake;
    if (number !== CLOSE_NOTIFY) this.#fail(alertFault(number, { isServer: isClient, isUnderWay, hasKey }));
    else this.ended();
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
    if (this.#onHandshake === undefined) this.#inbox.sink?.secured(info);
    else this.#onHandshake.secured(info);
    // It may have been finished, or destroyed, before or meanwhile.
    if (this.#isFinished) this.finish();
  }

  #tellNews(): void {
    if (this.#state === "leaving") this.#leave();
    if (this.#state !== "open") return;
    const sent = this.#writer?.takeSent() ?? 0;
    if (sent > 0) this.#inbox.sink?.sent(sent);
    if (this.#writer?.takeDrained() === true) this.#inbox.sink?.drained();
  }

  #hungUp(): Fault {
    return tlsFault(this.#handshake.isUnderWay ? "refused" : "protocol", "the peer ended in the middle of the handshake");
  }

  /** Ends it because of what the peer sent. */
  #fail(fault: Fault, alert?: number): void {
    const wasOpen = this.#state === "open";
    this.#state = "leaving";
    if (alert !== undefined) this.#writer?.alert(alert);
    this.#leave();
    if (wasOpen) this.#inbox.over(fault);
    else this.#tellFailure(fault);
  }

  #leave(): void {
    if (this.#writer?.isIdle !== true) return;
    this.#state = "over";
    this.#stream?.destroy();
  }

  #tellFailure(fault: Fault): void {
    const { sink } = this.#inbox;
    this.#inbox.silence();
    if (this.#onHandshake === undefined) sink?.closed(fault);
    else this.#onHandshake.failed(fault);
  }
}
