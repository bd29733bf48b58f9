import type { Corelib } from "@luat/corelib";
import type { Cards } from "../runtime/cards.js";
import type { Engine } from "../runtime/engine.js";
import type { LuatCtrl } from "./ctrl.js";
import type { TlsLog } from "./tls-log.js";

/** What the groups of calls share. */
export interface Workings {
  readonly corelib: Corelib;
  readonly engine: Engine;
  readonly cards: Cards;
  readonly maxSockets: number;
  readonly tlsLog: TlsLog;
  readonly language: "zh" | "en";
  /** The ctrls of this device that were not released. */
  readonly ctrls: Set<LuatCtrl>;
}

/** The ctrl an argument stands for, or `undefined` when it is nil, released, or not of this device. */
export function living(workings: Workings, ctrl: unknown): LuatCtrl | undefined {
  return workings.ctrls.has(ctrl as LuatCtrl) ? (ctrl as LuatCtrl) : undefined;
}
