import { STATES } from "../../ids.js";
import type { Machine } from "../machine.js";
import { fail, quiet, reset, type Row } from "../row.js";
import { ACCEPT, CONNECTED, DONE, DROP, FAILED, IGNORED, OFFERED, PENDING, REFUSED, TURN_AWAY, type Step } from "../step.js";

/** 6: listening. One to one, the first client makes this very socket its connection; one to many, each waits to be accepted. */
export const listen: Row = {
  ...quiet,
  listen: (m) => (m.broken ? REFUSED : PENDING),
  // LuatOS keeps 6 here, and then takes the dead listener for a living one.
  close(m) {
    reset(m);
    m.state = STATES.OFF_LINE;
    return DONE | DROP;
  },
  offered(m) {
    if (m.broken) return TURN_AWAY;
    if (m.many) return OFFERED;
    m.state = STATES.ONLINE;
    return ACCEPT | CONNECTED;
  },
  closed: broke,
  linkDown: broke,
};

function broke(m: Machine): Step {
  if (m.broken) return IGNORED;
  m.broken = true;
  fail(m);
  return FAILED | DROP;
}
