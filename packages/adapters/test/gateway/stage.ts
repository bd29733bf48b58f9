import type { Adapter, Clock, LogLevel } from "@luat/contract";
import { Tokens } from "../../src/gateway/admission/tokens.js";
import { BlockPool } from "../../src/gateway/channel/block-pool.js";
import { Channel } from "../../src/gateway/channel/channel.js";
import type { Line } from "../../src/gateway/channel/line.js";
import { Offers } from "../../src/gateway/channel/offers.js";
import { limitsOf, type GatewayLimits } from "../../src/gateway/gateway-limits.js";
import { GatewayLog } from "../../src/gateway/gateway-log.js";
import { Policy } from "../../src/gateway/policy/policy.js";
import { Tally } from "../../src/gateway/tally.js";
import { MockNet } from "../../src/mock/index.js";
import { parseFromGateway, WireError, writeFromClient, type ClientMessage, type GatewayMessage } from "../../src/wire/index.js";

/** Where the gateway is, and where servers are. */
export const HERE = "10.0.0.2";
export const THERE = "10.0.0.1";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** A WebSocket in memory: what is sent has left at once, unless the client reads nothing. */
class FakeLine implements Line {
  readonly messages: GatewayMessage[] = [];
  readonly payloads: Uint8Array[] = [];
  queued = 0;
  pings = 0;
  code: number | undefined;
  isTerminated = false;
  /** Whether the client reads. */
  isRead = true;
  onGone: () => void = () => undefined;

  sendText(source: string): void {
    if (this.code !== undefined) throw new Error(`sent after the close: ${source}`);
    if (!this.isRead) this.queued += source.length;
    const message = parseFromGateway(source);
    if (message instanceof WireError) throw message;
    this.messages.push(message);
  }

  sendBytes(payload: Uint8Array, done?: () => void): void {
    if (this.code !== undefined) throw new Error("sent after the close");
    if (!this.isRead) this.queued += payload.length;
    this.payloads.push(payload.slice());
    done?.();
  }

  ping(): void {
    this.pings++;
  }

  close(code: number): void {
    this.code ??= code;
  }

  terminate(): void {
    if (this.isTerminated) return;
    this.isTerminated = true;
    this.onGone();
  }

  /** All payload that was sent, and then there is none. */
  take(): Uint8Array {
    const all = new Uint8Array(this.payloads.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.payloads.splice(0)) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** The types of all messages, in order. */
  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  /** The last message of a type. */
  last<T extends GatewayMessage["type"]>(type: T): Extract<GatewayMessage, { type: T }> {
    const found = this.messages.findLast((message) => message.type === type);
    if (found === undefined) throw new Error(`no ${type} among ${this.types.join(", ")}`);
    return found as Extract<GatewayMessage, { type: T }>;
  }
}

/** A client of the gateway: its channel, and the other side of its line. */
export class FakeClient {
  readonly line = new FakeLine();
  channel!: Channel;
  isGone = false;

  say(message: ClientMessage): this {
    const source = writeFromClient(message);
    if (source instanceof WireError) throw source;
    return this.raw(source);
  }

  raw(source: string): this {
    this.channel.text(bytes(source));
    return this;
  }

  send(payload: string | Uint8Array): this {
    this.channel.bytes(typeof payload === "string" ? bytes(payload) : payload);
    return this;
  }

  /** It reads again, and what was queued has left. */
  read(): void {
    this.line.isRead = true;
    this.line.queued = 0;
    this.channel.drained();
  }

  /** Closes its WebSocket. */
  leave(): void {
    if (!this.isGone) this.channel.gone();
  }
}

/** What a stage is made with. */
export interface StageOptions {
  readonly allow?: readonly string[];
  readonly tokens?: readonly string[];
  readonly limits?: GatewayLimits;
  readonly card?: Adapter;
  readonly clock?: Clock;
}

/** Channels of a gateway on a mock network, without WebSockets. */
export class Stage {
  readonly net = new MockNet();
  readonly tally = new Tally();
  readonly offers: Offers;
  readonly lines: Array<{ level: LogLevel; text: string; fields: Readonly<Record<string, unknown>> | undefined }> = [];
  readonly #open: (client: FakeClient) => Channel;
  #ids = 0;

  constructor({ allow = [`tcp://${THERE}:*`], tokens, limits: given, card = this.net.host(HERE), clock = this.net.clock }: StageOptions = {}) {
    const limits = limitsOf(given);
    this.offers = new Offers(clock, limits);
    const log = new GatewayLog({ write: (level, _tag, [line], fields) => this.lines.push({ level, text: String(line), fields }) }, clock);
    const site = { card, clock, limits, log, policy: new Policy(allow), tokens: new Tokens(tokens), offers: this.offers, blocks: new BlockPool(), tally: this.tally };
    this.#open = (client) =>
      new Channel({
        ...{ site, line: client.line, id: ++this.#ids, client: "192.0.2.1", isKnown: tokens === undefined },
        gone: () => {
          client.isGone = true;
        },
      });
  }

  /** A client that has opened a WebSocket. */
  client(): FakeClient {
    const client = new FakeClient();
    client.channel = this.#open(client);
    client.line.onGone = () => {
      client.leave();
    };
    return client;
  }

  /** A client that dials a port of THERE. */
  dial(port: number, more: Partial<Extract<ClientMessage, { type: "dial" }>> = {}): FakeClient {
    return this.client().say({ type: "dial", host: THERE, port, window: 65_536, ...more });
  }

  /** Lets happen what is due. */
  settle(ms = 10): Promise<void> {
    return this.net.clock.advance(ms);
  }

  /** How many timers wait, besides those of clients that are still there. */
  get left(): unknown {
    const { net, tally, offers } = this;
    return { open: Object.values(tally.open).reduce((sum, count) => sum + count, 0), streams: net.openStreams, listeners: net.openListeners, datagrams: net.openDatagrams, offers: offers.size, timers: net.clock.waiting };
  }
}

export const NOTHING_LEFT = { open: 0, streams: 0, listeners: 0, datagrams: 0, offers: 0, timers: 0 };
