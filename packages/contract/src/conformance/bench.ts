import type { Adapter } from "../adapter.js";
import type { BindOptions } from "../datagrams.js";
import type { ListenOptions, Offer } from "../listener.js";
import type { DialOptions } from "../stream.js";
import { DatagramProbe } from "./datagram-probe.js";
import { ListenProbe } from "./listen-probe.js";
import { Referee } from "./referee.js";
import type { Rig } from "./rig.js";
import { StreamProbe } from "./stream-probe.js";

/** Opens things on the cards of a rig, each with a probe for its sink, and ends them all. */
export class Bench {
  readonly referee = new Referee();
  readonly #streams: StreamProbe[] = [];
  readonly #listeners: ListenProbe[] = [];
  readonly #sockets: DatagramProbe[] = [];

  constructor(readonly rig: Rig) {}

  /** Dials from a card; the default is from the card under test to its peer. */
  dial(port: number, options: DialOptions = {}, card: Adapter = this.rig.adapter, host: string = this.rig.host): StreamProbe {
    const probe = new StreamProbe(`dialled stream ${this.#streams.length}`, this.referee, { isConnected: false, isSecure: options.secure !== undefined });
    probe.hold(this.referee.during("dial", () => card.dial({ host, port }, options, probe)));
    this.#streams.push(probe);
    return probe;
  }

  /** Lets the peer dial a listener of the card under test. */
  dialBack(listener: ListenProbe, options: DialOptions = {}): StreamProbe {
    return this.dial(listener.port, options, this.rig.peer, this.rig.selfHost);
  }

  /** Opens a listener on the card under test, without waiting for it. */
  open(options: Partial<ListenOptions> = {}, card: Adapter = this.rig.adapter, host: string = this.rig.selfHost): ListenProbe {
    const probe = new ListenProbe(`listener ${this.#listeners.length}`, this.referee, options.secure !== undefined);
    probe.hold(this.referee.during("listen", () => card.listen({ port: 0, host, backlog: 8, ...options }, probe)));
    this.#listeners.push(probe);
    return probe;
  }

  accept(offer: Offer): StreamProbe {
    const probe = new StreamProbe(`accepted stream ${this.#streams.length}`, this.referee, { isConnected: true, isSecure: offer.secure !== undefined });
    probe.hold(this.referee.during("accept", () => offer.accept(probe)));
    this.#streams.push(probe);
    return probe;
  }

  refuse(offer: Offer): void {
    this.referee.during("refuse", () => offer.refuse());
  }

  /** Opens a datagram socket on the card under test, without waiting for it. */
  openSocket(options: BindOptions = {}, card: Adapter = this.rig.adapter, host: string = this.rig.selfHost): DatagramProbe {
    const probe = new DatagramProbe(`datagram socket ${this.#sockets.length}`, this.referee, host, options.secure !== undefined);
    probe.hold(this.referee.during("bind", () => card.bind({ host, ...options }, probe)));
    this.#sockets.push(probe);
    return probe;
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
