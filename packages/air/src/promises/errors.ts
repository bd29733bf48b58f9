import { formatEndpoint, type Endpoint, type Fault } from "@luat/contract";
import { TaskStopped } from "@luat/corelib";
import { BrokenError, ClosedError, ResolveError, TlsError, type LuatError } from "@luat/libnet";

/** The error that a fault of the network is. */
export function errorOf(fault: Fault, op: string, to: Endpoint, note?: string): LuatError {
  const details = { op, endpoint: formatEndpoint(to), note };
  if (fault.reason === "name") return new ResolveError(fault, details);
  return fault.reason === "tls" ? new TlsError(fault, details) : new BrokenError(fault, details);
}

/** What waits of a device that was stopped is told. */
export function stoppedOr(error: unknown, op: string): unknown {
  return error instanceof TaskStopped ? new ClosedError("stopped", "the device was stopped", { op, cause: error }) : error;
}
