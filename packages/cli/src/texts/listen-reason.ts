import type { FaultReason } from "@luat/contract";

/** Why a server of the system cannot listen: its code, and what it says. */
export interface ListenFailure {
  readonly code?: string | undefined;
  readonly message: string;
}

const REASONS: Readonly<Record<string, FaultReason>> = { EADDRINUSE: "in-use", EADDRNOTAVAIL: "address", EACCES: "forbidden" };

/** What kind of fault that is; `undefined`: there is no other word for it than that of the system. */
export function listenReason({ code }: ListenFailure): FaultReason | undefined {
  return code === undefined ? undefined : REASONS[code];
}
