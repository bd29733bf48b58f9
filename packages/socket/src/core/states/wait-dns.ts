import { STATES } from "../../ids.js";
import { begin, fail, quiet, type Row } from "../row.js";
import type { Machine } from "../machine.js";
import { CONNECTED, DROP, FAILED, IGNORED, type Step } from "../step.js";

/** 2: a name is being looked up, or could not be and nobody has closed since. */
export const waitDns: Row = {
  ...quiet,
  resolved(m, count) {
    if (m.goal !== "connect") return IGNORED;
    if (count === 0) return failed(m);
    if (m.resolveOnly) {
      m.goal = "none";
      m.state = STATES.OFF_LINE;
      return CONNECTED;
    }
    m.lookup = false;
    m.untried = count - 1;
    return begin(m);
  },
  linkDown: (m) => (m.goal === "connect" ? failed(m) | DROP : IGNORED),
};

function failed(m: Machine): Step {
  fail(m);
  return FAILED;
}
