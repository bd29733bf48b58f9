import { MockNet, partition, refuse, type MockHost, type MockHostOptions } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import type { Fault } from "./fault.js";
import { authority, certificate } from "./certificate.js";
import { errorText, type Outcome } from "./outcome.js";
import { NAME, PORT, Server, SERVER } from "./server.js";
import { watchedCard, type StreamRecord } from "./watched-card.js";
import { WatchedClock } from "./watched-clock.js";

const CLIENT = "10.0.0.2";
/** No call waits for longer than this, in ms; whatever is pending then hangs. */
const LONGEST = 300_000;

/** What a call is about. */
export interface Watched<T> {
  /** What it gave, as it is to be shown. */
  readonly shown?: (value: T) => string;
  /** What it had given before it failed. */
  readonly before?: () => string;
  /** What it sends. */
  readonly text?: string;
  /** Whether what it gave means that the text was sent; `undefined`: it says nothing of it. Default: always. */
  readonly isSent?: (value: T) => boolean | undefined;
}

/** Text that was to be sent, and what was said of it. */
interface Item {
  readonly isSent: boolean | undefined;
  readonly text: string;
  readonly outcome: number;
  /** How much of each stream the system had then. */
  readonly systems: readonly number[];
  /** It was said that nothing of it went out. */
  readonly withdrawn: boolean;
}

/** What may be otherwise than in the tables. */
export interface Circumstances {
  /** How much later than there the fault comes, in ms. */
  readonly later: number;
  /** What the client's card is like. */
  readonly host?: MockHostOptions;
}

export const AS_IN_TABLES: Circumstances = { later: 0 };

/** A client device and a server on a network of their own, one fault, and the laws that hold whatever it is. */
export class Scene {
  readonly net = new MockNet({ latency: 50 });
  readonly server: Server;
  readonly device: Device;
  readonly ca = authority.cert;
  readonly wrongs: string[] = [];
  readonly streams: StreamRecord[] = [];
  readonly #card: MockHost;
  readonly #clock = new WatchedClock(this.net.clock);
  /** In the order in which it was known. */
  readonly #outcomes: Outcome[] = [];
  readonly #pending = new Set<string>();
  readonly #items: Item[] = [];
  readonly #ends = new Set<() => void>();
  readonly #onRejection = (reason: unknown): void => void this.wrongs.push(`nobody handles ${String(reason)}`);
  readonly #isMute: boolean;
  #began = 0;

