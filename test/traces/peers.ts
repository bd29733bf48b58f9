import { describeFault, type Adapter, type Clock, type SecureOptions } from "@luat/contract";
import type { Certificates } from "./certificates.js";
import { portsOf } from "./ports.js";
import { PeerStream, type Manners } from "./peer-stream.js";
import { TCP_PEERS } from "./tcp-peers.js";
import { TLS_PEERS } from "./tls-peers.js";
import type { Trace } from "./trace.js";
import { openUdp, UDP_PEERS } from "./udp-peers.js";

const LOOPBACK = "127.0.0.1";
const BACKLOG = 8;
/** The recordings' clients took so long to do as they were told. */
const CLOSES_AFTER = 100;
/** The network around a script: servers at known ports, and clients. */
export class Peers {
  readonly #card: Adapter;
  readonly #clock: Clock;
  readonly #certificates: () => Certificates;
  readonly #haste: number;
  readonly #start: number;
  readonly #open = new Set<{ close(): void }>();
  readonly #streams = new Set<PeerStream>();
  readonly #clients = new Map<string, PeerStream>();
  readonly #ports = new Map<number, number>();

  /** @param haste - by how much the peers' delays are divided. */
  constructor(card: Adapter, clock: Clock, certificates: () => Certificates, haste: number) {
    this.#haste = haste;
    this.#card = card;
    this.#clock = clock;
    this.#start = clock.now();
    this.#certificates = certificates;
  }

  /**
   * Opens the peers that a recording mentions.
   *
   * @param anywhere - on ports that the system chooses, instead of the recorded ones.
   */
  async open(trace: Trace, anywhere: boolean): Promise<void> {
    for (const recorded of portsOf(trace)) {
      const port = anywhere ? 0 : recorded;
      const tcp = TCP_PEERS[recorded];
      const tls = TLS_PEERS[recorded];
      const udp = UDP_PEERS[recorded];
      if (tcp !== undefined) await this.#listen(recorded, port, tcp);
      else if (tls !== undefined) await this.#listen(recorded, port, tls.manners, { credentials: this.#credentials(tls) });
      else if (udp !== undefined) await this.#bind(recorded, port, udp);
      else if (anywhere) (await this.#listen(recorded, port, {})).close();
    }
  }

  /** The port that stands for a recorded one. */
  here(recorded: number): number {
    return this.#ports.get(recorded) ?? recorded;
  }

  /** The recorded port that one stands for. */
  recorded(here: number): number {
    for (const [recorded, port] of this.#ports) if (port === here) return recorded;
    return here;
  }

  /** Does what a client outside did: `"open A 46001"`, `"send A text"`, `"recv A"`, `"close A"`, `"rst A"`. */
  act(what: string): void {
    const [verb, name = "", rest = ""] = what.split(" ");
    if (verb === "open") {
      const client = new PeerStream(this.#clock, this.#haste, {});
      client.stream = this.#card.dial({ host: LOOPBACK, port: this.here(Number(rest)) }, {}, client);
      this.#streams.add(client);
      this.#clients.set(name, client);
      return;
    }
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`there is no client ${name}`);
    if (verb === "send") client.send(rest);
    else if (verb === "close") client.later(CLOSES_AFTER, () => {
      client.finish();
    });
    else if (verb === "rst") client.end("reset");
    else if (verb !== "recv") throw new Error(`a client cannot ${verb}`);
  }

  end(): void {
    for (const one of this.#open) one.close();
    for (const stream of this.#streams) stream.end("abort");
  }

  #credentials(peer: (typeof TLS_PEERS)[number]): SecureOptions["credentials"] {
    const credentials = this.#card.credentials(peer.config(this.#certificates()));
    if ("reason" in credentials) throw new Error(`a peer has no credentials: ${describeFault(credentials)}`);
    return credentials;
  }

  async #bind(recorded: number, port: number, replies: (typeof UDP_PEERS)[number]): Promise<void> {
    const peer = await openUdp(this.#card, LOOPBACK, port, port === 0 ? 0 : port + 1_000, replies, () => this.#clock.now() - this.#start);
    this.#open.add(peer);
    this.#ports.set(recorded, peer.port);
  }

  #listen(recorded: number, port: number, manners: Manners, secure?: SecureOptions): Promise<{ close(): void }> {
    return new Promise((resolve, reject) => {
      const listener = this.#card.listen({ port, host: LOOPBACK, backlog: BACKLOG, secure }, {
        listening: (local) => {
          this.#open.add(listener);
          this.#ports.set(recorded, local.port);
          resolve(listener);
        },
        offered: (offer) => {
          const peer = new PeerStream(this.#clock, this.#haste, manners);
          this.#streams.add(peer);
          peer.begin(offer.accept(peer));
        },
        rejected: () => undefined,
        closed: (fault) => {
          reject(new Error(`cannot listen on ${port}: ${fault?.reason}`));
        },
      });
    });
  }
}
