import { COPIED, FULL, SENT, TAKEN, type DialOptions, type Endpoint, type Fault, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import { WireError, MAX_PAYLOAD, type WireSecure } from "../wire/index.js";
import { Channel, unexpected, type ChannelMessage, type ChannelSink, type Way } from "./channel.js";
import { Inbox } from "./inbox.js";

/** The most bytes of one TLS record. */
const RECORD = 16_384;

/** How far a stream is: `"dialled"` until the gateway is connected, `"connected"` while TLS is to come; `"lost"`: it is over, and bytes that wait keep its user from knowing. */
type Stage = "dialled" | "connected" | "open" | "lost" | "over";

/** A stream of a gateway. */
export class GatewayStream implements Stream, ChannelSink {
  readonly #channel: Channel;
  readonly #inbox: Inbox;
  readonly #sink: StreamSink;
  readonly #window: number;
  readonly #isSecure: boolean;
  /** An accepted stream is open for its user before the gateway knows of it. */
  readonly #isAccepted: boolean;
  #stage: Stage = "dialled";
  /** How it was destroyed before the gateway had given it its client. */
  #farewell: "abort" | "reset" | undefined;
  /** Bytes that the gateway may hold; unknown until it is connected. */
  #room = 0;
  /** Bytes that were given to `send`, to the channel, and to the gateway's system. */
  #taken = 0;
  #paid = 0;
  #sent = 0;
  /** What was not given to the channel yet. */
  #waiting: Uint8Array[] = [];
  #isFull = false;
  #isFinishing = false;
  #isFinished = false;
  /** Bytes that came, that were delivered, and of which the gateway knows that they were. */
  #received = 0;
  #delivered = 0;
  #told = 0;

  private constructor(way: Way, opening: ConstructorParameters<typeof Channel>[1], isSecure: boolean, sink: StreamSink) {
    this.#sink = sink;
    this.#window = way.window;
    this.#isSecure = isSecure;
    this.#isAccepted = opening.type === "accept";
    this.#inbox = new Inbox(way.clock, isSecure ? RECORD : Infinity, (bytes) => this.#deliver(bytes));
    this.#channel = new Channel(way, opening, this);
  }

  static dial(way: Way, { host, port }: Endpoint, { localPort, keepAlive }: DialOptions, secure: WireSecure | undefined, sink: StreamSink): GatewayStream {
    return new GatewayStream(way, { type: "dial", host, port, localPort, keepAlive, secure, window: way.window }, secure !== undefined, sink);
  }

  static accept(way: Way, offer: string, isSecure: boolean, sink: StreamSink): GatewayStream {
    return new GatewayStream(way, { type: "accept", offer, window: way.window }, isSecure, sink);
  }

  send(bytes: Uint8Array): SendResult {
    const isOpen = this.#isAccepted ? this.#stage !== "over" : this.#stage === "open" || this.#stage === "lost";
    if (!isOpen || this.#isFinishing) return FULL;
    if (bytes.length === 0) return this.queued === 0 ? SENT : TAKEN;
    if (this.queued >= this.#window) {
      this.#isFull = true;
      return FULL;
    }
    this.#taken += bytes.length;
    if (this.#stage === "lost") return TAKEN;
    this.#waiting.push(bytes);
    this.#pump();
    // A WebSocket copies what it is given, as no gateway agrees to compression, which `ws` would do later.
    return this.#waiting.length === 0 ? COPIED : TAKEN;
  }

  get queued(): number {
    return this.#stage === "over" ? 0 : this.#taken - this.#sent;
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  finish(): void {
    if (this.#stage === "over") return;
    this.#isFinishing = true;
    this.#pump();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    const stage = this.#stage;
    this.#stage = "over";
    this.#waiting = [];
    this.#inbox.drop();
    if (stage === "over" || stage === "lost") return;
    if (stage !== "dialled") this.#channel.say({ type: "destroy", how });
    // The gateway keeps a client that was taken until somebody fetches it.
    else if (this.#isAccepted) this.#farewell = how;
    if (this.#farewell === undefined) this.#channel.end();
  }

  said(message: ChannelMessage): void {
    if (this.#farewell !== undefined) {
      this.#channel.say({ type: "destroy", how: this.#farewell });
      return this.#channel.end();
    }
    switch (message.type) {
      case "connected":
        if (this.#stage !== "dialled") return this.#blame("connected came twice");
        return this.#connected(message);
      case "secured":
        if (this.#stage !== "connected") return this.#blame("secured came, and no handshake is under way");
        this.#stage = "open";
        this.#sink.secured(message.info);
        return this.#pump();
      case "sent":
        if (message.total > this.#paid || message.total < this.#sent) return this.#blame(`sent.total is ${message.total}; expected ${this.#sent} to ${this.#paid}`);
        return this.#settle(message.total);
      case "ended":
        if (this.#stage !== "open") return this.#blame("ended came before the stream was open");
        return this.#inbox.add(() => this.#sink.ended());
      default:
        this.#channel.blame(unexpected(message, "a stream"));
    }
  }

  paid(bytes: Uint8Array): void {
    if (this.#farewell !== undefined) return;
    if (this.#stage !== "open") return this.#blame("payload came before the stream was open");
    this.#received += bytes.length;
    if (bytes.length === 0 || bytes.length > MAX_PAYLOAD) return this.#blame(`payload of ${bytes.length} bytes came; expected 1 to ${MAX_PAYLOAD}`);
    if (this.#received > this.#told + this.#window) return this.#blame(`${this.#received} bytes came; expected at most ${this.#told + this.#window}`);
    this.#inbox.add(bytes);
  }

  over(fault?: Fault): void {
    this.#stage = "lost";
    this.#waiting = [];
    this.#inbox.add(() => {
      this.#stage = "over";
      this.#inbox.drop();
      this.#sink.closed(fault);
    });
  }

  #connected({ local, peer, window }: Extract<ChannelMessage, { type: "connected" }>): void {
    this.#room = window;
    this.#stage = this.#isSecure && !this.#isAccepted ? "connected" : "open";
    if (!this.#isAccepted) this.#sink.connected(local, peer);
    this.#pump();
  }

  #deliver(bytes: Uint8Array): void {
    this.#delivered += bytes.length;
    // Each of these messages costs this side as much as taking 10 KB: a bulk receive is a third faster than with one for each 64 KiB.
    if (this.#stage === "open" && this.#delivered - this.#told >= this.#window / 2) {
      this.#told = this.#delivered;
      this.#channel.say({ type: "taken", total: this.#told });
    }
    this.#sink.received(bytes, bytes.length, false);
  }

  #settle(total: number): void {
    if (total === this.#sent) return;
    this.#sent = total;
    this.#sink.sent(total);
    this.#pump();
    if (!this.#isFull || this.#stage !== "open" || this.queued > this.#window / 2) return;
    this.#isFull = false;
    this.#sink.drained();
  }

  /** Gives the channel what the gateway has room for. */
  #pump(): void {
    if (this.#stage !== "open") return;
    for (;;) {
      const [first] = this.#waiting;
      const length = Math.min(first?.length ?? 0, this.#sent + this.#room - this.#paid, MAX_PAYLOAD);
      if (first === undefined || length <= 0) break;
      this.#channel.pay(first.subarray(0, length));
      this.#paid += length;
      if (length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(length);
    }
    if (!this.#isFinishing || this.#isFinished || this.#waiting.length > 0) return;
    this.#isFinished = true;
    this.#channel.say({ type: "finish" });
  }

  #blame(problem: string): void {
    this.#channel.blame(new WireError(problem));
  }
}
