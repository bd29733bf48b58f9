import type { Fault, SecureOptions } from "@luat/contract";
import { listenerFlaw, type Flaw } from "./flaw.js";
import { PassListener } from "./pass-card.js";

/** Listeners that take new certificates in the wrong way. */
export const RENEWAL_FLAWS: readonly Flaw[] = [
  listenerFlaw(
    "goes on with the old certificate",
    ["renewal.new-clients"],
    class extends PassListener {
      override renew(): undefined {
        return undefined;
      }
    },
  ),
  listenerFlaw(
    "forgets the new application protocols",
    ["renewal.new-clients"],
    class extends PassListener {
      override renew({ credentials }: SecureOptions): Fault | undefined {
        return super.renew({ credentials });
      }
    },
  ),
  listenerFlaw(
    "sends the clients away that wait when the certificate is renewed",
    ["renewal.old-clients"],
    class extends PassListener {
      override renew(secure: SecureOptions): Fault | undefined {
        this.close();
        return super.renew(secure);
      }
    },
  ),
  listenerFlaw(
    "says nothing of settings without a certificate",
    ["renewal.incomplete"],
    class extends PassListener {
      override renew(secure: SecureOptions): undefined {
        super.renew(secure);
        return undefined;
      }
    },
  ),
];
