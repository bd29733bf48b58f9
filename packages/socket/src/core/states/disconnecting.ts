import { STATES } from "../../ids.js";
import { quiet, reset, type Row } from "../row.js";
import { CUT, DISCONNECTED, DONE, DROP } from "../step.js";

/** 7: FIN is on its way, the end of the connection is awaited. */
export const disconnecting: Row = {
  ...quiet,
  close(m) {
    reset(m);
    m.state = STATES.OFF_LINE;
    return DONE | DROP;
  },
  closed(m) {
    reset(m);
    m.state = STATES.OFF_LINE;
    return DISCONNECTED | DROP;
  },
  linkDown(m) {
    reset(m);
    m.state = STATES.OFF_LINE;
    return CUT | DROP;
  },
};
