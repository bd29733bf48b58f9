import type { Adapter } from "../adapter.js";
import type { BindOptions } from "../datagrams.js";
import type { Fault, FaultReason } from "../fault.js";
import type { ListenOptions, Offer } from "../listener.js";
import { FULL, type DialOptions } from "../stream.js";
import { DatagramProbe } from "./datagram-probe.js";
import { LawBroken } from "./law-broken.js";
import type { Law, Need } from "./law.js";
import { ListenProbe } from "./listen-probe.js";
import { firstDifference } from "./pattern.js";
import { Referee } from "./referee.js";
import type { Rig } from "./rig.js";
import { StreamProbe } from "./stream-probe.js";

/** How a stream of the card under test came to be. */
export type Origin = "dialled" | "accepted";

/** Two ends of one connection. */
export interface Pair {
  /** The end of the card under test. */
  readonly mine: StreamProbe;
  readonly theirs: StreamProbe;
  readonly listener: ListenProbe;
}

/** One law being tried: the rig, all that was opened on it, and the words to judge with. */
export class Trial {
  readonly referee = new Referee();
  readonly #streams: StreamProbe[] = [];
  readonly #listeners: ListenProbe[] = [];
  readonly #sockets: DatagramProbe[] = [];

  constructor(
    readonly law: string,
    readonly rig: Rig,
  ) {}

  /** Dials from a card; the default is from the card under test to its peer. */
  dial(port: number, options: DialOptions = {}, card: Adapter = this.rig.adapter, host: string = this.rig.host): StreamProbe {
    const probe = new StreamProbe(`dialled stream ${this.#streams.length}`, this.referee, false);
    probe.hold(this.referee.during("dial", () => card.dial({ host, port }, options, probe)));
    this.#streams.push(probe);
    return probe;
  }

  /** Lets the peer dial a listener of the card under test. */
  dialBack(listener: ListenProbe): StreamProbe {
    return this.dial(listener.port, {}, this.rig.peer, this.rig.selfHost);
  }

  /** Opens a listener on the card under test, without waiting for it. */
  open(options: Partial<ListenOptions> = {}, card: Adapter = this.rig.adapter, host: string = this.rig.selfHost): ListenProbe {
    const probe = new ListenProbe(`listener ${this.#listeners.length}`, this.referee);
    probe.hold(this.referee.during("listen", () => card.listen({ port: 0, host, backlog: 8, ...options }, probe)));
    this.#listeners.push(probe);
    return probe;
  }

  /** Opens a listener on the card under test, and waits until it listens. */
  async listen(options?: Partial<ListenOptions>): Promise<ListenProbe> {
    const probe = this.open(options);
    await this.until(() => probe.local !== undefined, "listening");
    return probe;
  }

  /** Opens a listener on the peer, and waits until it listens. */
  async peerListens(options?: Partial<ListenOptions>): Promise<ListenProbe> {
    const probe = this.open(options, this.rig.peer, this.rig.host);
    await this.until(() => probe.local !== undefined, "the peer to listen");
    return probe;
  }

  accept(offer: Offer): StreamProbe {
    const probe = new StreamProbe(`accepted stream ${this.#streams.length}`, this.referee, true);
    probe.hold(this.referee.during("accept", () => offer.accept(probe)));
    this.#streams.push(probe);
    return probe;
  }

  refuse(offer: Offer): void {
    this.referee.during("refuse", () => offer.refuse());
  }

  /** Waits for the n-th offer (from 0) of a listener. */
  async offer(listener: ListenProbe, n = 0): Promise<Offer> {
    await this.until(() => listener.offers.length > n, `${n + 1} offers`);
    return listener.offers[n] as Offer;
  }

  /** Connects the card under test with its peer. */
  async pair(origin: Origin, options: DialOptions = {}): Promise<Pair> {
    const listener = origin === "dialled" ? await this.peerListens() : await this.listen();
    const client = origin === "dialled" ? this.dial(listener.port, options) : this.dialBack(listener);
    const server = this.accept(await this.offer(listener));
    await this.until(() => client.connections === 1, "connected");
    return origin === "dialled" ? { mine: client, theirs: server, listener } : { mine: server, theirs: client, listener };
  }

  /** Opens a datagram socket on the card under test, without waiting for it. */
  openSocket(options: BindOptions = {}, card: Adapter = this.rig.adapter, host: string = this.rig.selfHost): DatagramProbe {
    const probe = new DatagramProbe(`datagram socket ${this.#sockets.length}`, this.referee, host);
    probe.hold(this.referee.during("bind", () => card.bind({ host, ...options }, probe)));
    this.#sockets.push(probe);
    return probe;
  }

