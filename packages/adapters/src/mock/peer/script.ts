import type { Clock } from "@luat/contract";
import { mustBeDuration } from "../checks.js";
import { shownTime } from "../messages/shown-time.js";
import { excerpt } from "./excerpt.js";
import { failure, waitingLines } from "./failure.js";
import type { BytesPredicate } from "./match-predicate.js";
import { mustFit } from "./must-fit.js";
import type { Pattern } from "./pattern.js";
import { bytesOf, hexBytes, type PeerData } from "./peer-data.js";
import type { PeerError } from "./peer-error.js";
import type { PeerScript } from "./peer-script.js";
import { placeOf, type Place } from "../messages/place.js";
import { Scene, type Audience } from "./scene.js";
import type { Complaint } from "./stage.js";
import { labelOf, limitOf, type ExpectOptions, type StepOptions } from "./step-options.js";
import type { Action } from "./step.js";

/** What brings a script its connections. */
export interface Opener {
  /** There may be another connection to open. */
  go(): void;
  stop(): void;
}

/** Who is told of all scripts of a net. */
export interface Director {
  readonly clock: Clock;
  progressed(): void;
  failed(error: PeerError): void;
}

/** What is given to a new {@link Script}. */
export interface ScriptParts {
  readonly director: Director;
  /** Such as "tcp peer 10.0.0.1:1883". */
  readonly title: string;
  readonly hasConnections: boolean;
  readonly place: Place;
  /** Where it was asked for that the first connection is opened; absent: only steps ask for one. */
  readonly dialled: Place | undefined;
}

/** How many connections before and after its own a failure shows. */
const CONNECTIONS_AROUND = 1;

type Word = (...args: never[]) => unknown;

/** The steps of one peer, written down and played. */
export class Script<Match = unknown> implements PeerScript<Match>, Audience {
  readonly title: string;
  readonly #parts: ScriptParts;
  readonly #scenes: Scene[] = [];
  readonly #notes: string[] = [];
  #opener: Opener | undefined;
  #failure: PeerError | undefined;
  #isStopped = false;

  constructor(parts: ScriptParts) {
    this.title = parts.title;
    this.#parts = parts;
    this.#scenes.push(new Scene(parts.director.clock, this, parts.dialled));
  }

  /** Lets it begin. */
  openWith(opener: Opener): void {
    this.#opener = opener;
    opener.go();
  }

  expect(what: RegExp, options?: ExpectOptions): Script<RegExpExecArray>;
  expect(what: PeerData | BytesPredicate, options?: ExpectOptions): Script<Uint8Array>;
  expect(what: PeerData | BytesPredicate | RegExp, options?: ExpectOptions): Script<never> {
    return this.#expect(this.#pattern(what), options, this.expect);
  }

  expectBytes(bytes: Uint8Array | string, options?: ExpectOptions): Script<Uint8Array> {
    const data = typeof bytes === "string" ? hexBytes("bytes", bytes) : bytes;
    return this.#expect(this.#pattern(data, "bytes"), options, this.expectBytes);
  }

  expectEnd(options?: ExpectOptions): this {
    this.#mustHaveConnections("expectEnd");
    return this.#add({ kind: "expectEnd", within: limitOf(options) }, this.expectEnd, options);
  }

  expectReset(options?: ExpectOptions): this {
    this.#mustHaveConnections("expectReset");
    return this.#add({ kind: "expectReset", within: limitOf(options) }, this.expectReset, options);
  }

