import { STATES, type State } from "../ids.js";

/** What a socket is after, from the command on until it is over. */
export type Goal = "none" | "connect" | "listen";

/** The whole state of one socket's machine. The rows of the table change it in place; nobody else does, but for the settings. */
export interface Machine {
  state: State;
  goal: Goal;
  /** A low-level socket exists: from dialling or listening until close or the end of discon, even when it failed meanwhile. */
  open: boolean;
  /** The connection is broken and must be closed before it can be used again. */
  broken: boolean;
  /** Something arrived since the last read. */
  fresh: boolean;
  /** Addresses of the name that were not tried yet. */
  untried: number;
  /** Setting of a connect: the name must be looked up first. */
  lookup: boolean;
  /** Setting of a connect: only look the name up (LuatOS: a name with port 0). */
  resolveOnly: boolean;
  /** Setting of a connect: datagrams, which have no end to agree on. */
  datagram: boolean;
  /** Setting of a connect: TLS. */
  secure: boolean;
  /** Setting of a listen: one to many. */
  many: boolean;
  /** Setting: the peer's FIN does not break the connection. */
  halfOpen: boolean;
}

/** The fields of a machine that was just made. */
export function freshMachine(): Machine {
  return {
    state: STATES.LINK_OFF,
    goal: "none",
    open: false,
    broken: false,
    fresh: false,
    untried: 0,
    lookup: false,
    resolveOnly: false,
    datagram: false,
    secure: false,
    many: false,
    halfOpen: false,
  };
}

/** Whether bytes may be sent. */
export function canSend(m: Machine): boolean {
  return m.state === STATES.ONLINE && m.open && !m.broken;
}

/** Whether the socket is, or was until it broke, a connection that can be read. */
export function canRead(m: Machine): boolean {
  return m.state === STATES.ONLINE && m.open;
}

/** Makes a machine that of an accepted client. */
export function bornOnline(m: Machine): void {
  m.state = STATES.ONLINE;
  m.goal = "connect";
  m.open = true;
}