  /** Opens a datagram socket on the card under test, and waits until it is bound. */
  async bind(options?: BindOptions): Promise<DatagramProbe> {
    const probe = this.openSocket(options);
    await this.until(() => probe.local !== undefined, "bound");
    return probe;
  }

  /** Opens a datagram socket on the peer, and waits until it is bound. */
  async peerBinds(options?: BindOptions): Promise<DatagramProbe> {
    const probe = this.openSocket(options, this.rig.peer, this.rig.host);
    await this.until(() => probe.local !== undefined, "the peer to be bound");
    return probe;
  }

  /** Sends one datagram to another socket, waiting where there is no room. */
  async sendDatagram(from: DatagramProbe, bytes: Uint8Array, to: DatagramProbe): Promise<void> {
    for (;;) {
      const { drains } = from;
      if (from.send(bytes, to.endpoint) !== FULL) return;
      await this.until(() => from.drains > drains, "drained after FULL");
    }
  }

  /** Waits until a socket has received exactly these datagrams, all from one sender. */
  async gets(socket: DatagramProbe, pieces: readonly Uint8Array[], from: DatagramProbe): Promise<void> {
    const { host, port } = from.endpoint;
    await this.until(() => socket.arrived.length >= pieces.length, `${pieces.length} datagrams received`);
    for (const [n, { copy, from: sender }] of socket.arrived.entries()) {
      const piece = pieces[n];
      const isSame = piece !== undefined && firstDifference(copy, piece) < 0;
      this.expect(isSame, `exactly the ${pieces.length} datagrams that were sent`, `another one (number ${n + 1}, ${copy.length} bytes)`);
      this.expect(sender.host === host && sender.port === port, `datagrams from ${host} ${port}`, `one from ${sender.host} ${sender.port}`);
    }
  }

  /** Sends pieces in order, waiting where the stream is full. */
  async sendAll(stream: StreamProbe, pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) {
      for (;;) {
        const { drains } = stream;
        if (stream.send(piece) !== FULL) break;
        await this.until(() => stream.drains > drains || stream.isClosed, "drained after FULL");
        this.expect(!stream.isClosed, "all to be sent", `${stream}`);
      }
    }
  }

  /** Waits until a stream has received exactly these bytes. */
  async receives(stream: StreamProbe, bytes: Uint8Array): Promise<void> {
    await this.until(() => stream.length >= bytes.length, `${bytes.length} bytes received`);
    const got = stream.bytes();
    const at = firstDifference(got, bytes);
    this.expect(at < 0, `exactly the ${bytes.length} bytes that were sent`, `${got.length} bytes, different from byte ${at} on`);
  }

  async until(done: () => boolean, what: string): Promise<void> {
    try {
      await this.rig.until(done, what);
    } catch (cause) {
      throw new LawBroken(this.law, what, this.story(), { cause });
    }
  }

  async idle(): Promise<void> {
    await this.rig.idle();
  }

  expect(holds: boolean, expected: string, seen: string): void {
    if (!holds) throw new LawBroken(this.law, expected, seen);
  }

  expectFault(fault: Fault | undefined, reason: FaultReason): void {
    this.expect(fault?.reason === reason, `the fault "${reason}"`, fault === undefined ? "no fault" : `the fault "${fault.reason}"`);
  }

  /** All that was told so far. */
  story(): string {
    return [...this.#listeners, ...this.#streams, ...this.#sockets].map(String).join("; ") || "nothing";
  }

  /** Ends all that is open, and sees that it stays silent. */
  async end(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    for (const listener of this.#listeners) listener.close();
    for (const socket of this.#sockets) socket.close();
    await this.rig.idle();
  }
}

/** Writes a law down. */
export function law(id: string, title: string, needs: readonly Need[], script: (trial: Trial) => Promise<void>): Law {
  return {
    id,
    title,
    needs,
    async check(rig) {
      const trial = new Trial(id, rig);
      try {
        await script(trial);
      } catch (error) {
        // A foul explains why the script did not get what it waited for.
        judge(trial);
        throw error instanceof LawBroken ? error : new LawBroken(id, "no exception", String(error), { cause: error });
      } finally {
        await trial.end();
      }
      judge(trial);
    },
  };
}

function judge({ law: id, referee: { foul } }: Trial): void {
  if (foul !== undefined) throw new LawBroken(id, foul.expected, foul.seen);
}
