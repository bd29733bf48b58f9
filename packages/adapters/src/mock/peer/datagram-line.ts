import { FULL, type Datagrams, type DatagramSink, type Endpoint, type Fault } from "@luat/contract";
import type { Line, LineWatcher } from "./line.js";

interface Arrived {
  readonly bytes: Uint8Array;
  readonly from: Endpoint;
}

/** A datagram socket of a peer. What it sends goes to the sender of the datagram that was taken last, or to its peer. */
export class DatagramLine implements Line, DatagramSink {
  readonly whole = true;
  readonly hasEnded = false;
  isClosed = false;
  fault: Fault | undefined;
  readonly #watcher: LineWatcher;
  readonly #socket: Datagrams;
  readonly #arrived: Arrived[] = [];
  #to: Endpoint | undefined;
  #taken = 0;
  #sent = 0;
  #isStalled = false;
  readonly #isSecured: boolean;

  /**
   * @param peer - whom it talks to; absent: whoever sends to it.
   * @param bind - opens the socket, with this as its sink.
   * @param isSecured - it can talk only when a DTLS handshake is done.
   */
  constructor(watcher: LineWatcher, peer: Endpoint | undefined, bind: (sink: DatagramSink) => Datagrams, isSecured: boolean) {
    this.#watcher = watcher;
    this.#isSecured = isSecured;
    this.#to = peer;
    this.#socket = bind(this);
  }

  get unread(): Uint8Array | undefined {
    return this.#arrived[0]?.bytes;
  }

  get isFlushed(): boolean {
    return this.#sent === this.#taken;
  }

  take(): void {
    this.#to = this.#arrived.shift()?.from;
  }

  send(bytes: Uint8Array): "taken" | "full" | "nobody" {
    if (this.#to === undefined) return "nobody";
    if (this.#socket.send(bytes, this.#to) === FULL) return "full";
    this.#taken++;
    return "taken";
  }

  stall(on: boolean): void {
    this.#isStalled = on;
  }

  /** Datagrams have no end. */
  finish(): void {}

  destroy(): void {
    this.isClosed = true;
    this.#socket.close();
  }

  bound(): void {
    if (!this.#isSecured) this.#watcher.opened();
  }

  secured(): void {
    this.#watcher.opened();
  }

  received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
    if (this.#isStalled) return;
    this.#arrived.push({ bytes: bytes.slice(0, length), from });
    this.#watcher.news();
  }

  sent(total: number): void {
    this.#sent = total;
    this.#watcher.news();
  }

  drained(): void {
    this.#watcher.news();
  }

  failed(fault: Fault): void {
    this.fault = fault;
    this.#watcher.news();
  }

  closed(fault?: Fault): void {
    this.isClosed = true;
    this.fault = fault;
    this.#watcher.news();
  }
}
