import type { Zbuff } from "@luat/corelib";
import type { Ctrl } from "@luat/socket";
import { Caller } from "./caller.js";
import { lookedUpHere } from "./look.js";
import { withCallNumbers } from "./numbers.js";
import { Objects } from "./objects.js";
import type { Plan, Planned, ScriptItem, Told } from "./plan.js";
import { eventName, eventText, messageText } from "./show.js";
import type { Stage } from "./stage.js";
import { TASK } from "./task-name.js";
import { publication, type CallStep, type Json, type MessageStep } from "./trace.js";
import { AT_END, UNRECORDED } from "./unrecorded.js";
import type { World } from "./world.js";
import { ZbuffBench } from "./zbuff-bench.js";

/** So long it is watched whether more comes after the last step. */
const AFTERWARDS = 500;
/** A message was waited for so long at most, where it came. */
const PATIENCE = 3_000;

/** Something that the recording does not have. */
export interface Extra {
  /** The last step of the script that had begun. */
  readonly after: number;
  readonly text: string;
}

/** What a script came to here. */
export interface Outcome {
  /** What was seen, by the step that saw it there. */
  readonly seen: ReadonlyMap<number, string>;
  /** When it was seen, in milliseconds since the script began. */
  readonly times: ReadonlyMap<number, number>;
  /** The events that came, by their steps, in the order in which they came. */
  readonly order: readonly number[];
  readonly extras: readonly Extra[];
  readonly rests: readonly Progress[];
}

/** How time passes while a script sleeps. */
export type Sleep = (ms: number, replay: Replay) => Promise<void>;

/** How far things are at the end of a sleep. */
export interface Progress {
  /** How many events came until then. */
  readonly told: number;
  /** The state of each ctrl, and how much it has to read. */
  readonly ctrls: string;
}

/** Does what a recorded script did, and writes down what comes of it. */
export class Replay implements Outcome, Stage {
  readonly seen = new Map<number, string>();
  readonly times = new Map<number, number>();
  readonly order: number[] = [];
  readonly extras: Extra[] = [];
  /** How far things were at the end of each sleep until now. */
  readonly rests: Progress[] = [];
  readonly world: World;
  readonly objects: Objects;
  readonly zbuffs: ZbuffBench;
  readonly table: Readonly<Record<string, unknown>>;
  readonly #caller: Caller;
  readonly #plan: Plan;
  readonly #unrecorded: (typeof UNRECORDED)[string] | undefined;
  readonly #sleep: Sleep;
  readonly #waiting: Set<Told>;
  readonly #many: Ctrl[] = [];
  #begun = 0;
  #base = 0;

  constructor(id: string, plan: Plan, world: World, sleep: Sleep) {
    this.#plan = plan;
    this.#unrecorded = UNRECORDED[id];
    this.world = world;
    this.#sleep = sleep;
    this.#waiting = new Set(plan.told);
    this.objects = new Objects(world.device.zbuff);
    this.zbuffs = new ZbuffBench(world.device.zbuff);
    this.#caller = new Caller(id, world, this.objects, this.zbuffs);
    this.table = world.device.socket as unknown as Record<string, unknown>;
  }

  get lastZbuff(): Zbuff | undefined {
    return this.#caller.lastZbuff;
  }

  /** Milliseconds since the script began. */
  get time(): number {
    return this.world.clock.now() - this.#base;
  }

  /** How far things are now. */
  get progress(): Progress {
    const { socket } = this.world.device;
    const ctrls = this.objects.ctrls.map((ctrl) => [socket.state(ctrl)[0], socket.rx(ctrl)[1]]);
    return { told: this.order.length + this.extras.length, ctrls: JSON.stringify(ctrls) };
  }

