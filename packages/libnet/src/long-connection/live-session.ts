import { formatEndpoint, type Endpoint, type SecureInfo } from "@luat/contract";
import type { OpenItem } from "@luat/corelib";
import { Deadline } from "@luat/socket/runtime";
import type { Connection, TxOptions } from "../connection/connection.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { World } from "../connection/world.js";
import { ClosedError, errorOf } from "../errors.js";
import type { Codec, Decoder, SkipReason } from "../frames/codec.js";
import { FrameError } from "../frames/frame-error.js";
import type { Entry, Inbox, Part } from "./inbox.js";
import { EXCHANGE, type Exchange } from "../requests/exchange.js";
import { readByRequests, ReadPoint } from "./read-point.js";
import { SessionExchange } from "./session-exchange.js";
import { expectFrames } from "./plain-bytes.js";
import type { Session, SessionEnd } from "./session.js";

/** How long an orderly end may take, in milliseconds. */
const CLOSE_TIMEOUT = 5_000;
const IN_ORDER = { error: undefined };

/** Who has the sessions is told what comes of them. None of the calls throws. */
export interface SessionOwner<In> {
  readonly inbox: Inbox<In>;
  /** What comes over connections that are on line is read by the requests of all. */
  readonly isReadByRequests: boolean;
  received(bytes: number): void;
  /** A connection accepted these bytes. */
  accepted(bytes: number): void;
  /** Something can be read that could not be before. */
  readable(): void;
  skipped(bytes: Uint8Array, reason: SkipReason): void;
  /** It is over. */
  over(): void;
  /** What is unread of it may be left for good. */
  left(): void;
  /** Forgets what is unread of connections whose readers have left them. */
  forgetLeft(): void;
}

/** What a session is made of. */
export interface SessionParts<In, Out> {
  readonly world: World;
  readonly connection: Connection;
  readonly number: number;
  readonly target: Endpoint;
  readonly codec: Codec<In, Out>;
  /** Milliseconds without a byte after which it counts as dead; absent: never. */
  readonly receiveTimeout: number | undefined;
  readonly owner: SessionOwner<In>;
}

/** The {@link Session} over a connection. It reads all the time, so that it notices the end. */
export class LiveSession<In, Out> implements Session<In, Out>, Part<In> {
  readonly number: number;
  readonly endpoint: string;
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly security: SecureInfo | undefined;
  readonly connection: Connection;
  /** When it was made, on the monotonic clock. */
  readonly since: number;
  readonly entries: Entry<In>[] = [];
  unread = 0;
  isOpen = false;
  bytesIn = 0;
  bytesOut = 0;
  end: SessionEnd | undefined;
  /** It was closed in order, and all that it accepted is with the system. */
  isFlushed = false;
  /** The one that was on line after it. */
  following: LiveSession<In, Out> | undefined;
  /** Resolves when it is over. */
  readonly over: Promise<SessionEnd>;
  #resolveOver: (end: SessionEnd) => void = () => undefined;
  readonly #parts: SessionParts<In, Out>;
  readonly #point: ReadPoint<In>;
  readonly #decoder: Decoder;
  #exchange: SessionExchange<In, Out> | undefined;
  #found: In[] = [];
  /** Bytes since the last frame that was found. */
  #begun = 0;
  /** Reading ended because nobody reads here. */
  #isHeld = false;
  /** Nothing more will come, so what is left is read whether there is room or not. */
  #isLast = false;
  #isCut = false;
  #onRoom: (() => void) | undefined;
  readonly #silence: Deadline;
  readonly #quiet: Deadline;

