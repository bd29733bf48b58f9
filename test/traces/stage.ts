import type { Zbuff } from "@luat/corelib";
import type { Ctrl, SocketCallback } from "@luat/socket";
import type { Objects } from "./objects.js";
import type { EventStep } from "./trace.js";
import type { World } from "./world.js";
import type { ZbuffBench } from "./zbuff-bench.js";

/** What a script holds while it is replayed, for the deeds that its recording does not have. */
export interface Stage {
  readonly world: World;
  readonly objects: Objects;
  readonly zbuffs: ZbuffBench;
  /** The socket table, by any name. */
  readonly table: Readonly<Record<string, unknown>>;
  /** The zbuff that a call was last made with. */
  readonly lastZbuff: Zbuff | undefined;
  /** What ctrls tell, that were made with a function. */
  callback: SocketCallback;
  /** Makes ctrls until there are no more; gives their number. */
  fill(): number;
  /** Releases what {@link fill} made. */
  releaseAll(): void;
  /** Keeps a ctrl whose making was not recorded. */
  keep(name: string, ctrl: Ctrl | undefined): Ctrl;
  /** An event came. */
  tell(event: Omit<EventStep, "at" | "kind">): void;
  /** Something was seen that a step has. */
  see(step: number, text: string): void;
}
