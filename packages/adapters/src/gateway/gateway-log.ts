import type { Clock, LogLevel, LogPort } from "@luat/contract";

const TAG = "gateway";
/** Refusals that are written in a second: whoever floods the gateway shall not flood the log. */
const PER_SECOND = 20;

/** What lines say as data. */
export type LineFields = Readonly<Record<string, string | number | undefined>>;

/** Writes a line for each channel that is opened, closed or refused. */
export class GatewayLog {
  readonly #port: LogPort;
  readonly #clock: Clock;
  #second = -Infinity;
  #written = 0;
  #leftOut = 0;

  constructor(port: LogPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** @param event - what happened, in the past tense. */
  write(level: LogLevel, event: string, text: string, fields: LineFields): void {
    this.#port.write(level, TAG, [visible(text)], { event, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) });
  }

  /** As {@link write}, for what strangers can make happen as often as they like: only some lines are written in a second, and how many were left out before. */
  writeSome(level: LogLevel, event: string, text: string, fields: LineFields): void {
    const now = this.#clock.now();
    if (now - this.#second >= 1_000) {
      if (this.#leftOut > 0) this.write("warn", "left-out", `${this.#leftOut} more lines left out`, { leftOut: this.#leftOut });
      this.#second = now;
      this.#written = this.#leftOut = 0;
    }
    if (this.#written < PER_SECOND) {
      this.#written++;
      this.write(level, event, text, fields);
    } else {
      this.#leftOut++;
    }
  }
}

/** What clients wrote is in it: no line of theirs may look like one of the gateway's, nor move the cursor of who reads it. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
