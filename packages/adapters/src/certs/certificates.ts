import { readAuthorities } from "./authorities.js";
import { readIdentity } from "./identity.js";
import { verifyChain } from "./verify-chain.js";

/** What reads and verifies certificates, for a card that is given it so that it need not load it itself. */
export interface Certificates {
  readonly readIdentity: typeof readIdentity;
  readonly readAuthorities: typeof readAuthorities;
  readonly verifyChain: typeof verifyChain;
}

/** The reading half of this room in one piece. */
export const certificates: Certificates = { readIdentity, readAuthorities, verifyChain };
