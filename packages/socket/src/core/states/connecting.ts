import { STATES } from "../../ids.js";
import { fail, quiet, type Row } from "../row.js";
import { CONNECTED, DIAL, DROP, FAILED, IGNORED, LISTENING } from "../step.js";

/** 3: dialling, or opening a listener; or that failed and nobody has closed since. */
export const connecting: Row = {
  ...quiet,
  connected(m) {
    if (m.goal !== "connect") return IGNORED;
    m.state = m.secure ? STATES.SHAKEHAND : STATES.ONLINE;
    return m.secure ? IGNORED : CONNECTED;
  },
  listening(m) {
    if (m.goal !== "listen") return IGNORED;
    m.state = STATES.LISTEN;
    return LISTENING;
  },
  closed(m) {
    if (m.goal === "none") return IGNORED;
    if (m.untried > 0) {
      m.untried--;
      return DIAL;
    }
    fail(m);
    return FAILED;
  },
  linkDown(m) {
    if (m.goal === "none") return IGNORED;
    fail(m);
    return FAILED | DROP;
  },
};
