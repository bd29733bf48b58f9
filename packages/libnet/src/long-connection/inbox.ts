/** What is done when nobody reads: the peer is held back, or the oldest is dropped. */
export interface InboxSettings {
  readonly policy: "pause" | "dropOldest";
  readonly maxBytes: number;
}

/** Something that was received, and how many bytes it was. */
export interface Entry<In> {
  readonly value: In;
  readonly size: number;
}

/** The unread part of one connection. */
export interface Part<In> {
  readonly entries: Entry<In>[];
  /** Bytes that are unread. */
  unread: number;
  /** It was on line, so that it is read with all others. */
  isOpen: boolean;
  /** Nothing more will come. */
  readonly isOver: boolean;
  /** There is room again. */
  hasRoom(): void;
}

/** What was received and is unread, of all connections together, oldest first. */
export class Inbox<In> {
  readonly #settings: InboxSettings;
  /** Those that were on line, oldest first. */
  #parts: Part<In>[] = [];
  /** The part that may still grow. */
  #newest: Part<In> | undefined;
  readonly #onRoom: () => void;
  /** It was full, and since then not half of it was read. */
  isHeld = false;
  /** Bytes that are unread. */
  unread = 0;
  /** Bytes that were dropped. */
  dropped = 0;

  /** @param onRoom - is called when {@link isHeld} is over. */
  constructor(settings: InboxSettings, onRoom: () => void) {
    this.#settings = settings;
    this.#onRoom = onRoom;
  }

  /** Nothing more is to be read for this part until something was taken. A login does not wait for what is unread of connections before it. */
  isFull({ isOpen, unread }: Part<In>): boolean {
    return isOpen ? this.isHeld : this.#settings.policy === "pause" && unread >= this.#settings.maxBytes;
  }

  /** A connection begins, and with it this part. */
  begin(part: Part<In>): void {
    this.#newest = part;
  }

  /** It is on line: from now on {@link take} gives what it has, too. */
  open(part: Part<In>): void {
    part.isOpen = true;
    this.#parts.push(part);
  }

  /** The oldest part of which something can be read, now or later. */
  get oldest(): Part<In> | undefined {
    for (let first = this.#parts[0]; first !== undefined && first.isOver && first.entries.length === 0; first = this.#parts[0]) this.#parts.shift();
    return this.#parts[0];
  }

  add(part: Part<In>, entry: Entry<In>): void {
    part.entries.push(entry);
    part.unread += entry.size;
    this.unread += entry.size;
    if (this.#settings.policy === "pause") {
      this.isHeld ||= this.unread >= this.#settings.maxBytes;
      return;
    }
    while (this.unread > this.#settings.maxBytes) {
      const oldest = this.oldest ?? part;
      const dropped = this.takeFrom(oldest.entries.length > 0 ? oldest : part);
      if (dropped === undefined) return;
      this.dropped += dropped.size;
    }
  }

  /** The oldest entry of all. */
  take(): Entry<In> | undefined {
    const { oldest } = this;
    return oldest === undefined ? undefined : this.takeFrom(oldest);
  }

  takeFrom(part: Part<In>): Entry<In> | undefined {
    const entry = part.entries.shift();
    if (entry === undefined) return undefined;
    part.unread -= entry.size;
    this.unread -= entry.size;
    const half = this.#settings.maxBytes / 2;
    const wasHeld = this.isHeld;
    this.isHeld &&= this.unread >= half;
    const newest = this.#newest;
    if (newest !== undefined && (newest.isOpen ? this.unread : newest.unread) < half) newest.hasRoom();
    if (wasHeld && !this.isHeld) this.#onRoom();
    return entry;
  }

  /** Forgets what is unread of a part. */
  discard(part: Part<In>): void {
    while (this.takeFrom(part) !== undefined);
  }
}
