import type { Clock, Stop } from "@luat/contract";
import { mustBePositive } from "../checks.js";
import { mustKnow } from "../../checks/known-options.js";
import type { Fate } from "../rules/fate.js";
import type { PacketView } from "../rules/packet-view.js";
import { bothWays, TRAFFIC, type Matcher } from "../rules/traffic.js";
import type { Tap } from "../tap.js";
import { chart } from "./chart.js";
import { mermaid } from "./mermaid.js";
import { capture } from "./pcap/capture.js";
import type { Trace, TraceOptions } from "./trace.js";
import type { TracedPacket, Tracing } from "./traced-packet.js";

const MOST = 10_000;

/** A packet that a trace keeps. */
export interface Entry {
  readonly packet: TracedPacket;
  /** The number of the packet that left next after this one had arrived. */
  readonly arrivedBefore: number | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A tap that keeps what it is told. */
export class PacketTrace implements Trace, Tap {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #isMeant: Matcher;
  readonly #epoch: number;
  readonly #entries: Array<Mutable<Entry>> = [];
  #byView = new WeakMap<PacketView, { readonly entry: Mutable<Entry>; readonly tracing: Mutable<Tracing> }>();
  #count = 0;
  #unwatch: Stop | undefined;
  #end = Infinity;

  /**
   * @param watch - lets it watch, until the function that it gives is called.
   * @throws RangeError, TypeError
   */
  constructor(clock: Clock, options: TraceOptions, watch: (tap: Tap) => Stop) {
    mustKnow("trace", options, { limit: true, ...TRAFFIC });
    const { limit = MOST, ...traffic } = options;
    mustBePositive("limit", limit);
    this.#clock = clock;
    this.#limit = limit;
    this.#isMeant = bothWays(traffic);
    this.#epoch = clock.wall() - clock.now();
    this.#unwatch = watch(this);
  }

  /** Whether it goes on. */
  get isLiving(): boolean {
    return this.#unwatch !== undefined;
  }

  get packets(): readonly TracedPacket[] {
    return this.#entries.map(({ packet }) => packet);
  }

  get forgotten(): number {
    return this.#count - this.#entries.length;
  }

  left(view: PacketView, fate: Fate, due: number | undefined): void {
    if (!this.#isMeant(view)) return;
    const packet: PacketView & Mutable<Tracing> = { ...view, number: ++this.#count, fate, due, arrived: undefined };
    const entry = { packet, arrivedBefore: undefined };
    this.#entries.push(entry);
    this.#byView.set(view, { entry, tracing: packet });
    if (this.#entries.length > this.#limit) this.#entries.shift();
  }

  arrived(view: PacketView, time: number): void {
    const { entry, tracing } = this.#byView.get(view) ?? {};
    if (entry === undefined || tracing === undefined) return;
    tracing.arrived = time;
    entry.arrivedBefore = this.#count + 1;
  }

  stop(): void {
    if (!this.isLiving) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#end = this.#clock.now();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  toString(): string {
    return this.last(Infinity);
  }

  /** The chart of so many of its packets, the last. */
  last(count: number): string {
    const shown = this.packets.slice(-count);
    return chart(shown, this.#count - shown.length, this.#now);
  }

  mermaid(): string {
    return mermaid(this.packets, this.forgotten, this.#now);
  }

  pcap(): Uint8Array {
    return capture(this.#entries, { forgotten: this.forgotten, now: this.#now, epoch: this.#epoch });
  }

  get #now(): number {
    return Math.min(this.#end, this.#clock.now());
  }
}
