import type {
  Adapter,
  BindOptions,
  Clock,
  Credentials,
  Datagrams,
  DatagramSink,
  DialOptions,
  DnsAnswer,
  DnsQuery,
  Endpoint,
  Fault,
  Listener,
  ListenOptions,
  ListenSink,
  LocalAddress,
  Offer,
  SecureInfo,
  SecureOptions,
  SendResult,
  Stop,
  Stream,
  StreamSink,
  TlsConfig,
  Traits,
} from "@luat/contract";

/** A stream and its sink in one, that pass everything on. */
export class PassStream implements Stream, StreamSink {
  inner!: Stream;
  readonly sink: StreamSink;
  readonly clock: Clock;

  constructor(sink: StreamSink, clock: Clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /** Does something a moment later, as seen by the network. */
  later(fn: () => void): void {
    this.clock.after(1, fn);
  }

  get queued(): number {
    return this.inner.queued;
  }
  send(bytes: Uint8Array): SendResult {
    return this.inner.send(bytes);
  }
  pause(): void {
    this.inner.pause();
  }
  resume(): void {
    this.inner.resume();
  }
  finish(): void {
    this.inner.finish();
  }
  destroy(how?: "abort" | "reset"): void {
    this.inner.destroy(how);
  }
  connected(local: Endpoint, peer: Endpoint): void {
    this.sink.connected(local, peer);
  }
  secured(info: SecureInfo): void {
    this.sink.secured(info);
  }
  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.sink.received(bytes, length, lent);
  }
  sent(total: number): void {
    this.sink.sent(total);
  }
  drained(): void {
    this.sink.drained();
  }
  ended(): void {
    this.sink.ended();
  }
  closed(fault?: Fault): void {
    this.sink.closed(fault);
  }
}

/** An offer that passes everything on. */
export class PassOffer implements Offer {
  readonly inner: Offer;
  readonly card: PassCard;

  constructor(inner: Offer, card: PassCard) {
    this.inner = inner;
    this.card = card;
  }

  get from(): Endpoint {
    return this.inner.from;
  }
  get local(): Endpoint {
    return this.inner.local;
  }
  get secure(): SecureInfo | undefined {
    return this.inner.secure;
  }
  accept(sink: StreamSink): Stream {
    return this.card.wrap(sink, (outer) => this.inner.accept(outer));
  }
  refuse(): void {
    this.inner.refuse();
  }
}

/** A listener and its sink in one, that pass everything on. */
export class PassListener implements Listener, ListenSink {
  inner!: Listener;
  readonly sink: ListenSink;
  readonly card: PassCard;

  constructor(sink: ListenSink, card: PassCard) {
    this.sink = sink;
    this.card = card;
  }

  renew(secure: SecureOptions): Fault | undefined {
    return this.inner.renew?.(secure);
  }
  close(): void {
    this.inner.close();
  }
  listening(local: Endpoint): void {
    this.sink.listening(local);
  }
  offered(offer: Offer): void {
    this.sink.offered(new PassOffer(offer, this.card));
  }
  rejected(from: Endpoint, fault: Fault): void {
    this.sink.rejected(from, fault);
  }
  closed(fault?: Fault): void {
    this.sink.closed(fault);
  }
}

/** A datagram socket and its sink in one, that pass everything on. */
export class PassDatagrams implements Datagrams, DatagramSink {
  inner!: Datagrams;
  readonly sink: DatagramSink;
  readonly card: PassCard;

  constructor(sink: DatagramSink, card: PassCard) {
    this.sink = sink;
    this.card = card;
  }

  /** Does something a moment later, as seen by the network. */
  later(fn: () => void): void {
    this.card.clock.after(1, fn);
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    return this.inner.send(bytes, to);
  }
  join(group: string, on?: string): Fault | undefined {
    return this.inner.join?.(group, on);
  }
  leave(group: string, on?: string): Fault | undefined {
    return this.inner.leave?.(group, on);
  }
  close(): void {
    this.inner.close();
  }
  bound(local: Endpoint): void {
    this.sink.bound(local);
  }
  secured(info: SecureInfo): void {
    this.sink.secured?.(info);
  }
  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint, isCut?: boolean): void {
    this.sink.received(bytes, length, lent, from, isCut);
  }
  sent(total: number): void {
    this.sink.sent(total);
  }
  drained(): void {
    this.sink.drained();
  }
  failed(fault: Fault, nth?: number): void {
    this.sink.failed(fault, nth);
  }
  closed(fault?: Fault): void {
    this.sink.closed(fault);
  }
}

/** A card that passes everything on to a good one. Flawed cards extend it, or its parts. */
export class PassCard implements Adapter {
  readonly inner: Adapter;
  readonly clock: Clock;
  Stream: new (sink: StreamSink, clock: Clock) => PassStream = PassStream;
  Listener: new (sink: ListenSink, card: PassCard) => PassListener = PassListener;
  Datagrams: new (sink: DatagramSink, card: PassCard) => PassDatagrams = PassDatagrams;

  constructor(inner: Adapter, clock: Clock) {
    this.inner = inner;
    this.clock = clock;
  }

  get name(): string {
    return this.inner.name;
  }
  get traits(): Traits {
    return this.inner.traits;
  }
  isReady(): boolean {
    return this.inner.isReady();
  }
  address(): LocalAddress | undefined {
    return this.inner.address();
  }
  watch(onLink: (up: boolean) => void): Stop {
    return this.inner.watch(onLink);
  }
  credentials(config: TlsConfig): Credentials | Fault {
    return this.inner.credentials(config);
  }
  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    return this.inner.resolve(name, query, done);
  }
  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    const { tunnel } = options;
    const stream = tunnel?.stream instanceof PassStream ? tunnel.stream.inner : tunnel?.stream;
    const inside = tunnel && stream && { ...tunnel, stream };
    return this.wrap(sink, (outer) => this.inner.dial(to, { ...options, tunnel: inside }, outer));
  }
  listen(options: ListenOptions, sink: ListenSink): Listener {
    const listener = new this.Listener(sink, this);
    listener.inner = this.inner.listen(options, listener);
    return listener;
  }
  bind(options: BindOptions, sink: DatagramSink): Datagrams {
    const socket = new this.Datagrams(sink, this);
    socket.inner = this.inner.bind(options, socket);
    return socket;
  }

  wrap(sink: StreamSink, open: (outer: StreamSink) => Stream): Stream {
    const stream = new this.Stream(sink, this.clock);
    stream.inner = open(stream);
    return stream;
  }
}
