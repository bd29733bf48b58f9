import type { Clock, DnsAnswer, Fault, Stop } from "@luat/contract";

/** The fault of what a card was not made for. */
export function unsupported(text: string): Fault {
  return { reason: "unsupported", cause: new Error(text) };
}

/** A look-up by a card that looks no names up: it answers so, unless it is stopped before. */
export function noLookUp(clock: Clock, text: string, done: (answer: DnsAnswer) => void): Stop {
  let isStopped = false;
  clock.dry(() => {
    if (!isStopped) done({ fault: unsupported(text) });
  });
  return () => {
    isStopped = true;
  };
}
