import { Resolver } from "node:dns";
import type { Stop } from "@luat/contract";

/** How long one server is waited for at first, in ms; twice as long the second time it is asked. */
const PATIENCE = 2000;
const TRIES = 2;
/** How long all of it may take, in ms. */
const LIMIT = 10_000;
/** How long addresses wait for those of the other kind, in ms: there are servers that leave such questions unanswered. */
const GRACE = 1000;

/** Told once, with the addresses that were found: those of IPv4 first. */
type Done = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void;

/**
 * Asks name servers, one after the other until one answers, for at most ten seconds.
 *
 * @param servers - addresses, each with `:port` where it is not 53.
 * @throws TypeError when one of them is none.
 */
export function askServers(name: string, servers: readonly string[], family: 4 | 6 | undefined, done: Done): Stop {
  const resolver = new Resolver({ timeout: PATIENCE, tries: TRIES });
  setServers(resolver, servers);
  const found: Record<4 | 6, readonly string[]> = { 4: [], 6: [] };
  let failure: NodeJS.ErrnoException | null = null;
  let asked: readonly (4 | 6)[] = family === undefined ? [4, 6] : [family];
  const end = (): void => {
    asked = [];
    clearTimeout(timer);
    resolver.cancel();
  };
  const finish = (): void => {
    end();
    done(failure, [...found[4], ...found[6]]);
  };
  const giveUp = (): void => {
    failure ??= Object.assign(new Error(`no name server has answered within ${LIMIT} ms`), { code: "ETIMEOUT" });
    finish();
  };
  let timer = setTimeout(giveUp, LIMIT);
  const answered = (kind: 4 | 6, error: NodeJS.ErrnoException | null, addresses: readonly string[] = []): void => {
    if (!asked.includes(kind)) return;
    asked = asked.filter((other) => other !== kind);
    found[kind] = addresses;
    failure ??= error;
    if (asked.length === 0) {
      finish();
    } else if (addresses.length > 0) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, GRACE);
    }
  };
  if (family !== 6) resolver.resolve4(name, (error, addresses) => answered(4, error, addresses));
  if (family !== 4) resolver.resolve6(name, (error, addresses) => answered(6, error, addresses));
  return end;
}

function setServers(resolver: Resolver, servers: readonly string[]): void {
  for (const server of servers) {
    try {
      resolver.setServers([server]);
    } catch (cause) {
      throw new TypeError(`servers holds ${JSON.stringify(server)}; expected addresses, each with ":port" where it is not 53`, { cause });
    }
  }
  resolver.setServers(servers);
}
