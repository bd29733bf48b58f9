import { silentLog, type LogPort } from "@luat/contract";
import type { Io } from "./io.js";
import type { Language } from "./language.js";
import { Output } from "./output.js";
import { Report, type Loudness } from "./report.js";
import { TEXTS } from "./texts/choose.js";
import type { Given } from "./texts/hints.js";
import { Transcript, type DataView } from "./transcript.js";

/** What a command works with. */
export class Shell {
  readonly io: Io;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly #first = new AbortController();
  readonly #second = new AbortController();
  #isInterrupted = false;

  constructor(io: Io) {
    this.io = io;
    // Without somebody to show it to, nothing is left to do.
    this.stdout = new Output(io.stdout, () => {
      this.#first.abort();
    });
    this.stderr = new Output(io.stderr, () => undefined);
  }

  /** Comes with the first Ctrl-C: end in order. */
  get ending(): AbortSignal {
    return this.#first.signal;
  }

  /** Comes with the second Ctrl-C: end now. */
  get hurry(): AbortSignal {
    return this.#second.signal;
  }

  /** Whether somebody pressed Ctrl-C: it may also end because nobody reads what it shows. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Heard the nth Ctrl-C. */
  interrupt(nth: number): void {
    this.#isInterrupted = true;
    this.#first.abort();
    if (nth > 1) this.#second.abort();
  }

  /** The log in a language. */
  report(lang: Language, loudness: Loudness, given?: Given): Report {
    return new Report(this.stderr, this.io.clock, { texts: TEXTS[lang], loudness, given });
  }

  /** Where data is shown. */
  transcript(view: DataView): Transcript {
    return new Transcript(this.stdout, this.io.clock, view);
  }

  /** Hears no more of the streams. */
  release(): void {
    this.stdout.release();
    this.stderr.release();
  }
}

/** The log of a device, for who wants to know everything. */
export function deviceLog(report: Report, loudness: Loudness): LogPort {
  if (loudness !== "verbose") return silentLog;
  return {
    write(_level, tag, parts) {
      report.debug(`${tag} ${parts.map(String).join(" ")}`);
    },
  };
}
