import { STATES } from "../../ids.js";
import { LINKED } from "../step.js";
import { begin, quiet, type Row } from "../row.js";

/** 0: a fresh socket, or one that waits for the card without a time limit. */
export const linkOff: Row = {
  ...quiet,
  linkUp(m) {
    if (m.goal !== "none") return LINKED | begin(m);
    m.state = STATES.OFF_LINE;
    return LINKED;
  },
};
