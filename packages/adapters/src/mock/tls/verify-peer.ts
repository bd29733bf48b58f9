import type { Fault } from "@luat/contract";
import { readAuthorities, verifyChain, type Certificate, type VerifyOptions } from "../../certs/index.js";
import { tlsFault } from "../../certs/tls-fault.js";

/** What is wrong about the certificate that a peer showed, as PEM with those that followed it; nothing when it is good. */
export function verifyPeer(cert: string, authorities: readonly Certificate[], options: VerifyOptions): Fault | undefined {
  const chain = readAuthorities(cert);
  if ("reason" in chain) return tlsFault("protocol", "the peer's certificate cannot be read", chain.cause as Error);
  return verifyChain(chain, authorities, options);
}
