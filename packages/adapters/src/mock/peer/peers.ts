import { formatEndpoint } from "@luat/contract";
import { mustBeDestination } from "../checks.js";
import { addTo, annotated, moveNotes } from "../clock/clock-notes.js";
import { reasonOf } from "../clock/stuck.js";
import { mustBeLimit, promiseOf, workAndOptions } from "../clock/work.js";
import type { MockHost } from "../host/mock-host.js";
import { shownTime } from "../messages/shown-time.js";
import type { VirtualClock } from "../clock/virtual-clock.js";
import { Binding } from "./binding.js";
import { Dialing } from "./dialing.js";
import { Listening } from "./listening.js";
import { PeerError } from "./peer-error.js";
import { protocolOf, type PeerOptions } from "./peer-options.js";
import type { PeerScript } from "./peer-script.js";
import { secureOptions, serverOptions } from "./peer-tls.js";
import { placeOf, type Place } from "../messages/place.js";
import { Script, type Director } from "./script.js";

/** How `MockNet.play` is kept from running for ever. */
export interface PlayOptions {
  /** Virtual milliseconds until all must be done, but for the arrival of what was sent last. Default: one hour. */
  readonly within?: number | undefined;
}

const ONE_HOUR = 3_600_000;
/** More clients than any script has. */
const BACKLOG = 1_024;

type Word = (...args: never[]) => unknown;

/** A {@link Peers.play} under way. */
interface Watcher {
  /** Absent until its work is done. */
  progressed: (() => void) | undefined;
}

/** All scripted peers of a net. */
export class Peers implements Director {
  readonly clock: VirtualClock;
  readonly #latency: number;
  readonly #scripts: Script[] = [];
  /** Those that wait for clients, by where. */
  readonly #listening = new Map<string, Script>();
  readonly #watchers = new Set<Watcher>();

  /** @param latency - virtual milliseconds until what was sent has arrived. */
  constructor(clock: VirtualClock, latency: number) {
    this.clock = clock;
    this.#latency = latency;
  }

  /** @param word - what the user called. */
  listen(card: MockHost, host: string, port: number, options: PeerOptions, word: Word): PeerScript {
    mustBeDestination({ host, port }, "peer");
    const protocol = protocolOf("peer", options);
    const secure = protocol === "tls" || options.tls !== undefined ? serverOptions(card, options.tls) : undefined;
    const endpoint = formatEndpoint({ host, port });
    const key = `${protocol === "udp" ? "udp" : "tcp"} ${endpoint}`;
    const title = `${protocol} peer ${endpoint}`;
    const before = this.#listening.get(key)?.livesAt;
    if (before !== undefined) {
      throw new Error(`${title} is there already${before.text === undefined ? "" : `, written in ${before.text}`}; write all its steps on that one, or stop() it first`);
    }
    const script = this.#script(title, protocol, placeOf(word));
    this.#listening.set(key, script);
    script.openWith(
      protocol === "udp"
        ? // Without a host it hears what is sent to all.
          new Binding(script, undefined, (sink) => card.bind({ port, secure }, sink))
        : new Listening(script, card, { host, port, backlog: BACKLOG, secure }),
    );
    return script;
  }

  /** @param word - what the user called. */
  dial(card: MockHost, host: string, port: number, options: PeerOptions, word: Word): PeerScript {
    const to = { host, port };
    mustBeDestination(to);
    const protocol = protocolOf("dial", options);
    const secure = protocol === "tls" || options.tls !== undefined ? secureOptions(card, options.tls ?? {}, host) : undefined;
    const place = placeOf(word);
    const script = this.#script(`${protocol} caller ${card.name} of ${formatEndpoint(to)}`, protocol, place, place);
    script.openWith(
      protocol === "udp"
        ? new Binding(script, to, (sink) => card.bind({ peer: to, secure }, sink), secure !== undefined)
        : new Dialing(script, secure === undefined ? "connected" : "secured", (sink) => card.dial(to, { secure }, sink)),
    );
    return script;
  }

  async play<T>(first?: (() => Promise<T>) | PlayOptions, options?: PlayOptions): Promise<T | void> {
    const [work, { within = ONE_HOUR } = {}] = workAndOptions("play", first, options);
    mustBeLimit("within", within);
    const { failure } = this.#scripts.find((script) => script.failure !== undefined) ?? {};
    if (failure !== undefined) throw failure;
    let settled = false;
    let workDone = false;
    const watcher: Watcher = { progressed: undefined };
    this.#watchers.add(watcher);
    const outcome = async (): Promise<T | void> => {
      try {
        const result = await this.#watched(work);
        workDone = true;
        await this.#allDone(watcher);
        return result;
      } finally {
        settled = true;
      }
    };
    try {
      const result = await this.clock.run(outcome, { within });
      // What was sent last is under way.
      await this.clock.advance(this.#latency);
      return result;
    } catch (error) {
      // Who still waits for what says more than that time gave up.
      if (!settled && !(error instanceof PeerError)) {
        const reason = workDone ? reasonOf(error) : undefined;
        for (const script of this.#scripts) {
          if (reason === undefined) script.giveUp(firstPartOf(error), error);
          else script.giveUp(work === undefined ? reason : `the work is done, and ${reason}`, undefined);
        }
        const problem = this.#problem();
        if (problem !== undefined) {
          moveNotes(error, problem);
          throw problem;
        }
      }
      throw error;
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** Does the work; when it fails by itself, its error also says what scripts wait for. */
  async #watched<T>(work: (() => Promise<T>) | undefined): Promise<T | undefined> {
    try {
      return work === undefined ? undefined : await promiseOf(work());
    } catch (error) {
      const waits = this.#scripts.flatMap((script) => script.waits());
      if (waits.length > 0 && this.#scripts.every(({ failure }) => failure === undefined)) {
        addTo(error, ["", `when the work failed, at ${shownTime(this.clock.now())} ms:`, ...waits].join("\n"));
        annotated(this.clock, error, "waits");
      }
      throw error;
    }
  }

  #allDone(watcher: Watcher): Promise<void> {
    return new Promise((resolve) => {
      watcher.progressed = () => {
        if (this.#scripts.every(({ isDone }) => isDone)) resolve();
      };
      watcher.progressed();
    });
  }

  assertDone(): void {
    const problem = this.#problem();
    if (problem !== undefined) throw problem;
  }

  #problem(): Error | undefined {
    const problems = this.#scripts.map((script) => script.problem()).filter((problem) => problem !== undefined);
    const [first] = problems;
    if (problems.length < 2) return first;
    return new AggregateError(problems, [`${problems.length} peers are not done`, ...problems.map(({ message }) => message)].join("\n\n"));
  }

  progressed(): void {
    for (const { progressed } of this.#watchers) progressed?.();
  }

  /** Whoever waits for the clock learns of it before the code under test sees that its connection is gone. */
  failed(error: PeerError): void {
    this.clock.fail(annotated(this.clock, error, "waits"));
  }

  #script(title: string, protocol: string, place: Place, dialled?: Place): Script {
    const script = new Script({ director: this, title, hasConnections: protocol !== "udp", place, dialled });
    this.#scripts.push(script);
    return script;
  }
}

/** What an error of the clock says, without its advice. */
function firstPartOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message.split(/[;\n]/)[0] : undefined;
}
