import type { Fault } from "@luat/contract";
import { readAuthorities, readIdentity, type Certificate } from "../../src/certs/index.js";

/** What was read, which must not be a fault. */
export function good<T extends object>(answer: T | Fault): T {
  if ("reason" in answer) throw answer.cause;
  return answer;
}

/** The kind of a fault and its cause in words; `"good"` where there is none. */
export function told(answer: object | undefined): string {
  if (answer === undefined || !("reason" in answer)) return "good";
  const { reason, tls, cause } = answer as Fault;
  return `${reason} ${tls}: ${(cause as Error).message}`;
}

/** Only the kind. */
export function kind(answer: object | undefined): string {
  return answer !== undefined && "reason" in answer ? String((answer as Fault).tls) : "good";
}

export function chainOf(issued: { readonly cert: string; readonly key: string }): readonly Certificate[] {
  return good(readIdentity(issued)).chain;
}

export function certificatesOf(pem: string | Uint8Array): readonly Certificate[] {
  return good(readAuthorities(pem));
}
