import { addNote } from "../clock/clock-notes.js";
import type { Inspection } from "../rules/inspection.js";
import { shownTime } from "../messages/shown-time.js";
import type { VirtualClock } from "../clock/virtual-clock.js";
import { netstat, tableOf, type Netstat, type Netstated } from "./netstat.js";
import { PacketTrace } from "./packet-trace.js";
import type { Trace, TraceOptions } from "./trace.js";

/** So many sockets and packets are shown where something failed. */
const MOST_ROWS = 20;

/** What can be seen of one mock network: its sockets at any time, its packets since a trace was begun. */
export class Looks {
  readonly #clock: VirtualClock;
  readonly #inspection: Inspection;
  readonly #hosts: () => Iterable<Netstated>;
  #traces: readonly PacketTrace[] = [];

  constructor(clock: VirtualClock, inspection: Inspection, hosts: () => Iterable<Netstated>) {
    this.#clock = clock;
    this.#inspection = inspection;
    this.#hosts = hosts;
    addNote(clock, () => this.#sockets(), "waits");
    addNote(clock, () => this.#packets(), "waits");
  }

  netstat(): Netstat {
    return netstat(this.#hosts());
  }

  trace(options: TraceOptions = {}): Trace {
    const trace = new PacketTrace(this.#clock, options, (tap) => this.#inspection.watch(tap));
    this.#traces = [...this.#living, trace];
    return trace;
  }

  get #living(): PacketTrace[] {
    return this.#traces.filter(({ isLiving }) => isLiving);
  }

  #sockets(): string | undefined {
    const { rows } = this.netstat();
    if (rows.length === 0) return undefined;
    const more = rows.length > MOST_ROWS ? `\n${rows.length - MOST_ROWS} more` : "";
    return `\nsockets at ${shownTime(this.#clock.now())} ms:\n${tableOf(rows.slice(0, MOST_ROWS))}${more}`;
  }

  #packets(): string | undefined {
    const trace = this.#living.at(-1);
    return trace === undefined ? undefined : `\npackets until ${shownTime(this.#clock.now())} ms:\n${trace.last(MOST_ROWS)}`;
  }
}
