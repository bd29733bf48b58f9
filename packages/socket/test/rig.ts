import { createCorelib, type Corelib } from "@luat/corelib";
import type { DiagnosticEvent, LogPort } from "@luat/contract";
import { expect } from "vitest";
import type { Ctrl } from "../src/faithful/ctrl.js";
import { createSocketLibrary, type SocketLibrary, type SocketLibraryOptions } from "../src/socket-library.js";
import type { SocketTable } from "../src/socket-table.js";
import { EVENTS } from "../src/ids.js";
import { FakeCard } from "./fake-card.js";
import type { FakeDatagrams } from "./fake-datagrams.js";
import type { FakeStream } from "./fake-stream.js";
import { HandClock } from "./hand-clock.js";

const NAMES = new Map<number, string>(Object.entries(EVENTS).map(([name, number]) => [number, name]));

/** The name of an event's number. */
export function eventName(event: number): string {
  return NAMES.get(event) ?? `0x${event.toString(16)}`;
}

/** A device's socket library on a {@link FakeCard} and a {@link HandClock}, and what it tells. */
export interface Rig {
  readonly clock: HandClock;
  readonly card: FakeCard;
  readonly corelib: Corelib;
  readonly library: SocketLibrary;
  readonly socket: SocketTable;
  /** Such as `"ON_LINE 0"`, in the order of delivery. */
  readonly events: string[];
  readonly lines: string[];
  readonly failures: unknown[];
  readonly news: DiagnosticEvent[];
  /** A ctrl that notes its events (and then calls `then`); configured for TCP. */
  make(then?: (ctrl: Ctrl, event: string, param: number) => void): Ctrl;
  /** A ctrl that is connected, and its stream. `then` is called for the events that follow. */
  online(then?: (ctrl: Ctrl, event: string, param: number) => void): [Ctrl, FakeStream];
  /** A ctrl that is on line with UDP, with the peer 10.0.0.1:80 unless told otherwise, and its datagrams. */
  bound(then?: (ctrl: Ctrl, event: string, param: number) => void, ip?: string, port?: number): [Ctrl, FakeDatagrams];
  /** A ctrl that is on line with TLS, and its stream. */
  secured(then?: (ctrl: Ctrl, event: string, param: number) => void): [Ctrl, FakeStream];
  /** A ctrl that listens. */
  listening(backlog?: number, then?: (ctrl: Ctrl, event: string, param: number) => void): Ctrl;
  settle(): void;
  state(ctrl: Ctrl): number | undefined;
  /** Takes the events noted so far. */
  told(): string[];
}

export function rig(options: Partial<SocketLibraryOptions> = {}): Rig {
  const clock = new HandClock();
  const card = new FakeCard(clock);
  const lines: string[] = [];
  const failures: unknown[] = [];
  const news: DiagnosticEvent[] = [];
  const events: string[] = [];
  const log: LogPort = {
    write(level, tag, parts) {
      lines.push(`${level} ${tag} ${parts.join(" ")}`);
    },
  };
  const corelib = createCorelib({ clock, log, onTaskError: (error) => failures.push(error) });
  const library = createSocketLibrary({ corelib, adapters: { ETH0: card }, diagnostics: (event) => news.push(event), ...options });
  const { socket } = library;
  // The news that the card is ready.
  clock.settle();
  const make: Rig["make"] = (then) => {
    const ctrl = socket.create(null, (which, event, param) => {
      events.push(`${eventName(event)} ${param}`);
      then?.(which, eventName(event), param);
    });
    if (ctrl === undefined) throw new Error("there is no socket left");
    socket.config(ctrl, null, false, false);
    return ctrl;
  };
  /** Connects a ctrl that was configured so, and swallows its ON_LINE. */
  const connected = (then: Parameters<Rig["make"]>[0], ip: string, port: number, udp: boolean, tls: boolean): Ctrl => {
    const ctrl = make((which, event, param) => {
      if (event !== "ON_LINE") then?.(which, event, param);
    });
    expect(socket.config(ctrl, null, udp, tls)).toBe(true);
    socket.connect(ctrl, ip, port);
    clock.settle();
    expect(events.pop()).toBe("ON_LINE 0");
    return ctrl;
  };
  return {
    clock,
    card,
    corelib,
    library,
    socket,
    events,
    lines,
    failures,
    news,
    make,
    online: (then) => [connected(then, "10.0.0.1", 80, false, false), card.stream],
    bound: (then, ip = "10.0.0.1", port = 80) => [connected(then, ip, port, true, false), card.datagrams],
    secured: (then) => [connected(then, "10.0.0.1", 443, false, true), card.stream],
    listening(backlog, then) {
      const ctrl = make(then);
      socket.config(ctrl, 4000);
      socket.listen(ctrl, backlog);
      clock.settle();
      return ctrl;
    },
    settle() {
      clock.settle();
    },
    state: (ctrl) => socket.state(ctrl)[0],
    told: () => events.splice(0),
  };
}
