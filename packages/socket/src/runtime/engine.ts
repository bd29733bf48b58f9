import type { Adapter, Clock, DiagnosticEvent, Diagnostics, Stop } from "@luat/contract";
import { Deadlines } from "./deadlines.js";
import type { Hosts } from "./hosts.js";

/** A run of synchronous completions ends after so many ... */
const RUN_CALLS = 256;
/**
 * ... or so many bytes, and takes a real turn, so that an awaited loop never starves timers, reads and signals. This much takes
 * the system a millisecond or two; a turn for each 64 KiB would double what it costs to send them, one for each 1 MiB adds a tenth.
 */
const RUN_BYTES = 4_194_304;

/** A socket as its engine sees it. */
export interface Engaged {
  /** Unique in its device. */
  readonly id: number;
  /** Where it dials and listens. */
  readonly card: Adapter;
  /** Bytes that arrived on the connection or socket that it is now. */
  readonly receivedTotal: number;
  /** Bytes that were accepted for sending on it. */
  readonly sentTotal: number;
  /** Gives what was gathered to the card. */
  flush(): void;
  /** The link of its card came up: what waits for it goes on. */
  linkUp(): void;
  /** The link of its card went down: what is under way fails. */
  linkDown(): void;
  /** Closes it for good; the engine forgets it. */
  release(): void;
}

/** What all sockets of a device share: time, deadlines, and when gathered sends go out. */
export class Engine {
  /** The time of the device. */
  readonly clock: Clock;
  /** The time-outs of all its sockets. */
  readonly deadlines: Deadlines;
  /** Tells all who {@link observe}; absent while nobody does. */
  diagnostics: ((event: DiagnosticEvent) => void) | undefined;
  /** The names that are looked up here and not by the cards. */
  readonly hosts: Hosts | undefined;
  /** Every socket that was made and not released. */
  readonly sockets = new Set<Engaged>();
  #observers: ReadonlyArray<(event: DiagnosticEvent) => void> = [];
  #ids = 0;
  #depth = 0;
  /** Who has gathered something, and how many they are: an array that is emptied loses its memory, and would get new one for each message. */
  #dirty: Array<Engaged | undefined> = [];
  #due = 0;
  /** For who gathers something while it is given away. */
  #spare: Array<Engaged | undefined> | undefined;
  #scheduled = false;
  #calls = 0;
  #bytes = 0;

  constructor(clock: Clock, diagnostics?: Diagnostics, hosts?: Hosts) {
    this.clock = clock;
    this.deadlines = new Deadlines(clock);
    this.hosts = hosts;
    if (diagnostics !== undefined) this.observe(diagnostics);
  }

  /** Lets one more be told what happens to the sockets, until the function that it returns is called. */
  observe(diagnostics: Diagnostics): Stop {
    const observer = (event: DiagnosticEvent): void => {
      diagnostics(event, this.clock);
    };
    this.#setObservers([...this.#observers, observer]);
    return () => {
      this.#setObservers(this.#observers.filter((one) => one !== observer));
    };
  }

  #setObservers(observers: ReadonlyArray<(event: DiagnosticEvent) => void>): void {
    this.#observers = observers;
    const all = (event: DiagnosticEvent): void => {
      for (const observer of observers) observer(event);
    };
    this.diagnostics = observers.length < 2 ? observers[0] : all;
  }

  /** A number that no other socket of the device has; the first is 1. */
  nextId(): number {
    return ++this.#ids;
  }

  /** A low-level event is being told: what the owner sends meanwhile goes out when that ends. */
  enter(): void {
    this.#depth++;
    this.#calls = 0;
    this.#bytes = 0;
  }

  /** Whether a low-level event is being told. */
  get telling(): boolean {
    return this.#depth > 0;
  }

  /** What {@link enter} began is told. At the end of the outermost one, what was gathered goes to the cards. */
  leave(): void {
    if (--this.#depth === 0 && this.#due > 0) this.#flush();
  }

  /** Lets `socket` give what it gathered to its card, once the running code has ended. */
  flushSoon(socket: Engaged): void {
    this.#dirty[this.#due++] = socket;
    if (this.#depth > 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.clock.dry(this.#onDry);
  }

  readonly #onDry = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  #flush(): void {
    const batch = this.#dirty;
    const count = this.#due;
    this.#dirty = this.#spare ?? [];
    this.#spare = undefined;
    this.#due = 0;
    let place = 0;
    try {
      while (place < count) taken(batch, place++)?.flush();
    } finally {
      // A card that throws, which none should, holds back nobody else.
      while (place < count) {
        const socket = taken(batch, place++);
        if (socket !== undefined) this.flushSoon(socket);
      }
      this.#spare = batch;
    }
  }

  /**
   * Counts a call that completes at once. True: the run is long enough; let this call complete after
   * `clock.turn`, which also starts the next run.
   */
  runIsLong(bytes: number): boolean {
    this.#calls++;
    this.#bytes += bytes;
    if (this.#calls < RUN_CALLS && this.#bytes < RUN_BYTES) return false;
    this.#calls = 0;
    this.#bytes = 0;
    return true;
  }

  /** Tells the sockets of a card that its link changed. */
  linkChanged(card: Adapter, up: boolean): void {
    for (const socket of [...this.sockets]) {
      if (socket.card !== card) continue;
      if (up) socket.linkUp();
      else socket.linkDown();
    }
  }

  /** Releases every socket. */
  stop(): void {
    for (const socket of [...this.sockets]) socket.release();
  }
}

function taken(batch: Array<Engaged | undefined>, place: number): Engaged | undefined {
  const socket = batch[place];
  batch[place] = undefined;
  return socket;
}
