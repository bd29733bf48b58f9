import type { Entry, EntryKind } from "./entry.js";
import { TranscriptError } from "./transcript-error.js";

type SocketKind = "stream" | "listener" | "datagram socket" | "lookup" | "client that waits";

/** What opens a socket. A client is one from its offer on, and a stream once it is accepted. */
const OPENS: Partial<Readonly<Record<EntryKind, SocketKind>>> = {
  resolve: "lookup",
  dial: "stream",
  listen: "listener",
  bind: "datagram socket",
};

const STREAM: readonly SocketKind[] = ["stream"];
const CLIENT: readonly SocketKind[] = ["client that waits"];
const LISTENER: readonly SocketKind[] = ["listener"];
const DATAGRAMS: readonly SocketKind[] = ["datagram socket"];

/** What an entry that opens nothing can be of. */
const OF: Readonly<Record<Exclude<EntryKind, "link" | "resolve" | "dial" | "listen" | "bind">, readonly SocketKind[]>> = {
  resolved: ["lookup"],
  connected: STREAM,
  secured: [...STREAM, ...DATAGRAMS],
  out: STREAM,
  in: STREAM,
  full: [...STREAM, ...DATAGRAMS],
  sent: [...STREAM, ...DATAGRAMS],
  drained: [...STREAM, ...DATAGRAMS],
  ended: STREAM,
  closed: [...STREAM, ...LISTENER, ...DATAGRAMS],
  finish: STREAM,
  destroy: STREAM,
  listening: LISTENER,
  offered: LISTENER,
  rejected: LISTENER,
  accept: CLIENT,
  refuse: CLIENT,
  bound: DATAGRAMS,
  "datagram-out": DATAGRAMS,
  "datagram-in": DATAGRAMS,
  failed: DATAGRAMS,
  close: [...LISTENER, ...DATAGRAMS],
};

/** Checks, entry by entry, that each is of a socket that was opened before, and of the right kind. */
export class SocketKinds {
  readonly #kinds = new Map<number, SocketKind>();

  /** @throws TranscriptError */
  check(entry: Entry, line: number): void {
    if (entry.ev === "link") return;
    const opened = OPENS[entry.ev];
    if (opened !== undefined) {
      this.#open(entry.id, "id", opened, line);
      return;
    }
    const kind = this.#kinds.get(entry.id);
    const allowed = OF[entry.ev as keyof typeof OF];
    if (kind === undefined || !allowed.includes(kind)) {
      throw new TranscriptError(line, `id is ${entry.id}, ${kind === undefined ? "which nothing opened before" : `a ${kind}`}; expected a ${allowed.join(" or ")}`);
    }
    if (entry.ev === "offered") this.#open(entry.client, "client", "client that waits", line);
    else if (entry.ev === "accept") this.#kinds.set(entry.id, "stream");
  }

  #open(id: number, field: string, kind: SocketKind, line: number): void {
    if (this.#kinds.has(id)) throw new TranscriptError(line, `${field} is ${id}, a ${this.#kinds.get(id)}; expected a number that is new`);
    this.#kinds.set(id, kind);
  }
}
