import type { Fault, FaultReason } from "@luat/contract";

const REASONS: Readonly<Record<string, FaultReason>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EAFNOSUPPORT: "unreachable",
  EADDRINUSE: "in-use",
  EADDRNOTAVAIL: "address",
  // Of an interface for groups.
  ENODEV: "address",
  EACCES: "forbidden",
  EPERM: "forbidden",
  ENOTFOUND: "name",
  EMFILE: "limit",
  ENFILE: "limit",
  ENOBUFS: "limit",
  ENOMEM: "limit",
  EMSGSIZE: "size",
};

/** What an error of Node's means to a card. */
export function nodeFault(error: NodeJS.ErrnoException): Fault {
  const { code } = error;
  if (code === undefined) return { reason: "broken", cause: error };
  return { reason: REASONS[code] ?? (code.startsWith("EAI_") ? "name" : "broken"), errno: code, cause: error };
}
