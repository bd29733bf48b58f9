import { describeFault, type Clock, type Datagrams, type DatagramSink, type Endpoint, type Fault, type Listener, type ListenSink, type Offer, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";

/** Writes down what a stream tells, with the time. */
export class Recorder implements StreamSink {
  /** Such as "40 connected". */
  readonly events: string[] = [];
  readonly bytes: number[] = [];
  /** The very arrays that were lent. */
  readonly lent: Uint8Array[] = [];
  sentUpTo = 0;
  onSecured: (() => void) | undefined;
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

  secured({ protocol, alpn, verified }: SecureInfo): void {
    this.#write(["secured", protocol, ...(alpn === undefined ? [] : [alpn]), ...(verified ? ["verified"] : [])].join(" "));
    this.onSecured?.();
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

/** Writes down what a datagram socket tells, with the time. */
export class DatagramRecorder implements DatagramSink {
  /** Such as "25 received 3 from 10.0.0.1 50000". */
  readonly events: string[] = [];
  readonly arrived: number[][] = [];
  /** The very arrays that were lent. */
  readonly lent: Uint8Array[] = [];
  socket!: Datagrams;
  local: Endpoint = { host: "", port: 0 };
  sentUpTo = 0;
  /** The numbers of those that could not be sent. */
  readonly failures: number[] = [];
  onBound: (() => void) | undefined;
  onReceived: ((bytes: Uint8Array, from: Endpoint) => void) | undefined;
  onFailed: (() => void) | undefined;
  onDrained: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  bound(local: Endpoint): void {
    this.local = local;
    this.#write(`bound ${local.host} ${local.port}`);
    this.onBound?.();
  }

  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
    this.#write(`received ${length} from ${from.host} ${from.port}`);
    this.arrived.push([...bytes.subarray(0, length)]);
    if (lent) this.lent.push(bytes);
    this.onReceived?.(bytes.slice(0, length), from);
  }

  sent(total: number): void {
    this.sentUpTo = total;
    this.#write(`sent ${total}`);
  }

  drained(): void {
    this.#write("drained");
    this.onDrained?.();
  }

  failed(fault: Fault, nth?: number): void {
    this.#write(`failed${nth === undefined ? "" : ` ${nth}`}: ${describeFault(fault)}`);
    if (nth !== undefined) this.failures.push(nth);
    this.onFailed?.();
  }

  closed(fault?: Fault): void {
    this.#write(fault === undefined ? "closed" : `closed: ${describeFault(fault)}`);
  }

  #write(what: string): void {
    this.events.push(`${this.#clock.now()} ${what}`);
  }
}
