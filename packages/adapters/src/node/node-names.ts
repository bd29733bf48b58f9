import { lookup } from "node:dns";
import { MAX_ADDRESSES, type DnsAnswer, type DnsQuery, type Stop } from "@luat/contract";
import { nodeFault } from "./node-fault.js";

/** Asks the system's resolver, as `getaddrinfo` does: the hosts file counts, and the order is the system's. */
export function resolveName(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
  let stopped = false;
  lookup(name, { all: true, verbatim: true, family: query.family ?? 0 }, (error, found) => {
    if (stopped) return;
    if (error !== null) {
      done({ fault: nodeFault(error) });
      return;
    }
    const addresses = [...new Set(found.map((each) => each.address))].slice(0, MAX_ADDRESSES);
    done(addresses.length > 0 ? { addresses } : { fault: { reason: "name" } });
  });
  return () => {
    stopped = true;
  };
}
