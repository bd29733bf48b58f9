import type { Zbuff } from "@luat/corelib";
import type { Ctrl, SocketCallback } from "@luat/socket";
import { argumentsOf } from "./arguments.js";
import { asRecorded } from "./clock-table.js";
import { withoutChosenPort } from "./numbers.js";
import type { Objects } from "./objects.js";
import { callText, shown, shownContents } from "./show.js";
import { TASK } from "./task-name.js";
import type { CallStep, Json } from "./trace.js";
import type { World } from "./world.js";
import type { ZbuffBench } from "./zbuff-bench.js";

/** Where rx and read give a port. */
const PORT = 3;

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Makes the calls of a recording, and tells what each one came to, as recordings do. */
export class Caller {
  /** The ctrl that a call was last made with. */
  lastCtrl: Ctrl | undefined;
  /** The zbuff that a call was last made with. */
  lastZbuff: Zbuff | undefined;
  readonly #trace: string;
  readonly #world: World;
  readonly #objects: Objects;
  readonly #zbuffs: ZbuffBench;

  constructor(trace: string, world: World, objects: Objects, zbuffs: ZbuffBench) {
    this.#trace = trace;
    this.#world = world;
    this.#objects = objects;
    this.#zbuffs = zbuffs;
  }

  /**
   * Makes a call.
   *
   * @param callback - what stands for `function#1` and the like.
   * @returns what it came to, and a promise of it when it takes its time.
   */
  call(step: CallStep, callback: SocketCallback): string | Promise<string> {
    const [library = "", name = ""] = step.call.split(".");
    if (library !== "libnet" && library !== "socket") {
      return unlessRaised(() => callText({ returns: this.#zbuffs.call(step.call).map((value) => shown(value, () => "zbuff#1")) }));
    }
    const zbuffName = step.args.find((value) => typeof value === "string" && value.startsWith("zbuff#")) as string | undefined;
    if (zbuffName !== undefined) this.#objects.prepare(zbuffName, step);
    const zbuff = zbuffName === undefined ? undefined : this.#objects.zbuff(zbuffName);
    this.lastZbuff = zbuff ?? this.lastZbuff;
    const { device } = this.#world;
    const table = (library === "libnet" ? device.libnet : device.socket) as unknown as Functions;
    const args = this.#argumentsOf(step, callback);
    return unlessRaised(() => {
      const returned = table[name]?.(...(library === "libnet" ? [TASK, ...args] : args));
      return returned instanceof Promise ? returned.then((value) => this.#textOf(step, value, zbuff)) : this.#textOf(step, returned, zbuff);
    }, () => this.#stateAfter(step));
  }

  #argumentsOf(step: CallStep, callback: SocketCallback): unknown[] {
    const { peers, certificates } = this.#world;
    return argumentsOf(step, {
      trace: this.#trace,
      certificates,
      port: (recorded) => peers.here(recorded),
      object: (name) => (name.startsWith("zbuff") ? this.#objects.zbuff(name) : name.startsWith("ctrl") ? this.#objects.ctrl(name) : callback),
    });
  }

  #textOf(step: CallStep, returned: unknown, zbuff: Zbuff | undefined): string {
    const results: unknown[] = Array.isArray(returned) ? returned : returned === undefined && step.call !== "socket.create" ? [] : [returned];
    const [made] = step.returns ?? [];
    if (step.call === "socket.create" && returned !== undefined) this.#objects.keep(typeof made === "string" ? made : "a ctrl", returned as Ctrl);
    return callText({
      returns: this.#comparable(step, results),
      state: this.#stateAfter(step),
      ...(zbuff && { zused: zbuff.used(), zdata: shownContents(zbuff.query() ?? new Uint8Array()) }),
    });
  }

  /** The results as they would have been recorded. */
  #comparable({ call, returns = [] }: CallStep, results: readonly unknown[]): Json[] {
    const values = results.map((value) => shown(value, (object) => this.#objects.nameOf(object)));
    if (call === "socket.ntptm") return values.map((value, i) => asRecorded(returns[i] as Record<string, Json>, value as Record<string, Json>));
    if (call === "socket.accept") return withoutChosenPort(values);
    return values.map((value, i) => (i === PORT && typeof value === "number" ? this.#world.peers.recorded(value) : value));
  }

  /** Recordings show the state of the ctrl that was made, or given. */
  #stateAfter({ call, args, returns }: CallStep): number | null {
    const name = [...args, ...(call === "socket.create" ? (returns ?? []) : [])].find((value) => typeof value === "string" && value.startsWith("ctrl#"));
    if (typeof name !== "string") return null;
    this.lastCtrl = this.#objects.ctrl(name);
    return this.#world.device.socket.state(this.lastCtrl)[0] ?? null;
  }
}

/** Of a programmer's mistake, which Lua raises too, that it is one. */
function unlessRaised<T>(call: () => T, stateAfter?: () => number | null): T | string {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return callText({ error: error.message, state: stateAfter?.() ?? null });
  }
}
