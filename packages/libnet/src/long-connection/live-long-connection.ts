import { formatEndpoint } from "@luat/contract";
import type { OpenItem } from "@luat/corelib";
import { Deadline } from "@luat/socket/runtime";
import { EventEmitter } from "eventemitter3";
import { allTold } from "../all-told.js";
import { AbortWatch } from "../connection/abort-watch.js";
import { cardOf } from "../connection/card.js";
import { dialSecurity } from "../connection/tls-options.js";
import { tellLater } from "../connection/tell-later.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { Ending, World } from "../connection/world.js";
import { ClosedError } from "../errors.js";
import { expectOptions, shown } from "../expect.js";
import type { SkipReason } from "../frames/codec.js";
import { EXCHANGE, type ErrorFor, type Exchange } from "../requests/exchange.js";
import { Endpoints } from "./endpoints.js";
import type { Settings } from "./expect-options.js";
import { Heartbeat } from "./heartbeat.js";
import { Inbox } from "./inbox.js";
import type { LiveSession } from "./live-session.js";
import type { LongConnectionState, LongConnectionStatus } from "./long-connection-state.js";
import type { LongConnection, LongConnectionEvents, LongStopOptions } from "./long-connection.js";
import { LongExchange } from "./long-exchange.js";
import { NetworkWatchdog } from "./network-watchdog.js";
import { Outbox, type OutboxOwner } from "./outbox.js";
import { expectFrames } from "./plain-bytes.js";
import { ReadPoint } from "./read-point.js";
import type { Session } from "./session.js";
import { SessionList } from "./session-list.js";
import { Supervisor, type SupervisorOwner, type Use } from "./supervisor.js";

/** How long a stop in order may take, in milliseconds. */
const STOP_DEADLINE = 5_000;

/** The {@link LongConnection} of a device. */
export class LiveLongConnection<In, Out> extends EventEmitter<LongConnectionEvents> implements LongConnection<In, Out>, Ending, OutboxOwner, SupervisorOwner<In, Out> {
  readonly #world: World;
  readonly #settings: Settings<In, Out>;
  readonly #name: string;
  readonly #item: OpenItem;
  readonly #outbox: Outbox;
  readonly #supervisor: Supervisor<In, Out>;
  readonly #sessions: SessionList<In, Out>;
  readonly #point: ReadPoint<In>;
  readonly #watchdog: NetworkWatchdog | undefined;
  readonly #signal: AbortWatch | undefined;
  readonly #deadline: Deadline;
  readonly #running: Promise<void>;
  readonly inbox: Inbox<In>;
  #exchange: LongExchange<In, Out> | undefined;
  #heartbeat: Heartbeat<Out> | undefined;
  /** What is unsent at the end is in the store. */
  #saved: Promise<void> | undefined;
  #state: LongConnectionState = { kind: "waiting-for-network" };
  #since: number;
  /** Nothing more will come: the error for readers, or none, for an end that was asked for. */
  #end: { readonly error: (() => unknown) | undefined } | undefined;
  #isStopping = false;
  /** Who has ended it: you, or its device. */
  #code: "closed" | "stopped" = "closed";
  #bytesIn = 0;
  #bytesOut = 0;
  /** Who waits until it rests. */
  #resting: Array<() => void> = [];

