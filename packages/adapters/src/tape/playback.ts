import type { Clock, Endpoint, Fault } from "@luat/contract";
import { describeAction, isAction, type Action, type Opening } from "./action.js";
import type { Entry, EntryOf, Took } from "./entry.js";
import { LenientMatch } from "./lenient-match.js";
import type { Match } from "./match.js";
import type { Numbered } from "./parse-transcript.js";
import type { Player } from "./player.js";
import { ReplayError } from "./replay-error.js";
import { StrictMatch } from "./strict-match.js";
import { Step, Track } from "./track.js";

/** How a transcript is played. */
export interface PlaybackOptions {
  readonly clock: Clock;
  readonly mode: "strict" | "lenient";
  readonly speed: number;
  readonly onLink: (link: EntryOf<"link">) => void;
}

/** Plays one transcript to the sockets that a program opens. */
export class Playback {
  readonly #steps: readonly Step[];
  readonly #match: Match;
  readonly #tracks: readonly Track[];
  readonly #players = new Map<number, Player>();
  readonly #clock: Clock;
  readonly #onLink: (link: EntryOf<"link">) => void;
  #failure: ReplayError | undefined;
  #isChecked = false;

  constructor(lines: readonly Numbered[], { clock, mode, speed, onLink }: PlaybackOptions) {
    this.#steps = lines.map(({ entry, line }) => new Step(entry, line));
    this.#match = mode === "strict" ? new StrictMatch(this.#steps) : new LenientMatch(this.#steps);
    this.#clock = clock;
    this.#onLink = onLink;
    this.#tracks = this.#match.tracks.map((steps) => new Track(steps, clock, speed, this.#play));
    this.#advance();
  }

  /** Opens a socket or a lookup, for which `makePlayer` is called; what does not match fails after this call. */
  open<P extends Player>(opening: Opening, makePlayer: (id: number) => P): P {
    const found = this.#stopped ?? this.#try(0, () => this.#match.open(opening));
    if (!(found instanceof Step)) {
      const player = makePlayer(0);
      player.fail(found);
      return player;
    }
    const { id } = found.entry as Entry & Opening;
    const player = makePlayer(id);
    this.#players.set(id, player);
    this.#done(found);
    return player;
  }

  /** A client of a listener is a socket from here on. */
  accept(id: number, player: Player): void {
    this.#players.set(id, player);
    if (this.#stopped === undefined) this.act({ ev: "accept", id });
    else this.#end(id, this.#stopped);
  }

  /** The program does something with a socket of this number. */
  act(action: Exclude<Action, Opening>): void {
    if (this.#stopped !== undefined) return;
    const found = this.#try(action.id, () => this.#match.act(action));
    if (found instanceof Step) this.#done(found);
  }

  send(id: number, bytes: Uint8Array): Took {
    return this.#sending(id, () => this.#match.send(id, bytes));
  }

  sendDatagram(id: number, bytes: Uint8Array, to: Endpoint | undefined): Took {
    return this.#sending(id, () => this.#match.sendDatagram(id, bytes, to));
  }

  /** Whether the next send of this socket was answered with FULL. To be asked before a send, and when it drained. */
  takeFull(id: number): boolean {
    return this.#match.takeFull(id);
  }

  /** The socket is over: what the transcript has for it still is told to nobody. */
  detach(id: number): void {
    this.#players.delete(id);
  }

  /** @throws ReplayError */
  assertDone(): void {
    this.#isChecked = true;
    for (const track of this.#tracks) track.stop();
    if (this.#failure !== undefined) throw this.#failure;
    const unused = this.#steps.filter(({ isDone, isMissed, entry }) => (!isDone || isMissed) && entry.ev !== "full");
    const [first] = unused;
    if (first === undefined) return;
    const more = unused.length > 1 ? `, and of ${unused.length - 1} more` : "";
    throw new ReplayError(`${unusedText(first)}${more}`, first.line);
  }

  /** The fault that everything ends with after a failure of the whole. */
  get #stopped(): Fault | undefined {
    return this.#match.failsWhole && this.#failure !== undefined ? faultOf(this.#failure) : undefined;
  }

  readonly #play = (step: Step): void => {
    const { entry } = step;
    if (entry.ev === "link") this.#onLink(entry);
    // Who ended a socket did not want to know any more what became of its bytes.
    else if (this.#players.get((entry as { readonly id: number }).id)?.play(entry) !== true) step.isMissed = entry.ev !== "sent" && entry.ev !== "drained";
  };

  #sending(id: number, send: () => Took): Took {
    const took = this.#try(id, send);
    this.#advance();
    return typeof took === "string" ? took : "taken";
  }

  #done(step: Step): void {
    step.isDone = true;
    this.#advance();
  }

  #advance(): void {
    for (const track of this.#tracks) track.advance();
  }

  /** Runs it; a ReplayError becomes the end of one socket, or of all. */
  #try<T>(id: number, run: () => T): T | Fault {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      if (this.#failure === undefined) {
        this.#failure = error;
        // A program that connects again whatever comes would keep it to itself.
        if (!this.#isChecked) this.#clock.fail?.(error);
      }
      const fault = faultOf(error);
      if (this.#match.failsWhole) for (const track of this.#tracks) track.stop();
      for (const one of this.#match.failsWhole ? [...this.#players.keys()] : [id]) this.#end(one, fault);
      return fault;
    }
  }

  #end(id: number, fault: Fault): void {
    const player = this.#players.get(id);
    this.#players.delete(id);
    player?.fail(fault);
  }
}

function faultOf(error: ReplayError): Fault {
  return { reason: "broken", cause: error };
}

function unusedText({ entry, isMissed, used }: Step): string {
  if (isMissed) return `nobody was there to be told of ${JSON.stringify(entry.ev)}`;
  if (!isAction(entry)) return `${JSON.stringify(entry.ev)} was not told yet`;
  return `the program did not ${describeAction(entry)}${used > 0 ? ` but for the first ${used} bytes` : ""}`;
}
