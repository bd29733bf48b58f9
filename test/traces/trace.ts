import { readFileSync } from "node:fs";

/** What JSON can hold; objects stand for Lua tables. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An API call with what it answered, and how its objects were right after it. */
export interface CallStep {
  readonly kind: "call";
  readonly at: number;
  readonly call: string;
  readonly args: readonly Json[];
  readonly returns?: readonly Json[];
  readonly error?: string;
  readonly state?: number | null;
  readonly zused?: number;
  readonly zdata?: string;
  readonly elapsed_ms?: number;
}

/** A callback ran, or, with `published`, a subscriber. */
export interface EventStep {
  readonly kind: "event";
  readonly at: number;
  readonly event: string;
  readonly param: number;
  readonly ctrl: string;
  readonly state: number;
  readonly published?: string;
  readonly args?: readonly Json[];
}

/** What a task took out of its mailbox; `null` after the time-out. */
export interface MessageStep {
  readonly kind: "message";
  readonly at: number;
  readonly waitMsg: number | string | null;
  readonly got: readonly Json[] | null;
}

/** The script slept for so many milliseconds. */
export interface SleepStep {
  readonly kind: "sleep";
  readonly at: number;
  readonly sleep: number;
}

/** The script asked for the state of the last ctrl. */
export interface StateStep {
  readonly kind: "state";
  readonly at: number;
  readonly state: number;
  readonly str: string;
}

/** What a client outside did. */
export interface PeerStep {
  readonly kind: "peer";
  readonly at: number;
  readonly peer: string;
}

/** The script looked something up that is no call, such as a constant. */
export interface LookStep {
  readonly kind: "look";
  readonly at: number;
  readonly [what: string]: Json;
}

/** A remark of the script's author. */
export interface NoteStep {
  readonly kind: "note";
  readonly at: number;
  readonly note: string;
}

export type Step = CallStep | EventStep | MessageStep | SleepStep | StateStep | PeerStep | LookStep | NoteStep;

/** What one script did on the LuatOS PC simulator, and what it saw. */
export interface Trace {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

/** The field that only steps of that kind have. */
const MARKS = { call: "call", event: "event", message: "waitMsg", sleep: "sleep", state: "state_check", peer: "peer", note: "note" } as const;

interface RawTrace {
  readonly id: string;
  readonly title: string;
  readonly steps: ReadonlyArray<Readonly<Record<string, Json>>>;
}

/** A topic of LuatOS's own that was published, as an event of no ctrl. */
export function publication(topic: string, args: readonly Json[]): Omit<EventStep, "at" | "kind"> {
  return { event: topic, param: 0, ctrl: "?", state: -1, published: topic, args };
}

/** All recordings. */
export function loadTraces(): Trace[] {
  const raw = JSON.parse(readFileSync(new URL("traces.json", import.meta.url), "utf8")) as RawTrace[];
  return raw.map(({ id, title, steps }) => ({
    id,
    title,
    steps: steps.map((step) => {
      const { published, args = [] } = step;
      if (typeof published === "string" && !Object.hasOwn(step, "event")) return { ...publication(published, args as Json[]), at: step["at"], kind: "event" } as EventStep;
      const [kind] = Object.entries(MARKS).find(([, mark]) => Object.hasOwn(step, mark)) ?? ["look"];
      // One error was recorded where the results are.
      const { returns, ...rest } = step;
      return (typeof returns === "string" ? { ...rest, error: returns, kind } : { ...step, kind }) as unknown as Step;
    }),
  }));
}
