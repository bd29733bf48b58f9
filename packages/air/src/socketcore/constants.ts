import { ERRORS } from "../core/errors.js";

/** Levels and names of `sock_setopt`. */
export const OPTIONS = {
  /** The level of `SO_REUSEADDR` and `SO_KEEPALIVE`. */
  SOL_SOCKET: 4095,
  /** Whether a port may be used again at once; it is kept, and changes nothing. */
  SO_REUSEADDR: 4,
  /** Keep-alive probes: 0 off, anything else on. Off at the start. */
  SO_KEEPALIVE: 8,
  /** The level of `TCP_KEEPIDLE`, `TCP_KEEPINTVL` and `TCP_KEEPCNT`, which count with `SO_KEEPALIVE` alone. */
  IPPROTO_TCP: 6,
  /** Seconds of silence before the first probe; 7200 at the start. */
  TCP_KEEPIDLE: 3,
  /** Seconds between probes; 75 at the start. */
  TCP_KEEPINTVL: 4,
  /** Unanswered probes until the connection is broken; 9 at the start. */
  TCP_KEEPCNT: 5,
} as const;

/** What `socketcore` exports beside its functions. */
export const CONSTANTS = { ...ERRORS, ...OPTIONS } as const;
