import type { Zbuff, ZbuffLibrary } from "@luat/corelib";
import type { Ctrl } from "@luat/socket";
import type { CallStep } from "./trace.js";

/** A zbuff that the script made before a recording shows it; it grows as far as it must. */
const SMALL = 4;

/** The objects that a script holds, by their names in its recording. */
export class Objects {
  readonly #ctrls = new Map<string, Ctrl>();
  readonly #zbuffs = new Map<string, Zbuff>();
  readonly #zbuffLibrary: ZbuffLibrary;

  constructor(zbuffLibrary: ZbuffLibrary) {
    this.#zbuffLibrary = zbuffLibrary;
  }

  keep(name: string, ctrl: Ctrl): void {
    this.#ctrls.set(name, ctrl);
  }

  ctrl(name: string): Ctrl | undefined {
    return this.#ctrls.get(name);
  }

  get ctrls(): Ctrl[] {
    return [...this.#ctrls.values()];
  }

  zbuff(name: string): Zbuff {
    const zbuff = this.#zbuffs.get(name) ?? this.#zbuffLibrary.create(SMALL);
    this.#zbuffs.set(name, zbuff);
    return zbuff;
  }

  nameOf(value: object): string | undefined {
    for (const [name, ctrl] of this.#ctrls) if (ctrl === value) return name;
    return undefined;
  }

  /**
   * What scripts did to their zbuffs between calls was not recorded, so each one is given the contents that the
   * recording of the next call implies.
   */
  prepare(name: string, { call, returns, zused = 0, zdata = "" }: CallStep): void {
    const zbuff = this.zbuff(name);
    const [ok, length] = returns ?? [];
    const added = call === "socket.rx" && ok === true && typeof length === "number" ? length : 0;
    const before = zused - added;
    if (zbuff.used() === before) return;
    zbuff.del();
    if (before > 0) zbuff.copy(0, zdata.slice(0, before));
  }
}