  constructor(parts: SessionParts<In, Out>) {
    const { world, connection, number, target, codec, receiveTimeout, owner } = parts;
    this.#parts = parts;
    this.connection = connection;
    this.number = number;
    this.endpoint = formatEndpoint(target);
    this.local = connection.local;
    this.peer = connection.peer;
    this.security = connection.security;
    this.since = world.clock.now();
    this.over = new Promise((resolve) => {
      this.#resolveOver = resolve;
    });
    this.#point = new ReadPoint<In>(world.engine, world.origins, {
      take: () => owner.inbox.takeFrom(this),
      end: () => (this.isOver ? IN_ORDER : undefined),
      endpoint: () => this.endpoint,
      refusal: () => (this.isOpen && owner.isReadByRequests ? readByRequests() : undefined),
      left: () => {
        owner.left();
      },
    });
    this.#silence = new Deadline(() => {
      // To the card it looks like an end that this side wanted.
      world.engine.diagnostics?.({ kind: "broke", id: connection.id, online: true, fault: { reason: "timeout" } });
      this.cut(errorOf({ reason: "timeout" }, { op: "receive", endpoint: this.endpoint, note: `nothing came for ${receiveTimeout} ms` }));
    });
    this.#quiet = new Deadline(() => {
      this.#whenQuiet();
    });
    this.#decoder = codec.decoder({
      frame: (frame) => {
        this.#found.push(frame);
      },
      skipped: (bytes, reason) => {
        owner.skipped(bytes, reason);
      },
    });
    owner.inbox.begin(this);
    connection.once("end", this.#noMore);
    connection.once("close", this.#noMore);
    this.#listen();
    void this.#read();
  }

  get isOver(): boolean {
    return this.end !== undefined;
  }

  /** Somebody is about to read what is left. */
  get isInUse(): boolean {
    return this.#point.isInUse;
  }

  /** Nobody will read on. */
  get wasLeft(): boolean {
    return this.#point.wasLeft;
  }

  /** Somebody waits to read, or is shown all. */
  get isRead(): boolean {
    return this.#point.isTaken;
  }

  rx(options?: WaitOptions): Promise<In | undefined> {
    return this.#point.rx(options);
  }

  [Symbol.asyncIterator](): AsyncIterator<In, undefined> {
    return this.#point;
  }

  async tx(out: Out, options?: TxOptions): Promise<void> {
    const bytes = this.#parts.codec.encode(out);
    await this.connection.tx(bytes, options);
    this.took(bytes.length);
  }

  [EXCHANGE](): Exchange<In, Out> {
    const { world, codec } = this.#parts;
    expectFrames(codec, "session");
    this.#exchange = new SessionExchange(this, world, this.#point);
    return this.#exchange;
  }

  /** Its own requests end, as others read it now. */
  endRequests(): void {
    void this.#exchange?.close();
  }

  /** The connection accepted so many bytes. */
  took(bytes: number): void {
    this.bytesOut += bytes;
    this.#parts.owner.accepted(bytes);
  }

  /** Who waits to read. */
  items(): readonly OpenItem[] {
    return this.#point.items(`connection to ${this.endpoint}`);
  }

  /** Ends it at once, as one that broke with this error. */
  cut(error: unknown): void {
    this.#end({ kind: "broken", error });
  }

  /** Ends it at once, because its owner wants that. */
  abort(): void {
    this.#end({ kind: "closed" });
  }

  #end(end: SessionEnd): void {
    this.#isCut = true;
    this.#finish(end);
    this.connection.abort();
  }

  /** Ends it in order. Resolves when it is over. */
  async close(): Promise<void> {
    const wasOpen = this.connection.state !== "closed";
    try {
      await this.connection.close({ timeout: CLOSE_TIMEOUT });
      this.isFlushed = wasOpen && !this.#isCut;
      this.#finish({ kind: "closed" });
    } catch (error) {
      this.#finish({ kind: "broken", error });
    }
  }

  hasRoom(): void {
    const resolve = this.#onRoom;
    this.#onRoom = undefined;
    resolve?.();
  }

  readonly #noMore = (): void => {
    this.#isLast = true;
    this.hasRoom();
  };

  async #read(): Promise<void> {
    try {
      for (;;) {
        await this.connection.consume(this.#visit);
        if (!this.#isHeld) break;
        await this.#room();
      }
      this.#decoder.end();
      this.#deliver();
      this.#finish({ kind: "ended" });
    } catch (error) {
      this.#deliver();
      if (error instanceof ClosedError) this.#finish({ kind: "closed" });
      else this.cut(this.#named(error));
    }
  }

  /** A decoder does not know whose bytes it cuts. */
  #named(error: unknown): unknown {
    return error instanceof FrameError ? error.from(this.endpoint) : error;
  }

  /** Waits until what was received is read. Whoever does not read cannot blame the peer for silence. */
  async #room(): Promise<void> {
    const { deadlines } = this.#parts.world.engine;
    deadlines.disarm(this.#silence);
    await new Promise<void>((resolve) => {
      this.#onRoom = resolve;
    });
    this.#isHeld = false;
    if (!this.isOver) this.#listen();
  }

  readonly #visit = (view: Uint8Array): boolean => {
    const { owner, world } = this.#parts;
    this.bytesIn += view.length;
    this.#begun += view.length;
    owner.received(view.length);
    this.#listen();
    this.#decoder.push(view);
    this.#deliver();
    const { silence, pending } = this.#decoder;
    if (silence !== undefined && pending > 0) world.engine.deadlines.arm(this.#quiet, silence);
    else world.engine.deadlines.disarm(this.#quiet);
    if (this.isOpen && owner.inbox.isHeld) owner.forgetLeft();
    this.#isHeld = !this.#isLast && owner.inbox.isFull(this);
    return !this.#isHeld;
  };

  #whenQuiet(): void {
    try {
      this.#decoder.quiet?.();
      this.#deliver();
    } catch (error) {
      this.#deliver();
      this.cut(this.#named(error));
    }
  }

  /** From now on the peer is given its time again. */
  #listen(): void {
    const { receiveTimeout, world } = this.#parts;
    if (receiveTimeout !== undefined) world.engine.deadlines.arm(this.#silence, receiveTimeout);
  }

  /** Puts what the decoder has found where it is read. */
  #deliver(): void {
    const found = this.#found;
    if (found.length === 0) return;
    this.#found = [];
    const { owner } = this.#parts;
    const { pending } = this.#decoder;
    const bytes = Math.max(0, this.#begun - pending);
    this.#begun = pending;
    // Nobody knows how large each was: they share what they were in all, in whole bytes.
    for (const [n, value] of found.entries()) {
      owner.inbox.add(this, { value, size: Math.floor((bytes * (n + 1)) / found.length) - Math.floor((bytes * n) / found.length) });
      this.#point.serve();
      owner.readable();
    }
  }

  #finish(end: SessionEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    const { engine } = this.#parts.world;
    engine.deadlines.forget(this.#silence);
    engine.deadlines.forget(this.#quiet);
    this.connection.off("end", this.#noMore);
    this.connection.off("close", this.#noMore);
    this.#noMore();
    this.#point.serve();
    this.#resolveOver(end);
    this.#parts.owner.over();
  }
}