  /**
   * @param security - what the server speaks; `"mute"`: it does not answer to TLS.
   * @param tellsNews - whether the server says something unasked, 20 s after somebody has connected.
   */
  constructor({ host }: Circumstances, security: "plain" | "tls" | "mute" = "plain", tellsNews = true) {
    this.#isMute = security === "mute";
    this.#card = this.net.host(CLIENT, host);
    this.device = createDevice({ adapters: { LWIP_GP: watchedCard(this.#card, this.#clock, this.streams) }, log: silentLog, onTaskError: (error) => void this.wrongs.push(`a task failed: ${String(error)}`) });
    this.server = new Server(this.net, security === "tls" ? certificate : undefined, tellsNews);
    process.on("unhandledRejection", this.#onRejection);
  }

  /** Waits for a call, and writes down what came of it; gives what it resolved with. */
  async watch<T>(call: string, promise: Promise<T>, { shown = () => "done", before, text, isSent = () => true }: Watched<T> = {}): Promise<T | undefined> {
    const name = `${call} (${this.#pending.size})`;
    this.#pending.add(name);
    try {
      const value = await promise;
      if (text !== undefined) this.#items.push({ text, outcome: this.#outcomes.length, isSent: isSent(value), withdrawn: false, systems: this.streams.map(({ system }) => system) });
      this.#outcomes.push({ call, gave: shown(value), after: this.net.clock.now() });
      return value;
    } catch (error) {
      const { withdrawn } = error as { readonly withdrawn?: boolean };
      if (text !== undefined) this.#items.push({ text, outcome: this.#outcomes.length, isSent: false, withdrawn: withdrawn === true, systems: [] });
      this.#outcomes.push({ call, gave: before?.(), error: errorText(error), after: this.net.clock.now() });
      return undefined;
    } finally {
      this.#pending.delete(name);
    }
  }

  /** What came of the calls so far. */
  get outcomes(): readonly Outcome[] {
    return this.#outcomes.map(({ after, ...outcome }, place) => {
      const item = this.#items.find(({ outcome: theirs }) => theirs === place);
      const sending = item && { isSent: item.isSent, arrived: this.server.clients.some(({ received }) => received.includes(item.text)) };
      return { ...outcome, after: after - this.#began, sending };
    });
  }

  /** Milliseconds since the fault. */
  get now(): number {
    return this.net.clock.now() - this.#began;
  }

  /** Lets time pass until all of this is done. */
  async play(work: () => Promise<unknown>): Promise<void> {
    try {
      await this.net.clock.run(work, { within: LONGEST });
    } catch (error) {
      this.wrongs.push(`pending: ${[...this.#pending].join(", ")}; ${String(error)}`);
    }
    // What is under way arrives.
    await this.net.clock.advance(1_000);
  }

  /** Lets a fault begin; without one nothing happens. It lasts until {@link calm}, or for `ms`. */
  begin(fault: Fault | undefined, ms = Infinity): void {
    const { net, server } = this;
    this.#began = net.clock.now();
    switch (fault) {
      case undefined:
        return;
      case "refuse":
        this.#last(net.rule(refuse(SERVER, PORT)), ms);
        net.reset(SERVER);
        return;
      case "blackhole":
        this.#last(net.rule(partition([CLIENT], [SERVER])), ms);
        return;
      case "reset":
        this.#reset(ms);
        return;
      case "fin":
      case "half-close":
        server.leave(fault);
        // Who dials meanwhile meets the same; who was connected alone is left.
        if (server.clients.length > 0) server.recover();
        else this.#last({ remove: () => { server.recover(); } }, ms);
        return;
      case "stall":
        server.hang();
        this.#last({ remove: () => { server.recover(); } }, ms);
        return;
      case "full-buffer":
        this.#last(net.fillBuffers({ from: CLIENT }), ms);
        return;
      case "dns":
        this.#last(net.failName(NAME), ms);
        return;
      case "link":
        this.#card.setLink(false);
        this.#last({ remove: () => { this.#card.setLink(true); } }, ms);
        return;
      case "clock":
        net.clock.jump(3_600_000);
    }
  }

  /** Cuts what is open; of a connection that is only dialled, the answer becomes a reset. */
  #reset(ms: number): void {
    const { net } = this;
    if (this.#card.openStreams > 0) net.reset(SERVER);
    else {
      const guard = net.rule(({ kind }) => (kind === "syn-ack" && guard.hits === 0 ? "reset" : "pass"));
      this.#last(guard, ms);
    }
  }

  #last(guard: { remove(): void }, ms: number): void {
    const end = (): void => {
      if (!this.#ends.delete(end)) return;
      guard.remove();
      stop?.();
    };
    const stop = ms === Infinity ? undefined : this.net.clock.after(ms, end);
    this.#ends.add(end);
  }

  /**
   * Ends all, and looks whether the laws were kept.
   *
   * @param isCareless - whether what cannot go out in time may be cut off without a sign, as the close of a ported program does it.
   */
  async end(isCareless = false): Promise<void> {
    this.#checkItems();
    this.#checkStreams();
    try {
      this.device.assertIdle();
    } catch (error) {
      this.wrongs.push(String(error));
    }
    if (this.#card.openStreams > 0) this.wrongs.push(`a stream is left\n${String(this.net.netstat())}`);
    const { timers } = this.#clock;
    if (timers > 0) this.wrongs.push(`${timers} timers are left`);
    await this.net.clock.run(() => this.device.stop());
    for (const end of [...this.#ends]) end();
    await this.net.clock.advance(LONGEST);
    if (this.net.clock.waiting > 0) this.wrongs.push(`the net does not come to rest\n${String(this.net.netstat())}`);
    if (!isCareless) this.#checkEnds();
    // Node tells of rejections that nobody handles at the end of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", this.#onRejection);
  }

  /** Nothing is said to be sent that the system does not have; nothing goes out twice, or though it was withdrawn. */
  #checkItems(): void {
    for (const { text, isSent, withdrawn, systems } of this.#items) {
      const name = JSON.stringify(text.slice(0, 10));
      const ends = this.streams.map(({ taken }) => (taken.includes(text) ? taken.indexOf(text) + text.length : undefined));
      const isWithSystem = ends.some((end, n) => end !== undefined && end <= (systems[n] ?? -1));
      if (isSent === true && !isWithSystem) this.wrongs.push(`${name} is said to be sent, and the system does not have it`);
      const sent = this.streams.reduce((count, { taken }) => count + taken.split(text).length - 1, 0);
      const got = this.server.clients.reduce((count, { received }) => count + received.split(text).length - 1, 0);
      const most = withdrawn ? 0 : 1;
      if (sent > most || got > most) this.wrongs.push(`${name} went out ${sent} times and arrived ${got} times; expected at most ${most}`);
    }
  }

  /** Whoever was told an end in order has got all. */
  #checkEnds(): void {
    if (this.#isMute) return;
    for (const { received, hasEnded } of this.server.clients) {
      if (hasEnded && !this.streams.some(({ taken }) => taken === received)) this.wrongs.push(`the server has got ${received.length} bytes and was told that this is all`);
    }
  }

  /** What arrives is what went out, from its beginning on. */
  #checkStreams(): void {
    if (this.#isMute) return;
    for (const { received } of this.server.clients) {
      if (!this.streams.some(({ taken }) => taken.startsWith(received))) this.wrongs.push(`the server has got ${JSON.stringify(received.slice(0, 50))}…, which nobody sent`);
    }
  }
}
