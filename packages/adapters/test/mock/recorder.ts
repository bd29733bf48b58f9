import { describeFault, type Clock, type Endpoint, type Fault, type Listener, type ListenSink, type Offer, type Stream, type StreamSink } from "@luat/contract";

/** Writes down what a stream tells, with the time. */
export class Recorder implements StreamSink {
  /** Such as "40 connected". */
  readonly events: string[] = [];
  readonly bytes: number[] = [];
  /** The very arrays that were lent. */
  readonly lent: Uint8Array[] = [];
  sentUpTo = 0;
  onReceived: ((bytes: Uint8Array) => void) | undefined;
  onDrained: (() => void) | undefined;
  stream!: Stream;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get text(): string {
    return String.fromCharCode(...this.bytes);
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#write(`connected ${local.host} ${local.port} to ${peer.host} ${peer.port}`);
  }

  secured(): void {
    this.#write("secured");
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#write(`received ${length}`);
    const copy = bytes.slice(0, length);
    for (const byte of copy) this.bytes.push(byte);
    if (lent) this.lent.push(bytes);
    this.onReceived?.(copy);
  }

  sent(total: number): void {
    this.sentUpTo = total;
    this.#write(`sent ${total}`);
  }

  drained(): void {
    this.#write("drained");
    this.onDrained?.();
  }

  ended(): void {
    this.#write("ended");
  }

  closed(fault?: Fault): void {
    this.#write(fault === undefined ? "closed" : `closed: ${describeFault(fault)}`);
  }

  #write(what: string): void {
    this.events.push(`${this.#clock.now()} ${what}`);
  }
}

/** Writes down what a listener tells, with the time, and keeps its offers. */
export class ListenRecorder implements ListenSink {
  readonly events: string[] = [];
  readonly offers: Offer[] = [];
  listener!: Listener;
  port = 0;
  onOffered: ((offer: Offer) => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  listening(local: Endpoint): void {
    this.port = local.port;
    this.#write(`listening ${local.host} ${local.port}`);
  }

  offered(offer: Offer): void {
    this.#write(`offered ${offer.from.host} ${offer.from.port}`);
    this.offers.push(offer);
    this.onOffered?.(offer);
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.#write(`rejected ${from.host} ${from.port}: ${describeFault(fault)}`);
  }

  closed(fault?: Fault): void {
    this.#write(fault === undefined ? "closed" : `closed: ${describeFault(fault)}`);
  }

  #write(what: string): void {
    this.events.push(`${this.#clock.now()} ${what}`);
  }
}
