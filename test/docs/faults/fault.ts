/** What may go wrong. */
export const FAULTS = ["refuse", "blackhole", "reset", "fin", "half-close", "stall", "full-buffer", "dns", "link", "clock"] as const;
export type Fault = (typeof FAULTS)[number];

/** When it begins. Long connections log in where others do the handshake of TLS. */
export const PHASES = ["connect", "login", "idle", "sending", "receiving", "closing"] as const;
export type Phase = (typeof PHASES)[number];

/** Who sees it: a `Connection`, a `LongConnection`, a ported program. */
export const FACES = ["connection", "long", "program"] as const;
export type Face = (typeof FACES)[number];

/** Whether there can be such a thing. To a long connection `refuse` means that its server is gone, so it can be at any time. */
export function isPossible(face: Face, phase: Phase, fault: Fault): boolean {
  return fault !== "refuse" || phase === "connect" || face === "long";
}
