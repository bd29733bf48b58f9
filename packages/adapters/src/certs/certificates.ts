import { readAuthorities } from "./authorities.js";
import { readIdentity } from "./identity.js";
import { verifyChain } from "./verify-chain.js";

/** What reads and verifies certificates, for those who are to be given it instead of loading it: it is large. */
export interface Certificates {
  /** See {@link readIdentity}. */
  readonly readIdentity: typeof readIdentity;
  /** See {@link readAuthorities}. */
  readonly readAuthorities: typeof readAuthorities;
  /** See {@link verifyChain}. */
  readonly verifyChain: typeof verifyChain;
}

/** The reading half of this room in one piece. */
export const certificates: Certificates = { readIdentity, readAuthorities, verifyChain };
