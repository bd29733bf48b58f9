import { describeFault, formatEndpoint, type Endpoint, type Fault } from "@luat/contract";

/** What the log is told of a connection that could not be, as neither generation tells programs why. */
export function connectText({ host, port }: Endpoint, fault: Fault | undefined): string {
  return `no connection to ${formatEndpoint({ host, port })}: ${fault === undefined ? "unknown" : describeFault(fault)}`;
}
