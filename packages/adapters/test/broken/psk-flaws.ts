import type { Credentials, Fault, SecureInfo, TlsConfig } from "@luat/contract";
import { cardFlaw, streamFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassStream } from "./pass-card.js";

/** Cards that are wrong about pre-shared keys. */
export const PSK_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "says that a side with the right key was not verified",
    ["psk.secured"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, verified: false });
      }
    },
  ),
  streamFlaw(
    "says of a wrong key only that the handshake was refused",
    ["psk.wrong"],
    class extends PassStream {
      override closed(fault?: Fault): void {
        super.closed(fault?.tls === "psk" ? { ...fault, tls: "refused" } : fault);
      }
    },
  ),
  cardFlaw(
    "takes any key",
    ["psk.bad"],
    class extends PassCard {
      override credentials(config: TlsConfig): Credentials | Fault {
        const answer = super.credentials(config);
        return config.psk !== undefined && "reason" in answer ? ({} as Credentials) : answer;
      }
    },
  ),
];
