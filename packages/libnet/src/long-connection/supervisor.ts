import { formatEndpoint } from "@luat/contract";
import { Deadline } from "@luat/socket/runtime";
import { cardOf } from "../connection/card.js";
import { coarseWait } from "../connection/coarse-wait.js";
import { connectIn } from "../connection/connect.js";
import { SocketConnection } from "../connection/socket-connection.js";
import type { World } from "../connection/world.js";
import { errorOf, TimeoutError } from "../errors.js";
import { Endpoints, type LongEndpoint } from "./endpoints.js";
import { expectEndpoint, type Settings } from "./expect-options.js";
import { LiveSession, type SessionOwner } from "./live-session.js";
import type { LongConnectionState } from "./long-connection-state.js";
import { failuresAfter, nextStep, type Outcome, type Step, type Wish } from "./next-step.js";
import { retryDelay } from "./retry-delay.js";
import type { SessionEnd } from "./session.js";
import { Wake } from "./wake.js";

/** Whom a {@link Supervisor} works for. None of the calls throws. */
export interface SupervisorOwner<In, Out> extends SessionOwner<In> {
  /** Something waits to be sent, or is under way. */
  readonly hasQueued: boolean;
  /** Forgets what is unread and nobody will read. */
  makeRoom(): void;
  entered(state: LongConnectionState): void;
  /** Uses a connection that is on line. {@link Use.left} is called when nothing more is to be sent, and {@link Use.done} awaited when the connection is over. */
  use(session: LiveSession<In, Out>): Use;
  /** There is no further attempt, because of an error. */
  gaveUp(error: unknown): void;
}

/** What goes on over a connection that is on line. */
export interface Use {
  left(): void;
  /** @param flushed - whether all that the connection accepted went out. */
  done(flushed: boolean): Promise<void>;
}

type Phase = "connect" | "login" | "online";

/** Only ends waits; it is never told. */
const INTERRUPTED = new Error("interrupted");

/**
 * Connects, again and again, one connection at a time: a single loop, which ends one attempt before it begins the next.
 * What it does next is decided by {@link nextStep}.
 */
export class Supervisor<In, Out> {
  readonly #world: World;
  readonly #settings: Settings<In, Out>;
  readonly #owner: SupervisorOwner<In, Out>;
  readonly #endpoints: Endpoints;
  readonly #wake: Wake;
  readonly #stable: Deadline;
  #wish: Wish = "run";
  /** Ends the waits of the attempt that is under way. */
  #abort: AbortController | undefined;
  /** The error that was met last is one after which there is no further attempt. */
  #isFinal = false;
  #isStable = false;
  #number = 0;
  #retryAt = 0;
  /** The connection that there is. */
  session: LiveSession<In, Out> | undefined;
  attempts = 0;
  successes = 0;
  failures = 0;
  lastError: unknown;

