import { formatEndpoint, type Clock, type Endpoint } from "@luat/contract";
import type { Counts } from "../counts.js";
import { networkError, type Report } from "../report.js";
import type { PeerTranscript, Transcript } from "../transcript.js";

/** What the server does with its clients, whatever carries them. */
export interface ServiceOptions {
  /** What to answer to a piece that came; absent: nothing by itself. */
  readonly answer: ((bytes: Uint8Array) => Uint8Array) | undefined;
  readonly maxClients: number;
  readonly report: Report;
  readonly transcript: Transcript;
  readonly counts: Counts;
  readonly clock: Clock;
}

/** How long a client may take for what goes to all, in milliseconds, before it is cut. */
const PATIENCE = 15_000;

/** The ways to a client that its table is given. */
export interface ClientWays {
  readonly peer: Endpoint;
  readonly datagrams: boolean;
  /** Sends; with a time limit where other clients wait for it. */
  send(bytes: Uint8Array, timeout?: number): Promise<void>;
  /** It took too long. */
  cut(): void;
}

/** One client, with its number. */
export class Client {
  readonly label: string;
  readonly #ways: ClientWays;
  readonly #view: PeerTranscript;
  readonly #counts: Counts;
  readonly since: number;
  bytesIn = 0;
  bytesOut = 0;

  constructor(label: string, ways: ClientWays, { transcript, counts, clock }: ServiceOptions) {
    this.label = label;
    this.#ways = ways;
    this.#view = transcript.peer(`${label} `, ways.datagrams);
    this.#counts = counts;
    this.since = clock.now();
  }

  /** It sent this. */
  async received(bytes: Uint8Array): Promise<void> {
    this.bytesIn += bytes.length;
    this.#counts.received(bytes.length);
    await this.#view.received(bytes);
  }

  /** Sends this to it. */
  async send(bytes: Uint8Array, timeout?: number): Promise<void> {
    try {
      await this.#ways.send(bytes, timeout);
    } catch (error) {
      this.#counts.failed++;
      throw error;
    }
    this.bytesOut += bytes.length;
    this.#counts.sent(bytes.length);
    await this.#view.sent(bytes);
  }

  cut(): void {
    this.#ways.cut();
  }
}

/** The clients of a server, numbered in the order in which they came. */
export class Clients {
  readonly #options: ServiceOptions;
  readonly #clients = new Set<Client>();
  #number = 0;
  #newcomer: (() => void) | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Takes a client in; `undefined`: there are too many. */
  add(ways: ClientWays): Client | undefined {
    const { report, counts, maxClients } = this.#options;
    const peer = formatEndpoint(ways.peer);
    if (this.#clients.size >= maxClients) {
      report.info(report.texts.turnedAway(peer, maxClients));
      return undefined;
    }
    const client = new Client(`#${++this.#number}`, ways, this.#options);
    this.#clients.add(client);
    counts.connections++;
    report.info(report.texts.clientOnline(client.label, peer, this.#clients.size));
    this.#newcomer?.();
    return client;
  }

  /** It has gone. */
  remove(client: Client): void {
    const { report, clock } = this.#options;
    this.#clients.delete(client);
    report.info(report.texts.clientGone(client.label, client.bytesIn, client.bytesOut, clock.now() - client.since));
  }

  /** Sends to everybody; waits for the first client when there is none, but not beyond the signal. */
  async sendToAll(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#clients.size === 0) await this.#someone(signal);
    await Promise.all([...this.#clients].map((client) => this.#sendTo(client, bytes)));
  }

  async #sendTo(client: Client, bytes: Uint8Array): Promise<void> {
    try {
      await client.send(bytes, PATIENCE);
    } catch (error) {
      const { report } = this.#options;
      const failure = networkError(error);
      if (failure.code !== "timeout") return; // told by who reads from it
      report.info(report.texts.clientFailed(client.label, report.texts.error(failure)));
      client.cut();
    }
  }

  async #someone(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#newcomer = resolve;
      signal.addEventListener("abort", () => {
        resolve();
      }, { once: true });
    });
    this.#newcomer = undefined;
  }
}
