import type { Fault, TlsReason } from "@luat/contract";

/** A fault whose cause says in words what was found; `error` is what led to it. */
export function tlsFault(tls: TlsReason, text: string, error?: Error): Fault {
  const cause = error === undefined ? new Error(text) : new Error(`${text}: ${error.message}`, { cause: error });
  return { reason: "tls", tls, cause };
}
