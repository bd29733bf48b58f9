import { STATES } from "../ids.js";
import type { Machine } from "./machine.js";
import { BIND, DIAL, DONE, DROP, IGNORED, LINKED, PENDING, REFUSED, RESOLVE, TURN_AWAY, type Step } from "./step.js";

/** One state's answer to every input. Commands first, then what the network tells. */
export interface Row {
  linkup(m: Machine, ready: boolean): Step;
  connect(m: Machine, ready: boolean): Step;
  listen(m: Machine, ready: boolean): Step;
  discon(m: Machine): Step;
  close(m: Machine): Step;
  linkUp(m: Machine): Step;
  linkDown(m: Machine): Step;
  /** The look-up gave so many addresses. */
  resolved(m: Machine, count: number): Step;
  connected(m: Machine): Step;
  secured(m: Machine): Step;
  listening(m: Machine): Step;
  offered(m: Machine): Step;
  received(m: Machine): Step;
  /** The system took what was queued. */
  sent(m: Machine): Step;
  /** There is room again after a full buffer. */
  drained(m: Machine): Step;
  /** The peer sent FIN. */
  ended(m: Machine): Step;
  /** The low-level socket is over. */
  closed(m: Machine): Step;
}

/** The names of all inputs, for tests and the diagram. */
export const INPUTS = [
  "linkup",
  "connect",
  "listen",
  "discon",
  "close",
  "linkUp",
  "linkDown",
  "resolved",
  "connected",
  "secured",
  "listening",
  "offered",
  "received",
  "sent",
  "drained",
  "ended",
  "closed",
] as const satisfies ReadonlyArray<keyof Row>;

const ignored = (): Step => IGNORED;

/** Starts what the goal says, now that the link is up. */
export function begin(m: Machine): Step {
  if (m.goal === "connect" && m.lookup) {
    m.state = STATES.WAIT_DNS;
    return RESOLVE;
  }
  m.state = STATES.CONNECTING;
  m.open = true;
  return m.goal === "listen" ? BIND : DIAL;
}

/** What most states answer: commands work where nothing is open, the network is not listened to, but for its link. */
export const quiet: Row = {
  linkup(m, ready) {
    // LuatOS forces an online socket to OFF_LINE here, which loses it; what is under way is left alone instead.
    if (m.goal === "none") m.state = ready ? STATES.OFF_LINE : STATES.LINK_OFF;
    return ready ? DONE : PENDING;
  },
  connect: (m, ready) => start(m, "connect", ready),
  listen: (m, ready) => start(m, "listen", ready),
  discon(m) {
    reset(m);
    m.state = STATES.OFF_LINE;
    return DONE | DROP;
  },
  close(m) {
    reset(m);
    return DONE | DROP;
  },
  linkUp: () => LINKED,
  linkDown: ignored,
  resolved: ignored,
  connected: ignored,
  secured: ignored,
  listening: ignored,
  offered: () => TURN_AWAY,
  received: ignored,
  sent: ignored,
  drained: ignored,
  ended: ignored,
  closed: ignored,
};

function start(m: Machine, goal: "connect" | "listen", ready: boolean): Step {
  if (m.open) return REFUSED;
  m.goal = goal;
  m.broken = false;
  m.fresh = false;
  m.untried = 0;
  if (ready) return PENDING | begin(m);
  m.state = STATES.LINK_OFF;
  return PENDING;
}

/** Forgets the connection, not the state's number, which LuatOS keeps until the next command. */
export function reset(m: Machine): void {
  m.goal = "none";
  m.open = false;
  m.broken = false;
  m.fresh = false;
  m.untried = 0;
}

/** A connect or listen failed: the state's number stays, nothing goes on. */
export function fail(m: Machine): void {
  m.goal = "none";
  m.untried = 0;
}
