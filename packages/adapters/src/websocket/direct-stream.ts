import { COPIED, FULL, SENT, TAKEN, type Clock, type Endpoint, type Fault, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import { Connection, type ConnectionSink, type Ending } from "./connection.js";
import { DrainWatch } from "./drain-watch.js";
import { endingFault, isOrderly, shownUrl } from "./ending-fault.js";
import { Inbox } from "./inbox.js";
import type { WebSocketClass } from "./web-socket.js";
import { CLOSE_CODES, MAX_PAYLOAD } from "../wire/index.js";

/** The most bytes of one TLS record. */
const RECORD = 16_384;

/** What a stream needs to begin. */
export interface DirectDial {
  readonly Class: WebSocketClass;
  readonly clock: Clock;
  readonly url: string;
  readonly protocols: readonly string[];
  readonly isSecure: boolean;
  /** What is told of both ends. */
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly highWater: number;
  readonly pauseLimit: number;
}

/** A stream that is one WebSocket. */
export class DirectStream implements Stream, ConnectionSink {
  readonly #dial: DirectDial;
  readonly #sink: StreamSink;
  readonly #connection: Connection;
  readonly #inbox: Inbox;
  readonly #drain: DrainWatch;
  /** It can be sent, as far as its user knows. */
  #isOpen = false;
  #isFinished = false;
  /** The WebSocket is gone; bytes that wait may keep its user from knowing. */
  #isLost = false;
  #taken = 0;
  /** Up to where `sent` was told, or need not be told because `send` said so. */
  #told = 0;
  #isFull = false;

  /** @throws whatever the class throws, for an address or protocols that it does not take. */
  constructor(dial: DirectDial, sink: StreamSink) {
    this.#dial = dial;
    this.#sink = sink;
    this.#inbox = new Inbox(dial.clock, dial.isSecure ? RECORD : Infinity, (bytes) => sink.received(bytes, bytes.length, false));
    this.#drain = new DrainWatch(dial.clock, () => this.#look());
    this.#connection = new Connection(dial.Class, dial.url, dial.protocols, this);
  }

  send(bytes: Uint8Array): SendResult {
    if (!this.#isOpen || this.#isFinished) return FULL;
    if (this.queued >= this.#dial.highWater) {
      this.#isFull = true;
      return FULL;
    }
    this.#taken += bytes.length;
    if (this.#isLost) return TAKEN;
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) this.#connection.send(bytes.subarray(at, at + MAX_PAYLOAD), this.#drain.written);
    if (this.#connection.buffered === 0) {
      this.#told = this.#taken;
      return SENT;
    }
    this.#drain.start();
    return this.#connection.copies ? COPIED : TAKEN;
  }

  get queued(): number {
    return this.#isOpen ? this.#taken - this.#told : 0;
  }

  pause(): void {
    this.#inbox.pause();
    if (!this.#isLost) this.#connection.pause();
  }

  resume(): void {
    this.#inbox.resume();
    if (!this.#isLost) this.#connection.resume();
  }

  finish(): void {
    if (!this.#isOpen || this.#isFinished) return;
    this.#isFinished = true;
    if (!this.#isLost) this.#connection.close();
  }

  destroy(): void {
    if (!this.#isLost) this.#connection.end();
    this.#lose();
    this.#end();
  }

  opened(): void {
    const { isSecure, local, peer } = this.#dial;
    this.#isOpen = !isSecure;
    if (this.#inbox.isPaused) this.#connection.pause();
    this.#sink.connected(local, peer);
    if (!isSecure || this.#isLost) return;
    this.#isOpen = true;
    this.#sink.secured({ protocol: "opaque", verified: true, resumed: false });
  }

  said(text: string): void {
    this.paid(new TextEncoder().encode(text));
  }

  paid(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#inbox.add(bytes);
    const { pauseLimit } = this.#dial;
    if (this.#isLost || this.#inbox.size <= pauseLimit) return;
    this.#connection.end(CLOSE_CODES["client-size"]);
    const cause = new Error(`more than ${pauseLimit} bytes came while the stream was paused, which a WebSocket cannot be; read sooner, or choose a larger pauseLimit`);
    this.#close({ reason: "limit", cause });
  }

  ended(ending: Ending): void {
    if (isOrderly(ending)) this.#inbox.add(() => this.#sink.ended());
    this.#close(isOrderly(ending) ? undefined : endingFault(ending, `the server ${shownUrl(this.#dial.url)}`));
  }

  /** Tells the end, behind the bytes that wait. */
  #close(fault: Fault | undefined): void {
    this.#lose();
    this.#inbox.add(() => {
      this.#end();
      this.#sink.closed(fault);
    });
  }

  #lose(): void {
    this.#isLost = true;
    this.#drain.stop();
  }

  #end(): void {
    this.#isOpen = false;
    this.#inbox.drop();
  }

  /** @returns whether something is still queued. */
  #look(): boolean {
    const { buffered } = this.#connection;
    if (this.#isLost || buffered === undefined) return false;
    // What frames add is counted by some, so that it may seem less than it is, and never more.
    const total = this.#taken - buffered;
    if (total > this.#told) {
      this.#told = total;
      this.#drain.hurry();
      this.#sink.sent(total);
    }
    if (this.#isFull && this.#isOpen && !this.#isFinished && this.queued <= this.#dial.highWater / 2) {
      this.#isFull = false;
      this.#sink.drained();
    }
    return this.queued > 0;
  }
}
