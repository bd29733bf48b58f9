import { STATES } from "../../ids.js";
import { canSend, type Machine } from "../machine.js";
import { quiet, reset, type Row } from "../row.js";
import { ACKED, BROKEN, DONE, DROP, ENDED, FINISH, IGNORED, PENDING, RECEIVED, WRITABLE, type Step } from "../step.js";

/** 5: connected; or it broke, or was closed, and the number stands until the next command. */
export const online: Row = {
  ...quiet,
  discon(m) {
    if (!m.open || m.datagram) {
      reset(m);
      m.state = STATES.OFF_LINE;
      return DONE | DROP;
    }
    m.state = STATES.DISCONNECTING;
    m.broken = false;
    m.fresh = false;
    return PENDING | FINISH;
  },
  received(m) {
    m.fresh = true;
    return RECEIVED;
  },
  sent: () => ACKED,
  drained: (m) => (canSend(m) ? WRITABLE : IGNORED),
  ended: (m) => (m.halfOpen ? ENDED : broke(m)),
  closed: broke,
  linkDown: broke,
};

function broke(m: Machine): Step {
  if (m.broken || !m.open) return IGNORED;
  m.broken = true;
  return BROKEN;
}
