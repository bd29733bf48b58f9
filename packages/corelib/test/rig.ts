import { VirtualClock } from "@luat/adapters/mock";
import { createCorelib, formatValue, type Corelib, type CorelibOptions } from "../src/index.js";

export interface Rig extends Corelib {
  readonly clock: VirtualClock;
  /** The log, one line each, such as "error sys it failed". */
  readonly lines: string[];
  /** What went to `onTaskError`. */
  readonly failures: Array<{ error: unknown; where: string }>;
  /** Lets everything happen that is due now. */
  settle(): Promise<void>;
}

/** A device on virtual time whose log lines and failures are kept. */
export function rig(options: CorelibOptions = {}): Rig {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const failures: Rig["failures"] = [];
  const core = createCorelib({
    clock,
    log: { write: (level, tag, parts) => void lines.push([level, tag, ...parts.map(formatValue)].join(" ")) },
    onTaskError: (error, where) => void failures.push({ error, where }),
    ...options,
  });
  return Object.assign(core, { clock, lines, failures, settle: () => clock.advance(0) });
}
