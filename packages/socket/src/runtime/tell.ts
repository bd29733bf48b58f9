import type { Endpoint, Fault } from "@luat/contract";
import * as steps from "../core/step.js";
import type { Owner } from "./owner.js";

/** Who is told, and what a listener's owner is told. */
interface Told {
  readonly owner: Owner;
  readonly local: Endpoint | undefined;
}

const UNKNOWN: Fault = { reason: "broken" };

/** Tells the owner of a socket the fact in a step, if there is one. */
export function tell(socket: Told, step: steps.Step, fault: Fault | undefined): void {
  const { owner } = socket;
  switch (steps.factOf(step)) {
    case steps.LINKED:
      owner.linked?.();
      break;
    case steps.CONNECTED:
      owner.connected();
      break;
    case steps.FAILED:
      owner.failed(fault ?? UNKNOWN);
      break;
    case steps.LISTENING:
      if (socket.local !== undefined) owner.listening?.(socket.local);
      break;
    case steps.OFFERED:
      owner.offered?.();
      break;
    case steps.ACKED:
      owner.acked();
      break;
    case steps.WRITABLE:
      owner.writable();
      break;
    case steps.ENDED:
      owner.ended();
      break;
    case steps.BROKEN:
      owner.broken(fault);
      break;
    case steps.DISCONNECTED:
      owner.disconnected(true);
      break;
    case steps.CUT:
      owner.disconnected(false);
      break;
  }
}
