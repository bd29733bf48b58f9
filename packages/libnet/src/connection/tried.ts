import { describeFault, formatEndpoint, type Fault } from "@luat/contract";
import type { Attempt } from "@luat/socket/runtime";
import { errorOf } from "../errors.js";

/** What an error tells of the addresses that were tried. */
export interface Tried {
  /** For its message. */
  readonly note: string | undefined;
  readonly cause: AggregateError | undefined;
}

/**
 * What a failed connect tells of the addresses of a name; nothing where there was no choice of them.
 *
 * @param end - what became of those that had not failed by themselves.
 */
export function triedOf(attempts: readonly Attempt[], end: Fault): Tried {
  if (attempts.length === 0) return { note: undefined, cause: undefined };
  const errors = attempts.map(({ to, fault = end }) => errorOf(fault, { op: "connect", endpoint: formatEndpoint(to) }));
  const list = attempts.map(({ to, fault }) => `${to.host} (${fault === undefined ? "no answer" : describeFault({ ...fault, errno: undefined, peerCertificates: undefined })})`);
  return { note: `tried ${list.join(", ")}`, cause: new AggregateError(errors, "no address could be connected to") };
}
