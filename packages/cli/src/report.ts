import { formatEndpoint, type Clock, type Endpoint, type Fault, type LogLevel } from "@luat/contract";
import { LuatError } from "@luat/libnet";
import type { Output } from "./output.js";
import { stamp } from "./stamp.js";
import { hintsOf, hintsOfRejected, type Given } from "./texts/hints.js";
import type { Texts } from "./texts/texts.js";

/** What is told: `quiet` only what went wrong, `verbose` everything. */
export type Loudness = "quiet" | "usual" | "verbose";

/** The log: what happens beside the data, a line each. */
export class Report {
  readonly texts: Texts;
  readonly #out: Output;
  readonly #clock: Clock;
  readonly #loudness: Loudness;
  readonly #given: Given;
  readonly #hinted = new Set<string>();

  constructor(out: Output, clock: Clock, settings: { readonly texts: Texts; readonly loudness: Loudness; readonly given?: Given | undefined }) {
    this.texts = settings.texts;
    this.#out = out;
    this.#clock = clock;
    this.#loudness = settings.loudness;
    this.#given = settings.given ?? {};
  }

  /** Whether lines of this level are told at all. */
  shows(level: LogLevel): boolean {
    if (level === "debug") return this.#loudness === "verbose";
    return level !== "info" || this.#loudness !== "quiet";
  }

  /** Something happened. */
  info(text: string): void {
    if (this.#loudness !== "quiet") this.#line("*", text);
  }

  /** A client was rejected: what can be done about it is said once, as there may be many of them. */
  rejected(from: Endpoint, fault: Fault): void {
    const { texts } = this;
    this.info(texts.rejected(formatEndpoint(from), texts.fault(fault)));
    if (this.#loudness === "quiet") return;
    for (const hint of hintsOfRejected(fault, texts)) {
      if (!this.#hinted.has(hint)) this.#line(" ", hint);
      this.#hinted.add(hint);
    }
  }

  /** Something happened that only the curious want to know. */
  debug(text: string): void {
    if (this.#loudness === "verbose") this.#line("*", text);
  }

  /** Something went wrong. */
  warn(text: string): void {
    this.#line("!", text);
  }

  /** A call failed: one line that says how, and what can be done about it. @param place - where, if not as the error has it. */
  failed(error: LuatError, place?: string): void {
    this.warn(this.texts.error(error, place));
    if (this.#loudness === "verbose" && error.cause instanceof Error) this.#line(" ", error.cause.message);
    for (const hint of hintsOf(error, this.texts, this.#given)) this.#line(" ", hint);
  }

  #line(mark: string, text: string): void {
    void this.#out.write(`${stamp(this.#clock.wall())} ${mark} ${text}\n`);
  }
}

/** Gives the error when it is the network's doing; a programmer's mistake is thrown on. */
export function networkError(error: unknown): LuatError {
  if (error instanceof LuatError) return error;
  throw error;
}
