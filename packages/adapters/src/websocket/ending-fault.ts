import type { Fault, FaultReason } from "@luat/contract";
import { CLOSE_CODES } from "../wire/index.js";
import type { Ending } from "./connection.js";

/** The codes that say that all is well: done, going away, and none at all. */
const ORDERLY = new Set([1000, 1001, 1005]);

/** What other codes mean; 3000 and 3003 are those of the IANA for "unauthorized" and "forbidden". */
const REASONS: Readonly<Record<number, FaultReason>> = {
  1006: "reset",
  [CLOSE_CODES.policy]: "forbidden",
  [CLOSE_CODES.limit]: "limit",
  3000: "forbidden",
  3003: "forbidden",
};

/** Whether the peer ended it in order. */
export function isOrderly({ code, wasOpen }: Ending): boolean {
  return wasOpen && ORDERLY.has(code);
}

/**
 * Why a WebSocket ended that was not to end.
 *
 * @param whom - with whom it was, for messages.
 */
export function endingFault({ code, reason, wasOpen, error }: Ending, whom: string): Fault {
  const errno = error?.errno === undefined ? {} : { errno: error.errno };
  const told = error === undefined ? "" : `: ${error.text}`;
  // Where there is a code of the system, messages have it already.
  const more = error?.errno === undefined ? told : "";
  if (!wasOpen) return { reason: "refused", ...errno, note: `${whom} cannot be reached${error === undefined ? orNotLetIn() : more}`, cause: new Error(`the WebSocket cannot be opened${told}`) };
  const how = (words: string): string => (code === 1006 ? `was cut off${words}` : `was closed with code ${code}${reason === "" ? "" : `: ${reason}`}`);
  return { reason: ORDERLY.has(code) ? "reset" : (REASONS[code] ?? "broken"), ...errno, note: `the WebSocket to ${whom} ${how(more)}`, cause: new Error(`the WebSocket ${how(told)}`) };
}

/** A browser does not tell its pages why, and servers of WebSockets send pages of other origins away. */
function orNotLetIn(): string {
  const { origin } = globalThis as { readonly origin?: unknown };
  return typeof origin === "string" ? `, or does not let in pages of the origin ${origin}` : "";
}

/** What messages call an address: without its query, which may hold secrets. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return JSON.stringify(`${protocol}//${host}${pathname}`);
}
