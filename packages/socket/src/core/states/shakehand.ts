import { STATES } from "../../ids.js";
import type { Machine } from "../machine.js";
import { fail, quiet, type Row } from "../row.js";
import { CONNECTED, DROP, FAILED, IGNORED, type Step } from "../step.js";

/** 4: TLS handshake; or it failed and nobody has closed since. A failure here never falls back to the next address. */
export const shakehand: Row = {
  ...quiet,
  secured(m) {
    if (m.goal !== "connect") return IGNORED;
    m.state = STATES.ONLINE;
    return CONNECTED;
  },
  ended: broke,
  closed: broke,
  linkDown: broke,
};

function broke(m: Machine): Step {
  if (m.goal === "none") return IGNORED;
  m.broken = true;
  fail(m);
  return FAILED | DROP;
}
