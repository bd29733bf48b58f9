import { lookup, type LookupAddress } from "node:dns";
import { MAX_ADDRESSES, type DnsAnswer, type DnsQuery, type Stop } from "@luat/contract";
import { nodeFault } from "./node-fault.js";

/**
 * Asks the system's resolver, as `getaddrinfo` does: the hosts file counts, and the order is the system's. Whatever
 * goes wrong there, the name is not resolved.
 */
export function resolveName(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
  let stopped = false;
  const answer = (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[] = []): void => {
    if (stopped) return;
    const addresses = [...new Set(found.map(({ address }) => address))].slice(0, MAX_ADDRESSES);
    if (addresses.length > 0) done({ addresses });
    else done({ fault: error === null ? { reason: "name" } : { ...nodeFault(error), reason: "name" } });
  };
  // The system would take a NUL for the end of the name and answer for another one; for no name it answers nothing.
  if (name === "" || name.includes("\0")) process.nextTick(answer, null);
  else lookup(name, { all: true, verbatim: true, family: query.family ?? 0 }, answer);
  return () => {
    stopped = true;
  };
}
