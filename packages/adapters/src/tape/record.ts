import {
  systemClock,
  type Adapter,
  type BindOptions,
  type Clock,
  type Credentials,
  type Datagrams,
  type DatagramSink,
  type DialOptions,
  type DnsAnswer,
  type DnsQuery,
  type Endpoint,
  type Fault,
  type Listener,
  type ListenOptions,
  type ListenSink,
  type LocalAddress,
  type Stop,
  type Stream,
  type StreamSink,
  type TlsConfig,
  type Traits,
} from "@luat/contract";
import { FailedSocket } from "../checks/failed-socket.js";
import { mustKnow } from "../checks/known-options.js";
import { Pen, recordedFault, recordedTls } from "./pen.js";
import { RecordedDatagrams } from "./recorded-datagrams.js";
import { RecordedLink } from "./recorded-link.js";
import { RecordedListener } from "./recorded-listener.js";
import { RecordedStream } from "./recorded-stream.js";

/** Where a recording goes, and by which time. */
export interface RecordOptions {
  /** Called with each line, without its line end: the first at once, the others as things happen. It may not throw, nor use the card. */
  readonly write: (line: string) => void;
  /** The clock that the card lives by; on it the program that is recorded should live too. Default: the system's, as Node's cards. */
  readonly clock?: Clock | undefined;
}

/**
 * Makes a card that does exactly what another does, and writes a transcript of it: what the program asked for, and
 * what it was told, with the time. See docs/transcripts.md for the format.
 *
 * Bytes are those above TLS. Credentials, keys and causes of faults are never written; what the program sends is, with
 * whatever secrets are in it.
 *
 * @param adapter - the card to record, any.
 * @param options - where the lines go, and the clock.
 * @returns the card to use in its place; several recordings of one card know nothing of each other.
 * @throws TypeError for an option that there is not.
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { record } from "@luat/adapters/tape";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const { clock } = net;
 * const card = record(net.host("10.0.0.2"), { write: (line) => console.log(line), clock });
 * const device = createDevice({ adapters: { ETH0: card }, clock });
 *
 * await device.connect({ host: "10.0.0.1", port: 80 }).catch((error) => console.log(error.code));
 * // prints '{"t":0,"id":1,"ev":"dial","to":{"host":"10.0.0.1","port":80}}'
 * // prints '{"t":0,"id":1,"ev":"closed","fault":{"reason":"unreachable","errno":"EHOSTUNREACH"}}'
 * await device.stop();
 * ```
 */
export function record(adapter: Adapter, options: RecordOptions): Adapter {
  mustKnow("record", options, { write: true, clock: true });
  const { write, clock = systemClock } = options;
  return new RecordedCard(adapter, new Pen(write, clock), clock);
}

/** A stream inside another one has no place in a transcript. */
const NO_TUNNEL: Fault = { reason: "unsupported", cause: new Error("TLS inside an open stream is not recorded") };

class RecordedCard implements Adapter {
  readonly #card: Adapter;
  readonly #pen: Pen;
  readonly #clock: Clock;
  readonly #link: RecordedLink;

  constructor(card: Adapter, pen: Pen, clock: Clock) {
    this.#card = card;
    this.#pen = pen;
    this.#clock = clock;
    this.#link = new RecordedLink(card, pen);
  }

  get name(): string {
    return this.#card.name;
  }

  get traits(): Traits {
    return { ...this.#card.traits, tunnel: undefined };
  }

  get clock(): Clock | undefined {
    return this.#card.clock;
  }

  isReady(): boolean {
    return this.#link.isReady();
  }

  address(): LocalAddress | undefined {
    return this.#link.address();
  }

  watch(onLink: (up: boolean) => void): Stop {
    return this.#link.watch(onLink);
  }

  credentials(config: TlsConfig): Credentials | Fault {
    return this.#card.credentials(config);
  }

  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const id = this.#pen.nextId();
    const stop = this.#card.resolve(name, query, (answer) => {
      this.#pen.note({ ev: "resolved", id, ...("fault" in answer ? { fault: recordedFault(answer.fault) } : { addresses: answer.addresses }) });
      done(answer);
    });
    this.#pen.note({ ev: "resolve", id, name, family: query.family, servers: query.servers });
    return stop;
  }

  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    const id = this.#pen.nextId();
    const stream = new RecordedStream(sink, this.#pen, id, false, options.secure !== undefined);
    stream.inner = options.tunnel === undefined ? this.#card.dial(to, options, stream) : new FailedSocket(this.#clock, stream, NO_TUNNEL);
    const { localPort, keepAlive, secure } = options;
    this.#pen.note({ ev: "dial", id, to, localPort, keepAlive, secure: recordedTls(secure) });
    return stream;
  }

  listen(options: ListenOptions, sink: ListenSink): Listener {
    const id = this.#pen.nextId();
    const listener = new RecordedListener(sink, this.#pen, id);
    listener.inner = this.#card.listen(options, listener);
    const { port, host, backlog, keepAlive, secure } = options;
    this.#pen.note({ ev: "listen", id, port, host, backlog, keepAlive, secure: recordedTls(secure) });
    return listener;
  }

  bind(options: BindOptions, sink: DatagramSink): Datagrams {
    const id = this.#pen.nextId();
    const socket = new RecordedDatagrams(sink, this.#pen, id, options.secure !== undefined);
    socket.inner = this.#card.bind(options, socket);
    const { port, host, peer, secure } = options;
    this.#pen.note({ ev: "bind", id, port, host, peer, secure: recordedTls(secure) });
    return socket;
  }
}
