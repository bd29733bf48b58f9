import { describeFault, formatEndpoint, type Adapter, type Fault } from "@luat/contract";
import type { OpenItem, Origin } from "@luat/corelib";
import type { Cards } from "../runtime/cards.js";
import type { Engine } from "../runtime/engine.js";
import { ntpTime } from "./ntp-time.js";
import { decodePacket, encodePacket } from "./packet.js";
import { Question, type Asker } from "./question.js";
import { SERVER_SLOTS, type Servers } from "./servers.js";
import type { TimeOfDay } from "./time-of-day.js";

/** What a {@link Sync} needs of its device. */
export interface Surroundings {
  readonly engine: Engine;
  readonly cards: Cards;
  readonly servers: Servers;
  readonly timeOfDay: TimeOfDay;
  /** The port to ask at; heeded at each server. */
  readonly port: () => number;
  /** Told which server gave no time, and why. */
  readonly warn: (text: string) => void;
  /** It is over: whether the time was told. */
  readonly done: (ok: boolean) => void;
}

/** LuatOS waits so long for each server, its name included. */
const PATIENCE = 2_000;
const LUATOS_VERSION = 3;

/** One run of LuatOS's `sntp`: asks each server once, until one answers with what is long enough. */
export class Sync implements Asker, OpenItem {
  /** So long it takes at most. */
  readonly limit = PATIENCE * SERVER_SLOTS;
  readonly origin: Origin | undefined;
  readonly #around: Surroundings;
  readonly #card: Adapter;
  #question: Question | undefined;
  #slot = 0;
  #to = "";
  /** What went wrong with the server that is being asked, which was no reason to give up yet. */
  #trouble: string | undefined;

  /** @param origin - where it was called. */
  constructor(around: Surroundings, card: Adapter, origin: Origin | undefined) {
    this.#around = around;
    this.#card = card;
    this.origin = origin;
  }

  get what(): string {
    return `socket.sntp, which asks ${JSON.stringify(this.#around.servers.at(this.#slot - 1))}`;
  }

  /** Asks the next server that has a name. */
  next(): void {
    const { engine, cards, servers, port, done } = this.#around;
    let host = "";
    while (host === "" && this.#slot < SERVER_SLOTS) host = servers.at(this.#slot++);
    if (host === "") {
      if (this.#to === "") this.#around.warn("there is no server to ask");
      done(false);
      return;
    }
    this.#to = formatEndpoint({ host, port: port() });
    this.#trouble = undefined;
    const query = { family: 4 as const, servers: cards.nameServers(this.#card) };
    this.#question = new Question({ engine, card: this.#card, to: { host, port: port() }, query, ms: PATIENCE }, this);
  }

  /** Ends it; nothing is told any more. */
  stop(): void {
    this.#question?.stop();
  }

  request(): Uint8Array {
    const { timeOfDay } = this.#around;
    const version = LUATOS_VERSION;
    return encodePacket(timeOfDay.known ? { version, transmit: ntpTime(timeOfDay.now + timeOfDay.delay) } : { version });
  }

  answered(bytes: Uint8Array): void {
    const packet = decodePacket(bytes);
    if (packet === undefined) {
      this.#trouble = `its answer has ${bytes.length} bytes only`;
      return;
    }
    this.stop();
    this.#around.timeOfDay.takeAnswer(packet);
    this.#around.done(true);
  }

  unsent(fault: Fault): void {
    this.#goOn(describeFault(fault));
  }

  lost(fault: Fault): void {
    // LuatOS lets the time run out then.
    this.#trouble = describeFault(fault);
  }

  late(): void {
    this.#goOn(this.#trouble ?? `no answer for ${PATIENCE} ms`);
  }

  #goOn(why: string): void {
    this.#around.warn(`no time from ${this.#to}: ${why}`);
    this.next();
  }
}
