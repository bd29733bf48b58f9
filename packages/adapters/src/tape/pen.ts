import type { Adapter, Clock, Fault, SecureOptions } from "@luat/contract";
import type { RecordedFault, RecordedTls, Untimed } from "./entry.js";
import { formatEntry, formatHeader } from "./format-transcript.js";

/** Writes the lines of one transcript. */
export class Pen {
  readonly #write: (line: string) => void;
  readonly #clock: Clock;
  readonly #start: number;
  #ids = 0;

  constructor(write: (line: string) => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
    this.#start = clock.now();
  }

  /** The number of a new socket. */
  nextId(): number {
    return ++this.#ids;
  }

  begin({ name, traits }: Adapter, up: boolean, address: ReturnType<Adapter["address"]>): void {
    this.#write(formatHeader({ at: new Date(this.#clock.wall()).toISOString(), adapter: name, traits, up, address }));
  }

  note(entry: Untimed): void {
    // What a clock measures below a microsecond says nothing.
    const t = Math.round((this.#clock.now() - this.#start) * 1000) / 1000;
    this.#write(formatEntry({ t, ...entry }));
  }
}

/** What of a fault is written: its cause may hold anything. */
export function recordedFault(fault: Fault): RecordedFault {
  const { reason, errno, tls } = fault;
  return { reason, errno, tls };
}

/** What of TLS options is written: never the credentials. */
export function recordedTls(secure: SecureOptions | undefined): RecordedTls | undefined {
  return secure && { name: secure.name, alpn: secure.alpn };
}
