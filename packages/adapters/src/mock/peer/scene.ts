import { describeFault, formatEndpoint, type Clock, type Endpoint, type Stop } from "@luat/contract";
import { shownTime } from "../messages/shown-time.js";
import { excerpt, type ExcerptOptions } from "./excerpt.js";
import type { Line, LineWatcher } from "./line.js";
import type { Place } from "../messages/place.js";
import { mayHaveBytes, playStep, undoneStep } from "./play-step.js";
import { shownBytes } from "../messages/shown-bytes.js";
import type { Complaint, Stage } from "./stage.js";
import { shownStep, type Step } from "./step.js";

/** How many steps before and after the present one a failure shows. */
const STEPS_AROUND = 3;

/** Who is told how a scene goes. */
export interface Audience {
  /** Steps are done. */
  progressed(): void;
  /** It cannot go on. */
  failed(scene: Scene, complaint: Complaint): void;
}

/** What is played on one connection, and how far it came; with UDP, on the socket. */
export class Scene implements LineWatcher {
  readonly #clock: Clock;
  readonly #audience: Audience;
  readonly #steps: Step[] = [];
  readonly #doneAt: number[] = [];
  #stage: (Stage & { readonly other: Endpoint | undefined }) | undefined;
  #isOpen = false;
  #isOver = false;
  /** When the turn of the present step came. */
  #since = 0;
  #alarm: Stop | undefined;
  #waking = false;

  /** @param place - where it was asked for that somebody connects; absent: only steps ask for it. */
  constructor(
    clock: Clock,
    audience: Audience,
    readonly place?: Place,
  ) {
    this.#clock = clock;
    this.#audience = audience;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** The step that is to be done next; absent when all are done. */
  get step(): Step | undefined {
    return this.#steps[this.#doneAt.length];
  }

  /** How many steps are done. */
  get done(): number {
    return this.#doneAt.length;
  }

  get isBegun(): boolean {
    return this.#stage !== undefined;
  }

  /** Whether it is played, or was. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether its connection, or socket, is over. */
  get isClosed(): boolean {
    return this.#stage?.line.isClosed ?? false;
  }

  get isDone(): boolean {
    return this.#isOpen ? this.step === undefined : this.place === undefined && this.#steps.length === 0;
  }

  add(step: Step): void {
    if (this.step === undefined) this.#since = this.#clock.now();
    this.#steps.push(step);
    if (!this.#isOpen || this.#isOver || this.#waking) return;
    this.#waking = true;
    this.#clock.after(0, () => {
      this.#waking = false;
      this.news();
    });
  }

  /** Gives it its connection; it is played from {@link opened} on. */
  begin(line: Line, other?: Endpoint): void {
    this.#stage = { line, other, match: undefined, draft: undefined, passed: (ms) => this.#passed(ms) };
  }

  opened(): void {
    this.#isOpen = true;
    this.#since = this.#clock.now();
    this.#play();
    this.#audience.progressed();
  }

  news(): void {
    if (this.#isOpen) this.#play();
    else if (this.#stage?.line.fault !== undefined) this.#fail({ what: `could not be opened: ${describeFault(this.#stage.line.fault)}` });
  }

  /** Ends it; its steps stay as they are. */
  stop(how: "abort" | "reset"): void {
    this.#isOver = true;
    this.#alarm?.();
    this.#stage?.line.destroy(how);
  }

  /** What is wrong about its not being done. */
  undone(why: string | undefined): Complaint {
    const { step } = this;
    if (this.#stage !== undefined && this.#isOpen && step !== undefined) return undoneStep(step, this.#stage, why);
    const what = this.#stage === undefined ? "nobody connected" : "is not open yet";
    return { what: why === undefined ? what : `${what}: ${why}` };
  }

  /** What it waits for, and what came for that, as it follows its title. */
  get shownWait(): string {
    const { step } = this;
    if (!this.#isOpen || step === undefined) return `: ${this.undone(undefined).what}`;
    const unread = this.#stage?.line.unread;
    return ` waits at step ${this.done + 1} of ${this.#steps.length}: ${shownStep(step)}${unread === undefined ? "" : `, has received ${shownBytes(unread)}`}`;
  }

  /**
   * Its steps, line by line, with what is done.
   *
   * @param whole - whether with those that are far from the present one.
   */
  lines(title: string, whole: boolean): string[] {
    const { other } = this.#stage ?? {};
    const steps = this.#steps.map((step, i) => {
      const at = this.#doneAt[i];
      const mark = at !== undefined ? "✓" : this.#isOpen && i === this.done ? ">" : " ";
      return `  ${mark} ${i + 1} ${shownStep(step)}${at === undefined ? "" : ` (at ${shownTime(at)} ms)`}`;
    });
    const near: ExcerptOptions = { at: this.done, around: STEPS_AROUND, before: (count) => `    … ${count} steps done before`, after: (count) => `    … ${count} more` };
    return [`${title}${other === undefined ? "" : ` with ${formatEndpoint(other)}`}`, ...(whole ? steps : excerpt(steps, near))];
  }

  #play(): void {
    const stage = this.#stage;
    const before = this.done;
    while (!this.#isOver && stage !== undefined) {
      const { step } = this;
      const progress = step === undefined ? "waiting" : playStep(step, stage);
      if (progress === "done") {
        this.#leaveStep(stage);
        continue;
      }
      const unexpected = progress === "waiting" ? this.#unexpected(stage.line) : progress;
      if (unexpected !== undefined) this.#fail(unexpected);
      else if (step === undefined && stage.line.hasEnded) stage.line.finish();
      break;
    }
    if (this.done > before) this.#audience.progressed();
  }

  #leaveStep(stage: Stage): void {
    this.#doneAt.push(this.#clock.now());
    this.#alarm?.();
    this.#alarm = undefined;
    this.#since = this.#clock.now();
    stage.draft = undefined;
  }

  /** What came that no step is for. */
  #unexpected({ unread, whole, fault, isClosed }: Line): Complaint | undefined {
    if (unread !== undefined && !this.#steps.some((step, i) => mayHaveBytes(step, i < this.done))) return { what: "met bytes that no step expects", received: unread };
    return whole && fault !== undefined && !isClosed ? { what: `met a datagram that failed: ${describeFault(fault)}` } : undefined;
  }

  #passed(ms: number): boolean {
    const left = this.#since + ms - this.#clock.now();
    if (left <= 0) return true;
    this.#alarm ??= this.#clock.after(left, () => {
      this.#alarm = undefined;
      this.news();
    });
    return false;
  }

  #fail(complaint: Complaint): void {
    if (!this.#isOver) this.#audience.failed(this, complaint);
  }
}