  constructor(world: World, settings: Settings<In, Out>) {
    super();
    this.#world = world;
    this.#settings = settings;
    this.#name = `the long connection to ${new Endpoints(settings.endpoints)}`;
    this.#item = { what: this.#name.slice("the ".length), origin: world.origins.note() };
    const { heartbeat, codec, connect, endpoints } = settings;
    // What cannot work is told at once: a card that there is not, a certificate that cannot be read, a heartbeat that is no data.
    const card = cardOf(world, connect.adapter, "connect");
    for (const { host, port, tls = connect.tls } of typeof endpoints === "function" ? [] : endpoints) dialSecurity(card, tls, host, formatEndpoint({ host, port }));
    settings.signal?.throwIfAborted();
    if (heartbeat !== undefined && typeof heartbeat.data !== "function") codec.encode(heartbeat.data);
    this.inbox = new Inbox<In>(settings.inbox, () => {
      this.left();
    });
    this.#outbox = new Outbox(world, settings.queue, this, this.#name);
    this.#sessions = new SessionList<In, Out>(world, this.inbox, this);
    this.#supervisor = new Supervisor<In, Out>(world, settings, this);
    this.#point = new ReadPoint<In>(world.engine, world.origins, {
      take: () => this.inbox.take(),
      end: () => this.#end,
      endpoint: () => this.endpoint(),
    });
    this.#watchdog = settings.watchdog === undefined ? undefined : new NetworkWatchdog(world, settings.watchdog, this.#name);
    this.#deadline = new Deadline(() => {
      this.#cut("closed");
    });
    this.#since = world.clock.now();
    if (settings.signal !== undefined) {
      this.#signal = new AbortWatch((reason) => {
        this.#finish({ sending: () => reason, reading: () => reason, cause: reason });
      });
      this.#signal.hear(settings.signal);
    }
    world.open.add(this);
    this.#running = this.#run();
  }

  get state(): LongConnectionState {
    return this.#state;
  }

  // --- sending and receiving --------------------------------------------------------------------------------------

  tx(out: Out, options?: WaitOptions): Promise<void> {
    let bytes: Uint8Array;
    try {
      bytes = this.#settings.codec.encode(out);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#outbox.tx(bytes, options);
  }

  rx(options?: WaitOptions): Promise<In | undefined> {
    return this.#point.rx(options);
  }

  [Symbol.asyncIterator](): AsyncIterator<In, undefined> {
    return this.#point;
  }

  connections(): AsyncIterableIterator<Session<In, Out>, undefined> {
    return this.#sessions.iterate();
  }

  [EXCHANGE](): Exchange<In, Out> {
    const { codec } = this.#settings;
    expectFrames(codec, "long connection");
    this.#exchange ??= new LongExchange({
      ...{ world: this.#world, codec, outbox: this.#outbox, point: this.#point },
      endpoint: () => this.endpoint(),
      session: () => this.#supervisor.session,
      over: () => this.#noAnswer,
      stop: (options) => this.stop(options?.timeout === undefined ? undefined : { deadline: options.timeout }),
    });
    return this.#exchange;
  }

  get isReadByRequests(): boolean {
    return this.#exchange?.isRead === true;
  }

  async online(options?: WaitOptions): Promise<Session<In, Out>> {
    const session = await this.#sessions.online(options);
    if (session === undefined) throw this.#closed(this.#code, "come on line");
    return session;
  }

  // --- its life ---------------------------------------------------------------------------------------------------

  pause(): Promise<void> {
    if (this.#isStopping) return this.#running;
    this.#watchdog?.stop();
    this.#supervisor.wants("pause");
    if (this.#state.kind === "paused") return Promise.resolve();
    return new Promise((resolve) => {
      this.#resting.push(resolve);
    });
  }

  resume(): void {
    if (this.#isStopping) return;
    this.#watchdog?.start();
    this.#supervisor.wants("run");
  }

  stop(options?: LongStopOptions): Promise<void> {
    let deadline: number;
    try {
      deadline = expectDeadline(options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#end !== undefined) return this.#running;
    if (deadline === 0) {
      this.#cut("closed");
      return this.#running;
    }
    const { clock, engine } = this.#world;
    // Of several deadlines the earliest counts.
    if (deadline < Infinity && clock.now() + deadline < this.#deadline.at) engine.deadlines.arm(this.#deadline, deadline);
    if (this.#isStopping) return this.#running;
    this.#isStopping = true;
    this.#outbox.refuse(() => this.#closed("closed", "send", true));
    this.#supervisor.wants("drain");
    return this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  close({ timeout }: { readonly timeout: number }): Promise<void> {
    return this.stop({ deadline: timeout });
  }

  stopNow(): void {
    this.#cut("stopped");
  }

  items(): readonly OpenItem[] {
    const whom = this.#name.slice("the ".length);
    return [this.#item, ...this.#point.items(whom), ...this.#outbox.items(whom), ...this.#sessions.items(whom), ...(this.#supervisor.session?.items() ?? [])];
  }

  status(): LongConnectionStatus {
    const { clock } = this.#world;
    const wall = (at: number): number => Math.round(clock.wall() + at - clock.now());
    const { session, attempts, successes, failures, lastError, retryIn } = this.#supervisor;
    const { queue } = this.#outbox;
    return {
      state: this.#state,
      since: wall(this.#since),
      attempts,
      successes,
      failures,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      connection: session === undefined ? undefined : { number: session.number, endpoint: session.endpoint, since: wall(session.since), bytesIn: session.bytesIn, bytesOut: session.bytesOut },
      queued: { items: queue.length, bytes: queue.bytes },
      unread: { bytes: this.inbox.unread, dropped: this.inbox.dropped },
      lastError,
      nextTryAt: this.#state.kind === "waiting-to-retry" ? Math.round(clock.wall() + retryIn) : undefined,
    };
  }

  // --- what its parts tell ----------------------------------------------------------------------------------------

  endpoint(): string | undefined {
    return this.#supervisor.endpoint;
  }

  cause(): unknown {
    return this.#supervisor.lastError;
  }

  get hasQueued(): boolean {
    return this.#outbox.isBusy;
  }

  changed(): void {
    // Nothing else depends on what is queued.
    if (this.#isStopping) this.#supervisor.look();
  }

  sent(): void {
    this.#watchdog?.sent();
    this.changed();
  }

  dropped(bytes: Uint8Array, error: unknown): boolean {
    const isHeard = this.listenerCount("drop") > 0;
    if (isHeard) this.#tell("drop", () => this.emit("drop", bytes, error));
    return isHeard;
  }

  received(bytes: number): void {
    this.#bytesIn += bytes;
    this.#watchdog?.received();
  }

  accepted(bytes: number): void {
    this.#bytesOut += bytes;
    this.#heartbeat?.sent();
  }

  readable(): void {
    this.#point.serve();
  }

  skipped(bytes: Uint8Array, reason: SkipReason): void {
    if (this.listenerCount("skip") === 0) return;
    const copy = bytes.slice();
    this.#tell("skip", () => this.emit("skip", copy, reason));
  }

  over(): void {
    this.#supervisor.look();
  }

  left(): void {
    if (this.inbox.isHeld) this.forgetLeft();
    this.#supervisor.look();
  }

  forgetLeft(): void {
    this.#sessions.forgetLeft();
  }

  makeRoom(): void {
    this.#sessions.makeRoom();
  }

  entered(state: LongConnectionState): void {
    if (this.#end !== undefined && state.kind !== "stopped") return;
    this.#state = state;
    this.#since = this.#world.clock.now();
    // A store that could not be read may be read by now.
    if (state.kind === "waiting-to-retry") void this.#outbox.load();
    this.#tell("state", () => this.emit("state", state));
    if (state.kind === "paused" || state.kind === "stopped") {
      for (const resolve of this.#resting.splice(0)) this.#world.clock.dry(resolve);
    }
  }

  use(session: LiveSession<In, Out>): Use {
    const { heartbeat, codec } = this.#settings;
    this.inbox.open(session);
    this.#sessions.add(session);
    if (this.isReadByRequests) session.endRequests();
    void session.over.then(() => this.#exchange?.lost(session));
    // What the login did not read is everybody's.
    this.#point.serve();
    const beating = heartbeat === undefined ? undefined : new Heartbeat(this.#world, heartbeat, (out: Out) => { this.#outbox.beat(codec.encode(out)); }, this.#name);
    this.#heartbeat = beating;
    beating?.start();
    const sending = this.#outbox.run(session);
    return {
      left: () => {
        beating?.stop();
        this.#outbox.leave();
      },
      done: async (flushed) => {
        await sending;
        this.#outbox.settle(flushed);
      },
    };
  }

  gaveUp(error: unknown): void {
    this.#finish({ sending: () => error, reading: () => error, cause: error });
  }

  // --- the end ----------------------------------------------------------------------------------------------------

  async #run(): Promise<void> {
    try {
      this.#watchdog?.start();
      await this.#outbox.load();
      await this.#supervisor.run();
      this.#cut("closed");
    } catch (error) {
      this.gaveUp(error);
    }
    await this.#saved;
    await allTold(this.#world.clock);
  }

  #cut(code: "closed" | "stopped"): void {
    if (this.#end === undefined) this.#code = code;
    this.#finish({ sending: () => this.#closed(code, "send", true), reading: undefined, cause: undefined });
  }

  /** Ends all at once, and settles what waits. */
  #finish({ sending, reading, cause }: { readonly sending: () => unknown; readonly reading: (() => unknown) | undefined; readonly cause: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = { error: reading };
    this.#isStopping = true;
    this.#signal?.stop();
    this.#world.engine.deadlines.forget(this.#deadline);
    this.#watchdog?.stop();
    this.#heartbeat?.stop();
    this.#supervisor.cut();
    this.#saved = this.#outbox.end(sending);
    this.#sessions.end(this.#end);
    this.#point.serve();
    if (this.#noAnswer !== undefined) this.#exchange?.ended(this.#noAnswer);
    this.#world.open.delete(this);
    this.entered({ kind: "stopped", cause });
  }

  /** What a request is told after the end. */
  get #noAnswer(): ErrorFor | undefined {
    const end = this.#end;
    return end && ((withdrawn) => Promise.reject(end.error === undefined ? this.#closed(this.#code, "get an answer", withdrawn) : end.error()));
  }

  #closed(code: "closed" | "stopped", op: string, withdrawn?: boolean): ClosedError {
    return new ClosedError(code, code === "closed" ? "you stopped the long connection" : "its device was stopped", { op, endpoint: this.endpoint(), withdrawn });
  }

  #tell(event: keyof LongConnectionEvents, tell: () => void): void {
    tellLater(this.#world, tell, () => `listener of ${event} of ${this.#name}`);
  }
}

function expectDeadline(options: LongStopOptions | undefined): number {
  const deadline = options === undefined ? STOP_DEADLINE : (expectOptions(options).deadline ?? STOP_DEADLINE);
  if (typeof deadline !== "number" || !(deadline >= 0)) throw new RangeError(`deadline is ${shown(deadline)}; expected a number of milliseconds of at least 0`);
  return deadline;
}
