import type { DiagnosticEvent } from "@luat/contract";
import { expect } from "vitest";
import { PENDING } from "../../src/core/step.js";
import { Engine } from "../../src/runtime/engine.js";
import type { Socket } from "../../src/runtime/socket.js";
import { FakeCard } from "../fake-card.js";
import type { FakeDatagrams } from "../fake-datagrams.js";
import type { FakeStream } from "../fake-stream.js";
import { HandClock } from "../hand-clock.js";
import { Recorder } from "./recorder.js";

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const shown = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A card, an engine on it, and what makes sockets there. */
export interface World {
  readonly clock: HandClock;
  readonly card: FakeCard;
  readonly engine: Engine;
  readonly news: DiagnosticEvent[];
  make(then?: Recorder["then"]): Recorder;
  connect(then?: Recorder["then"]): [Recorder, Socket, FakeStream];
  /** A socket that is bound, with the peer 10.0.0.1:80 unless told otherwise. */
  bind(then?: Recorder["then"], host?: string, port?: number): [Recorder, Socket, FakeDatagrams];
  listen(settings?: Partial<Pick<Socket, "many" | "backlog" | "localPort" | "localHost" | "tls">>): [Recorder, Socket];
}

export function world(): World {
  const clock = new HandClock();
  const card = new FakeCard(clock);
  const news: DiagnosticEvent[] = [];
  const engine = new Engine(clock, (event) => news.push(event));
  const make: World["make"] = (then) => new Recorder(engine, card, then);
  return {
    clock,
    card,
    engine,
    news,
    make,
    connect(then) {
      const owner = make(then);
      expect(owner.socket.connect("10.0.0.1", 80)).toBe(PENDING);
      clock.settle();
      expect(owner.told()).toEqual(["connected"]);
      return [owner, owner.socket, card.stream];
    },
    bind(then, host = "10.0.0.1", port = 80) {
      const owner = make(then);
      owner.socket.udp = true;
      expect(owner.socket.connect(host, port)).toBe(PENDING);
      clock.settle();
      expect(owner.told()).toEqual(["connected"]);
      return [owner, owner.socket, card.datagrams];
    },
    listen(settings = {}) {
      const owner = make();
      Object.assign(owner.socket, { localPort: 4000 }, settings);
      expect(owner.socket.listen()).toBe(PENDING);
      clock.settle();
      owner.told();
      return [owner, owner.socket];
    },
  };
}
