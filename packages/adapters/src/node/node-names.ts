import { lookup, type LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { MAX_ADDRESSES, type DnsAnswer, type DnsQuery, type Stop } from "@luat/contract";
import { nodeFault } from "./node-fault.js";
import { askServers } from "./node-name-servers.js";

/** Names that no name server is asked for (RFC 6761). */
const LOCAL = /(^|\.)localhost\.?$/i;

/**
 * Looks a name up: with the name servers of the query, else as `getaddrinfo` does, where the hosts file counts, and the
 * order is the system's. Whatever goes wrong there, the name is not resolved.
 */
export function resolveName(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
  let stopped = false;
  const answer = (error: NodeJS.ErrnoException | null, found: readonly string[] = []): void => {
    if (stopped) return;
    const addresses = [...new Set(found)].slice(0, MAX_ADDRESSES);
    if (addresses.length > 0) done({ addresses });
    else done({ fault: error === null ? { reason: "name" } : { ...nodeFault(error), reason: "name" } });
  };
  const { servers = [], family } = query;
  let stop: Stop | undefined;
  // The system would take a NUL for the end of the name and answer for another one; for no name it answers nothing.
  if (name === "" || name.includes("\0")) process.nextTick(answer, null);
  else if (servers.length > 0 && isIP(name) === 0 && !LOCAL.test(name)) stop = askServers(name, servers, family, answer);
  else lookup(name, { all: true, verbatim: true, family: family ?? 0 }, (error, found?: LookupAddress[]) => answer(error, found?.map(({ address }) => address)));
  return () => {
    stopped = true;
    stop?.();
  };
}
