import type { CoreSocket } from "../core/core-socket.js";
import type { Hearer } from "../core/hearer.js";
import type { Target } from "../core/target.js";
import { filesOf, tlsOfCert, type TaskCert } from "./certificates.js";
import type { Clients } from "./clients.js";

/** Starts to connect for a client; a text says why it cannot. @throws TypeError when readFile gives what is no file. */
export function dial({ slots, readFile, corelib }: Clients, target: Target, cert: TaskCert | undefined, hearer: Hearer): CoreSocket | string {
  const warn = (text: string): void => {
    corelib.log.warn("socket", `connect: ${text}`);
  };
  const tls = target.kind === "ssl" ? tlsOfCert(cert, target.host, readFile, warn) : undefined;
  if (typeof tls === "string") return tls;
  const core = slots.connect(tls === undefined ? target : { ...target, tls, tlsName: target.host }, hearer);
  if (!("text" in core)) return core;
  const files = core.fault.reason === "tls" ? filesOf(cert) : [];
  return files.length === 0 ? core.text : `${core.text}: ${files.join(", ")}`;
}
