import { ERRORS } from "../core/errors.js";

/** Levels and names of `sock_setopt`. */
export const OPTIONS = {
  SOL_SOCKET: 4095,
  SO_REUSEADDR: 4,
  SO_KEEPALIVE: 8,
  IPPROTO_TCP: 6,
  TCP_KEEPIDLE: 3,
  TCP_KEEPINTVL: 4,
  TCP_KEEPCNT: 5,
} as const;

/** What `socketcore` exports beside its functions. */
export const CONSTANTS = { ...ERRORS, ...OPTIONS } as const;