  reply(data: PeerData | ((match: Match) => PeerData), options?: StepOptions): this {
    if (!this.#scene.steps.some(({ kind }) => kind === "expect")) throw new Error("reply has nothing to answer; expected an expect before it, or send");
    const action: Action =
      typeof data === "function" ? { kind: "answer", make: data as (match: unknown) => PeerData } : { kind: "reply", bytes: bytesOf("data", data) };
    return this.#add(action, this.reply, options);
  }

  send(data: PeerData, options?: StepOptions): this {
    return this.#add({ kind: "send", bytes: bytesOf("data", data) }, this.send, options);
  }

  wait(ms: number): this {
    mustBeDuration("ms", ms);
    return this.#add({ kind: "wait", ms }, this.wait);
  }

  stall(ms?: number): this {
    if (ms !== undefined) mustBeDuration("ms", ms);
    return this.#add({ kind: "stall", ms }, this.stall);
  }

  end(): this {
    this.#mustHaveConnections("end");
    return this.#add({ kind: "end" }, this.end);
  }

  close(): this {
    return this.#add({ kind: "close" }, this.close);
  }

  reset(): this {
    this.#mustHaveConnections("reset");
    return this.#add({ kind: "reset" }, this.reset);
  }

  nextConnection(): Script {
    return this.#next(this.nextConnection);
  }

  script(write: (peer: PeerScript) => unknown): Script {
    if (this.#scenes.length > 1 || this.#scene.steps.length > 0) this.#next(this.script);
    write(this);
    return this;
  }

  stop(): void {
    this.#stop("abort");
  }

  toString(): string {
    return [this.title, ...this.#shownScenes(true), ...this.#notes].join("\n");
  }

  get failure(): PeerError | undefined {
    return this.#failure;
  }

  get isDone(): boolean {
    return this.#failure === undefined && this.#scenes.every((scene) => scene.isDone);
  }

  /**
   * What went wrong, or is not done.
   *
   * @param why - it never will be, if that is known.
   * @param cause - the error which says more about that.
   */
  problem(why?: string, cause?: unknown): PeerError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    const scene = this.#scenes.find(({ isDone }) => !isDone);
    if (scene === undefined) return undefined;
    return this.#error(scene, { ...scene.undone(why), cause });
  }

  /** Ends it, because time does not go on: what is not done has failed. */
  giveUp(why: string | undefined, cause: unknown): void {
    this.#failure = this.problem(why, cause);
    if (this.#failure !== undefined) this.#stop("reset");
  }

  /** What it waits for: on each connection that is there, and for the next one. */
  waits(): string[] {
    const next = this.waiting();
    const undone = this.#scenes.filter((scene) => !scene.isDone && (scene.isBegun || scene === next));
    return undone.flatMap((scene) => waitingLines(`${this.title}, ${this.#titleOf(scene)}`, scene, this.#parts.place));
  }

  /** Where it was written, as long as it can be reached. */
  get livesAt(): Place | undefined {
    const isLiving = !this.#isStopped && (this.#parts.hasConnections || !this.#scene.isClosed);
    return isLiving ? this.#parts.place : undefined;
  }

  /** The next one to be played, if there is one and all before are begun, or with `whenDone`, done. */
  waiting({ whenDone = false } = {}): Scene | undefined {
    const next = this.#scenes.findIndex(({ isBegun }) => !isBegun);
    return !whenDone || this.#scenes.slice(0, next).every(({ isDone }) => isDone) ? this.#scenes[next] : undefined;
  }

  /** Writes down something that fails nothing, but may be why something is not done. */
  note(what: string): void {
    this.#notes.push(`${what} (at ${shownTime(this.#parts.director.clock.now())} ms)`);
  }

  progressed(): void {
    if (!this.#isStopped) this.#opener?.go();
    this.#parts.director.progressed();
  }

  /** @param scene - absent: it is about no connection that was scripted. */
  failed(scene: Scene | undefined, complaint: Complaint): void {
    if (this.#failure !== undefined || this.#isStopped) return;
    this.#failure = this.#error(scene, complaint);
    // Before it is stopped, for what is open then is part of the failure.
    this.#parts.director.failed(this.#failure);
    this.#stop("reset");
  }

  get #scene(): Scene {
    return this.#scenes.at(-1) as Scene;
  }

  #expect(pattern: Pattern, options: ExpectOptions | undefined, word: Word): Script<never> {
    return this.#add({ kind: "expect", pattern, within: limitOf(options) }, word, options);
  }

  #pattern(what: PeerData | BytesPredicate | RegExp, name = "what"): Pattern {
    if (what instanceof RegExp) return { kind: "regexp", regexp: what };
    if (typeof what === "function") return { kind: "predicate", predicate: what };
    const bytes = bytesOf(name, what);
    if (bytes.length === 0 && this.#parts.hasConnections) throw new RangeError(`${name} is empty; expected at least one byte`);
    return { kind: "bytes", bytes };
  }

  #add(action: Action, word: Word, options?: StepOptions): this {
    mustFit(action, this.#scene);
    this.#scene.add({ ...action, label: labelOf(options), place: placeOf(word) });
    return this;
  }

  #next(word: Word): Script {
    this.#mustHaveConnections("nextConnection");
    const { director } = this.#parts;
    this.#scenes.push(new Scene(director.clock, this, placeOf(word)));
    director.clock.after(0, () => {
      if (!this.#isStopped) this.#opener?.go();
    });
    return this;
  }

  #mustHaveConnections(word: string): void {
    if (!this.#parts.hasConnections) throw new TypeError(`${word} is for connections; ${this.title} has none`);
  }

  #stop(how: "abort" | "reset"): void {
    this.#isStopped = true;
    this.#opener?.stop();
    for (const scene of this.#scenes) scene.stop(how);
  }

  #titleOf(scene: Scene): string {
    return this.#parts.hasConnections ? `connection ${this.#scenes.indexOf(scene) + 1}` : "datagrams";
  }

  #shownScenes(whole: boolean): string[] {
    return this.#scenes.map((scene) => scene.lines(this.#titleOf(scene), whole).join("\n"));
  }

  /** What a failure shows: the steps near to where it happened. */
  #excerpt(scene: Scene | undefined): string {
    const at = this.#scenes.findIndex((one) => (scene === undefined ? !one.isDone : one === scene));
    const scenes = excerpt(this.#shownScenes(false), {
      at: at < 0 ? this.#scenes.length - 1 : at,
      around: CONNECTIONS_AROUND,
      before: (count) => `… ${count} connections before`,
      after: (count) => `… ${count} more connections`,
    });
    return [this.title, ...scenes, ...this.#notes].join("\n");
  }

  #error(scene: Scene | undefined, complaint: Complaint): PeerError {
    const { director, place } = this.#parts;
    const sceneTitle = scene === undefined ? "" : this.#titleOf(scene);
    return failure({ title: this.title, sceneTitle, scene, complaint, place, now: director.clock.now(), script: this.#excerpt(scene) });
  }
}