  async run(): Promise<void> {
    const { device, clock } = this.world;
    device.sys.subscribe("NWCTRL*", (...args: unknown[]) => {
      const [, , event, param] = args;
      this.tell({ event: eventName(event), param: Number(param), ctrl: "?", state: -1, published: "NWCTRL*", args: args as Json[] });
    });
    for (const topic of ["NTP_UPDATE", "NTP_ERROR", "IP_READY"] as const) {
      device.sys.subscribe(topic, (...args: unknown[]) => {
        this.tell(publication(topic, args as Json[]));
      });
    }
    this.#base = clock.now();
    for (const item of this.#plan.items) {
      const before = this.#unrecorded?.[item.index]?.(this);
      if (before !== undefined) await before;
      this.#begun++;
      const done = this.#do(item);
      if (done !== undefined) await done;
    }
    await this.#unrecorded?.[AT_END]?.(this);
    await this.#rest(AFTERWARDS);
  }

  keep(name: string, ctrl: Ctrl | undefined): Ctrl {
    if (ctrl === undefined) throw new Error(`${name} could not be made`);
    this.objects.keep(name, ctrl);
    return ctrl;
  }

  fill(): number {
    for (;;) {
      const ctrl = this.world.device.socket.create(null, this.callback);
      if (ctrl === undefined) return this.#many.length;
      this.#many.push(ctrl);
    }
  }

  releaseAll(): void {
    for (const ctrl of this.#many.splice(0)) this.world.device.socket.release(ctrl);
  }

  /** A callback that writes down what it is told. */
  callback = (ctrl: Ctrl, event: number, param: number): void => {
    const name = this.objects.nameOf(ctrl) ?? "?";
    this.tell({ event: eventName(event), param, ctrl: name, state: this.world.device.socket.state(ctrl)[0] ?? -1 });
  };

  /** An event came: writes it down, and does what the script did when it was told. */
  tell(event: Parameters<typeof eventText>[0]): void {
    const text = eventText(event);
    for (const told of this.#waiting) {
      const { step, window, index } = told;
      if (window !== this.#begun || step.ctrl !== event.ctrl || step.event !== event.event || step.param !== event.param) continue;
      this.#waiting.delete(told);
      this.see(index, text);
      this.order.push(index);
      for (const planned of told.inside) void this.#do(planned);
      return;
    }
    this.more(text);
  }

  /** Writes down what the recording does not have. */
  more(text: string): void {
    this.extras.push({ after: this.#plan.items[this.#begun - 1]?.index ?? 0, text });
  }

  see(index: number, text: string): void {
    this.seen.set(index, text);
    this.times.set(index, this.time);
  }

  #do(planned: Planned | ScriptItem): Promise<void> | undefined {
    const { index, step } = planned;
    switch (step.kind) {
      case "call":
        return this.#call(index, withCallNumbers(step));
      case "sleep":
        return this.#rest(("end" in planned ? planned.end : 0) - this.time);
      case "message":
        return this.#message(index, step);
      case "state": {
        const [state, text] = this.world.device.socket.state(this.#caller.lastCtrl);
        this.see(index, `state ${state} ${text}`);
        return undefined;
      }
      case "peer":
        this.world.peers.act(step.peer);
        return undefined;
      case "look": {
        const text = lookedUpHere(step, this);
        if (text !== undefined) this.see(index, text);
        return undefined;
      }
      case "event":
      case "note":
        return undefined;
    }
  }

  async #rest(ms: number): Promise<void> {
    await this.#sleep(ms, this);
    this.rests.push(this.progress);
  }

  #call(index: number, step: CallStep): Promise<void> | undefined {
    const begin = this.time;
    const text = this.#caller.call(step, this.callback);
    if (typeof text !== "string") {
      return text.then((later) => {
        this.seen.set(index, later);
        this.times.set(index, this.time - begin);
      });
    }
    this.see(index, text);
    return undefined;
  }

  async #message(index: number, step: MessageStep): Promise<void> {
    const limit = step.got === null ? this.#durationOf(index) : PATIENCE;
    const message = await this.world.device.sys.waitMsg(TASK, typeof step.waitMsg === "number" ? step.waitMsg : null, limit);
    this.see(index, messageText(message ? [message[1], message[2]] as Json[] : null));
  }

  /** How long a wait lasted there, of which only the end was recorded. */
  #durationOf(index: number): number {
    const place = this.#plan.items.findIndex((item) => item.index === index);
    return (this.#plan.items[place]?.start ?? 0) - (this.#plan.items[place - 1]?.start ?? 0);
  }
}
