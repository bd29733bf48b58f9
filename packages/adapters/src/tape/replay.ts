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
import { mustKnow } from "../checks/known-options.js";
import { readTranscript } from "./parse-transcript.js";
import { recordedTls } from "./pen.js";
import { Playback } from "./playback.js";
import { ReplayedDatagrams } from "./replayed-datagrams.js";
import { ReplayedLink } from "./replayed-link.js";
import { ReplayedListener } from "./replayed-listener.js";
import { ReplayedLookup } from "./replayed-lookup.js";
import { ReplayedStream } from "./replayed-stream.js";

/** How a transcript is replayed. */
export interface ReplayOptions {
  /**
   * The time that it is played in, such as the virtual time of a mock network; the device lives by the same. Default: the
   * system's, so that a day takes a day.
   */
  readonly clock?: Clock | undefined;
  /**
   * `"strict"`: the program must do the same things in the same order, and send the same bytes. `"lenient"`: it may open
   * sockets in any order, and what it sends is only counted. Default: `"strict"`.
   */
  readonly mode?: "strict" | "lenient" | undefined;
  /** How many times faster than it was recorded; `Infinity`: without any waiting. Default: 1. */
  readonly speed?: number | undefined;
}

/** A card that plays a transcript. */
export interface Replay extends Adapter {
  /**
   * Ends the replay, and checks that all was as recorded: best in `afterEach`, or in a `finally`, for what a test waits for
   * may never come when a part of the transcript is not used.
   *
   * @throws ReplayError for the first thing that the program did otherwise; or when it did not do all, or was not told all,
   * that the transcript has.
   */
  assertDone(): void;
}

/**
 * Makes a card that plays a transcript: what the program does is compared with what was recorded, and what comes from
 * the network comes from the transcript. There is no network, nor any TLS.
 *
 * What the program is told comes when everything before it in the transcript has happened (lenient: of the same socket), as
 * long after that as it was recorded after the line before it. Bytes are compared as one stream, in pieces of any size;
 * they may be sent sooner than they were recorded. When the program does something else, its sockets end with the fault
 * `"broken"`, whose cause is a ReplayError that says what was expected at which line; `assertDone()` throws it again. A
 * program that connects again may keep it to itself, so waits of a virtual clock reject with the first one at once.
 *
 * @param transcript - the text that {@link record} wrote, or its lines.
 * @param options - the clock, how exactly to compare, and how fast to play.
 * @returns the card, with the traits of the one that was recorded.
 * @throws TranscriptError for a transcript that cannot be read, RangeError for a speed or mode that there is not, TypeError
 * for an option that there is not.
 * @example
 * ```ts
 * import { MockNet, VirtualClock } from "@luat/adapters/mock";
 * import { record, replay } from "@luat/adapters/tape";
 * import { createDevice, type Device } from "@luat/libnet";
 *
 * const ask = async ({ connect }: Device): Promise<string> => {
 *   const connection = await connect({ host: "10.0.0.1", port: 7 });
 *   await connection.tx("AT\r\n");
 *   return new TextDecoder().decode(await connection.rx());
 * };
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { ETH0: net.host("10.0.0.1") }, clock: net.clock });
 * const clients = await server.listen({ port: 7 });
 * void clients.accept().then((client) => client?.tx("OK\r\n"));
 * const lines: string[] = [];
 * const card = record(net.host("10.0.0.2"), { write: (line) => lines.push(line), clock: net.clock });
 * await ask(createDevice({ adapters: { ETH0: card }, clock: net.clock })); // "OK\r\n"
 * await server.stop();
 *
 * const clock = new VirtualClock();
 * const played = replay(lines, { clock });
 * await clock.run(() => ask(createDevice({ adapters: { ETH0: played }, clock }))); // "OK\r\n"
 * played.assertDone();
 * ```
 */
export function replay(transcript: string | Iterable<string>, options: ReplayOptions = {}): Replay {
  mustKnow("replay", options, { clock: true, mode: true, speed: true });
  const { clock = systemClock, mode = "strict", speed = 1 } = options;
  if (mode !== "strict" && mode !== "lenient") throw new RangeError(`mode is ${JSON.stringify(mode)}; expected "strict" or "lenient"`);
  if (!(typeof speed === "number" && speed > 0)) throw new RangeError(`speed is ${typeof speed === "string" ? JSON.stringify(speed) : String(speed)}; expected a number above 0`);
  return new ReplayCard(transcript, clock, mode, speed);
}

class ReplayCard implements Replay {
  readonly name: string;
  readonly traits: Traits;
  readonly clock: Clock;
  readonly #link: ReplayedLink;
  readonly #playback: Playback;

  constructor(transcript: string | Iterable<string>, clock: Clock, mode: "strict" | "lenient", speed: number) {
    const { header, lines } = readTranscript(transcript);
    this.name = header.adapter;
    this.traits = header.traits;
    this.clock = clock;
    this.#link = new ReplayedLink(header);
    this.#playback = new Playback(lines, { clock, mode, speed, onLink: (link) => this.#link.set(link) });
  }

  isReady(): boolean {
    return this.#link.isUp;
  }

  address(): LocalAddress | undefined {
    return this.#link.address;
  }

  watch(onLink: (up: boolean) => void): Stop {
    return this.#link.watch(onLink);
  }

  /** There is no TLS, so any settings are good. */
  credentials(_config: TlsConfig): Credentials | Fault {
    return this.traits.tls ? (Object.freeze({}) as Credentials) : { reason: "unsupported" };
  }

  resolve(name: string, { family, servers }: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const lookup = this.#playback.open({ ev: "resolve", id: 0, name, family, servers }, () => new ReplayedLookup(this.clock, done));
    return () => lookup.stop();
  }

  dial(to: Endpoint, { localPort, keepAlive, secure }: DialOptions, sink: StreamSink): Stream {
    const tls = recordedTls(secure);
    return this.#playback.open({ ev: "dial", id: 0, to, localPort, keepAlive, secure: tls }, (id) => {
      return new ReplayedStream({ ...this.#parts, id, sink, isOpen: false, isSecure: tls !== undefined });
    });
  }

  listen({ port, host, backlog, keepAlive, secure }: ListenOptions, sink: ListenSink): Listener {
    return this.#playback.open({ ev: "listen", id: 0, port, host, backlog, keepAlive, secure: recordedTls(secure) }, (id) => {
      return new ReplayedListener({ ...this.#parts, id, sink });
    });
  }

  bind({ port, host, peer, secure }: BindOptions, sink: DatagramSink): Datagrams {
    const tls = recordedTls(secure);
    return this.#playback.open({ ev: "bind", id: 0, port, host, peer, secure: tls }, (id) => {
      return new ReplayedDatagrams({ ...this.#parts, id, sink, hasPeer: peer !== undefined, isSecure: tls !== undefined });
    });
  }

  assertDone(): void {
    this.#playback.assertDone();
  }

  get #parts(): { readonly playback: Playback; readonly clock: Clock; readonly pausedSeesEnd: boolean } {
    return { playback: this.#playback, clock: this.clock, pausedSeesEnd: this.traits.pausedSeesEnd };
  }
}