  constructor(world: World, settings: Settings<In, Out>, owner: SupervisorOwner<In, Out>) {
    this.#world = world;
    this.#settings = settings;
    this.#owner = owner;
    this.#endpoints = new Endpoints(settings.endpoints);
    this.#wake = new Wake(world.engine);
    this.#stable = new Deadline(() => {
      this.#isStable = true;
      this.failures = 0;
    });
  }

  /** With whom, as far as that is known: of several servers the one that is there, or whose turn it is. */
  get endpoint(): string | undefined {
    if (this.session !== undefined) return this.session.endpoint;
    const { known } = this.#endpoints;
    return known && formatEndpoint({ host: known.host, port: known.port });
  }

  /** Milliseconds until the next attempt, as far as it waits for that. */
  get retryIn(): number {
    return Math.max(0, this.#retryAt - this.#world.clock.now());
  }

  /** What it is to do from now on. */
  wants(wish: Wish): void {
    if (wish === "run") {
      this.#retryAt = 0;
      this.failures = 0;
    }
    this.#wish = wish;
    this.look();
  }

  /** Something has changed that it decides by. */
  look(): void {
    if (this.session?.isOpen !== true && this.#leaves) this.#abort?.abort(INTERRUPTED);
    this.#wake.wake();
  }

  /** Ends it at once: what is open is cut. */
  cut(): void {
    this.wants("stop");
    this.session?.abort();
  }

  /** Connects until that is not wanted any more, or of no use. */
  async run(): Promise<void> {
    const { retry } = this.#settings;
    const stops = this.#world.cards.entries().map(([, card]) =>
      card.watch(() => {
        this.#wake.wake();
      }),
    );
    let waits: Step["kind"] | undefined;
    try {
      for (;;) {
        const step = nextStep({
          wish: this.#wish,
          hasQueued: this.#owner.hasQueued,
          networkUp: this.#networkUp,
          deviceStopped: this.#world.stopped,
          hasFinalError: this.#isFinal,
          failures: this.failures,
          maxTries: retry.maxTries,
          inboxFull: this.#owner.inbox.isHeld,
          retryIn: this.retryIn,
        });
        // Whatever woke it, a wait that goes on is told once.
        const isNew = step.kind !== waits;
        waits = step.kind;
        switch (step.kind) {
          case "finish":
            if (step.because !== "asked") this.#owner.gaveUp(this.lastError);
            return;
          case "connect":
            await this.#attempt();
            break;
          case "wait-for-reader":
            this.#owner.makeRoom();
            if (!this.#owner.inbox.isHeld) break;
            if (isNew) this.#enter({ kind: "waiting-for-reader", unread: this.#owner.inbox.unread });
            await this.#wake.sleep();
            break;
          case "wait-to-retry":
            if (isNew) this.#enter({ kind: "waiting-to-retry", delay: Math.round(step.ms), attempt: this.failures + 1, cause: this.lastError });
            await this.#wake.sleep(step.ms);
            break;
          default:
            if (isNew) this.#enter({ kind: step.kind === "rest" ? "paused" : "waiting-for-network" });
            await this.#wake.sleep();
        }
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  #enter(state: LongConnectionState): void {
    this.#owner.entered(state);
  }

  get #networkUp(): boolean {
    return this.#world.stopped || cardOf(this.#world, this.#settings.connect.adapter, "connect").isReady();
  }

  /** Whether the attempt that is under way, or the connection, is not wanted any more. */
  get #leaves(): boolean {
    return this.#wish === "stop" || this.#wish === "pause" || (this.#wish === "drain" && !this.#owner.hasQueued);
  }

  async #attempt(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.attempts++;
    let phase: Phase = "connect";
    let outcome: Outcome;
    try {
      const session = await this.#connect(abort.signal);
      this.session = session;
      if (this.#settings.login !== undefined) phase = "login";
      await this.#logIn(session, abort.signal);
      phase = "online";
      outcome = await this.#stayOnline(session);
    } catch (error) {
      outcome = abort.signal.aborted ? "interrupted" : "failed";
      if (outcome === "failed") this.#failed(error, phase);
    }
    // What a login that failed has not read is nobody's.
    if (this.session?.isOpen === false) this.#owner.inbox.discard(this.session);
    this.session = undefined;
    this.#abort = undefined;
    this.failures = failuresAfter(outcome, this.failures);
    if (outcome === "failed") this.#endpoints.failed();
    this.#retryAt = outcome === "interrupted" ? 0 : this.#world.clock.now() + retryDelay(this.#settings.retry, this.failures);
  }

  async #connect(signal: AbortSignal): Promise<LiveSession<In, Out>> {
    const { connect, codec, receiveTimeout, timeout } = this.#settings;
    const world = this.#world;
    const attempt = this.failures + 1;
    const { known } = this.#endpoints;
    if (known === undefined) this.#enter({ kind: "connecting", attempt, endpoint: undefined });
    const timedOut = (): TimeoutError => new TimeoutError(timeout ?? 0, { op: "choose an endpoint" });
    const target = known ?? expectEndpoint(await coarseWait<LongEndpoint>(this.#endpoints.next({ attempt, cause: this.lastError }), { clock: world.clock, origin: undefined, timeout, signal, timedOut }), "the chosen endpoint");
    const { host, port, tls = connect.tls, family = connect.family } = target;
    this.#enter({ kind: "connecting", attempt, endpoint: formatEndpoint({ host, port }) });
    const connection = await connectIn(world, { ...connect, host, port, tls, family, signal });
    if (signal.aborted) {
      // It came on line in the very moment in which nobody wanted it any more.
      connection.abort();
      throw INTERRUPTED;
    }
    // It ends with what it is a part of, and not by itself, when the device stops.
    if (connection instanceof SocketConnection) world.open.delete(connection);
    return new LiveSession<In, Out>({ world, connection, number: ++this.#number, target: { host, port }, codec, receiveTimeout, owner: this.#owner });
  }

  async #logIn(session: LiveSession<In, Out>, signal: AbortSignal): Promise<void> {
    const { login, loginTimeout } = this.#settings;
    if (login === undefined) return;
    const { endpoint } = session;
    if (signal.aborted) {
      session.abort();
      throw INTERRUPTED;
    }
    this.#enter({ kind: "logging-in", attempt: this.failures + 1, endpoint });
    const over = session.over.then((end) => {
      throw endError(end, endpoint);
    });
    const timedOut = (): TimeoutError => new TimeoutError(loginTimeout ?? 0, { op: "log in", endpoint });
    try {
      await coarseWait(Promise.race([Promise.resolve(session).then(login), over]), { clock: this.#world.clock, origin: undefined, timeout: loginTimeout, signal, timedOut });
      if (session.end !== undefined) throw endError(session.end, endpoint);
    } catch (error) {
      if (signal.aborted) session.abort();
      else session.cut(error);
      throw error;
    }
  }

  async #stayOnline(session: LiveSession<In, Out>): Promise<Outcome> {
    const { stableAfter } = this.#settings.retry;
    const { deadlines } = this.#world.engine;
    this.successes++;
    this.#isStable = false;
    deadlines.arm(this.#stable, stableAfter);
    this.#enter({ kind: "online", number: session.number, endpoint: session.endpoint });
    const use = this.#owner.use(session);
    while (!session.isOver && !this.#leaves) await this.#wake.sleep();
    const isWanted = !this.#leaves;
    const outcome = this.#isStable ? "lost" : "failed";
    deadlines.forget(this.#stable);
    use.left();
    if (session.end?.kind !== "broken" && this.#wish !== "stop") {
      this.#enter({ kind: "closing", endpoint: session.endpoint });
      await session.close();
    }
    // Items that are given up tell why.
    if (isWanted) this.#failed(endError(session.end ?? { kind: "closed" }, session.endpoint), "online");
    await use.done(session.isFlushed);
    return isWanted ? outcome : "interrupted";
  }

  /** An attempt failed, or a connection was lost. */
  #failed(error: unknown, during: Phase): void {
    this.lastError = error;
    // A mistake in the options does not get better by itself.
    this.#isFinal = (during === "connect" && (error instanceof TypeError || error instanceof RangeError)) || this.#endsIt(error, during);
  }

  /** Whether its owner says that this error ends it. */
  #endsIt(error: unknown, during: Phase): boolean {
    try {
      return this.#settings.isFinal?.(error, during) === true;
    } catch (mistake) {
      this.#world.errors.report(mistake, "isFinal of a long connection");
      return false;
    }
  }
}

/** The error that the end of a connection is to whoever needed it. */
function endError(end: SessionEnd, endpoint: string): unknown {
  if (end.kind === "broken") return end.error;
  return errorOf({ reason: "broken" }, { op: "go on", endpoint, note: end.kind === "ended" ? "the peer has ended it" : undefined });
}
