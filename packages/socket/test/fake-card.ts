import type {
  Adapter,
  BindOptions,
  Clock,
  Credentials,
  DatagramSink,
  DialOptions,
  DnsAnswer,
  DnsQuery,
  Endpoint,
  Fault,
  ListenOptions,
  ListenSink,
  LocalAddress,
  Stop,
  StreamSink,
  TlsConfig,
  TlsReason,
  Traits,
} from "@luat/contract";
import { FakeDatagrams } from "./fake-datagrams.js";
import { FakeListener } from "./fake-listener.js";
import { FakeStream } from "./fake-stream.js";
import type { FakeSurroundings } from "./fake-surroundings.js";

const TRAITS: Traits = {
  names: "resolve",
  tcp: true,
  listen: true,
  clients: "many",
  udp: true,
  tls: true,
  halfClose: true,
  reset: true,
  keepAlive: "full",
  localPort: true,
  ipv6: true,
  pausedSeesEnd: false,
};

/** A name that is being looked up. */
export class FakeLookup {
  waiting = true;

  constructor(
    readonly name: string,
    readonly query: DnsQuery,
    readonly done: (answer: DnsAnswer) => void,
  ) {}

  answer(answer: DnsAnswer): void {
    if (!this.waiting) return;
    this.waiting = false;
    this.done(answer);
  }
}

/**
 * A card that does what the test says. By itself (`auto`) it connects (and shakes hands), resolves from `names`, binds
 * and listens as soon as the running code has ended; otherwise each stream, look-up and listener waits for the test.
 */
export class FakeCard implements Adapter, FakeSurroundings {
  readonly name = "fake";
  readonly ip: string = "10.0.0.2";
  traits: Traits = TRAITS;
  auto = true;
  /** What `names` has no answer for is not found. */
  readonly names = new Map<string, readonly string[]>();
  /** Dialling these addresses is refused; listening on these ports, and binding to them, fails. */
  readonly refusing = new Set<string>();
  readonly busyPorts = new Set<number>();
  /** TLS settings with one of these texts are refused, and why. */
  readonly badTexts = new Map<unknown, TlsReason>();
  /** The TLS settings that were checked. */
  readonly tlsConfigs: TlsConfig[] = [];
  /** A peer ends its side when it sees this side end. */
  peersEndToo = true;
  /** New streams and datagram sockets queue what is sent. */
  slow = false;
  /** At link-down, streams and listeners end before the link is told. */
  endsFirst = false;
  readonly streams: FakeStream[] = [];
  readonly listeners: FakeListener[] = [];
  readonly datagramSockets: FakeDatagrams[] = [];
  readonly lookups: FakeLookup[] = [];
  /** What was done that the contract forbids. */
  readonly misuse: string[] = [];
  readonly #watchers = new Set<(up: boolean) => void>();
  #up = true;
  #ports = 50_000;

  constructor(readonly clock: Clock) {}

  /** The stream that was made last. */
  get stream(): FakeStream {
    return this.streams.at(-1) as FakeStream;
  }

  get datagrams(): FakeDatagrams {
    return this.datagramSockets.at(-1) as FakeDatagrams;
  }

  get listener(): FakeListener {
    return this.listeners.at(-1) as FakeListener;
  }

  get lookup(): FakeLookup {
    return this.lookups.at(-1) as FakeLookup;
  }

  /** All that is still open. */
  open(): string[] {
    return [
      ...this.streams.filter((one) => one.alive).map((one) => `stream to ${one.peer.host}:${one.peer.port}, ${one.phase}`),
      ...this.listeners.filter((one) => one.alive).map((one) => `listener on ${one.local.port}`),
      ...this.datagramSockets.filter((one) => one.alive).map((one) => `datagrams on ${one.local.port}`),
      ...this.listeners.flatMap((one) => one.offers).map((one) => `offer from ${one.from.port}`),
      ...this.lookups.filter((one) => one.waiting).map((one) => `look-up of ${one.name}`),
    ];
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  freePort(): number {
    return ++this.#ports;
  }

  setLink(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    const tell = (): void => {
      for (const watcher of [...this.#watchers]) watcher(up);
    };
    if (up || !this.endsFirst) tell();
    if (up) return;
    const fault: Fault = { reason: "link" };
    for (const one of [...this.streams]) one.fail(fault);
    for (const one of [...this.listeners]) one.fail(fault);
    for (const one of [...this.datagramSockets]) one.fail(fault);
    for (const one of [...this.lookups]) one.answer({ fault });
    if (this.endsFirst) tell();
  }

  isReady(): boolean {
    return this.#up;
  }

  address(): LocalAddress | undefined {
    return this.#up ? { ip: this.ip, mask: "255.255.255.0", gateway: "10.0.0.1", ipv6: "fd00::2" } : undefined;
  }

  watch(onLink: (up: boolean) => void): Stop {
    this.#watchers.add(onLink);
    return () => {
      this.#watchers.delete(onLink);
    };
  }

  /** The credentials are the settings themselves, so that a test can look at them. */
  credentials(config: TlsConfig): Credentials | Fault {
    this.tlsConfigs.push(config);
    const reason = [config.ca, config.cert, config.key, config.passphrase, config.psk?.key].map((text) => this.badTexts.get(text)).find((one) => one !== undefined);
    return reason === undefined ? (config as unknown as Credentials) : { reason: "tls", tls: reason };
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const lookup = new FakeLookup(name, query, done);
    this.lookups.push(lookup);
    const addresses = this.names.get(name);
    if (this.traits.names === "opaque") this.clock.dry(() => lookup.answer({ fault: { reason: "unsupported" } }));
    else if (this.auto) {
      this.clock.dry(() => {
        lookup.answer(addresses === undefined ? { fault: { reason: "name" } } : { addresses });
      });
    }
    return () => {
      lookup.waiting = false;
    };
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): FakeStream {
    const stream = new FakeStream(this, to, options, sink);
    stream.slow = this.slow;
    this.streams.push(stream);
    if (!this.#up) this.clock.dry(() => stream.fail({ reason: "link" }));
    else if (this.auto) {
      this.clock.dry(() => {
        if (this.refusing.has(to.host)) stream.fail({ reason: "refused", errno: "ECONNREFUSED" });
        else {
          stream.connect();
          stream.secure();
        }
      });
    }
    return stream;
  }

  listen(options: ListenOptions, sink: ListenSink): FakeListener {
    const listener = new FakeListener(this, options, sink);
    this.listeners.push(listener);
    if (!this.#up) this.clock.dry(() => listener.fail({ reason: "link" }));
    else if (this.auto) {
      this.clock.dry(() => {
        if (this.busyPorts.has(options.port)) listener.fail({ reason: "in-use", errno: "EADDRINUSE" });
        else listener.start();
      });
    }
    return listener;
  }

  bind(options: BindOptions, sink: DatagramSink): FakeDatagrams {
    const datagrams = new FakeDatagrams(this, options, sink);
    datagrams.slow = this.slow;
    this.datagramSockets.push(datagrams);
    if (!this.#up) this.clock.dry(() => datagrams.fail({ reason: "link" }));
    else if (this.auto) {
      this.clock.dry(() => {
        if (this.busyPorts.has(options.port ?? 0)) datagrams.fail({ reason: "in-use", errno: "EADDRINUSE" });
        else {
          datagrams.start();
          this.clock.dry(() => datagrams.secure());
        }
      });
    }
    return datagrams;
  }
}
