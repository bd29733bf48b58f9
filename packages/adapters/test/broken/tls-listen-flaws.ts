import type { Endpoint, Fault, Listener, ListenOptions, ListenSink, Offer, SecureInfo, Stream, StreamSink } from "@luat/contract";
import { cardFlaw, listenerFlaw, type Flaw } from "./flaw.js";
import { withOffers } from "./listen-flaws.js";
import { PassCard, PassListener, PassOffer } from "./pass-card.js";

const LEFT: Fault = { reason: "tls", tls: "protocol" };

/** An offer with a handshake that never was. */
class UnseenOffer extends PassOffer {
  override get secure(): SecureInfo {
    return { protocol: "TLSv1.3", verified: false, resumed: false };
  }
}

/** Cards that listen over TLS in the wrong way. */
export const TLS_LISTEN_FLAWS: readonly Flaw[] = [
  withOffers(
    "does not tell what the handshake with a client settled",
    ["tls-listen.offer", "certificate.asks"],
    class extends PassOffer {
      override get secure(): undefined {
        return undefined;
      }
    },
  ),
  withOffers(
    "says verified of clients who were not, and not of those who were",
    ["tls-listen.offer", "certificate.asks"],
    class extends PassOffer {
      override get secure(): SecureInfo | undefined {
        const info = super.secure;
        return info && { ...info, verified: !info.verified };
      }
    },
  ),
  withOffers(
    "tells a protocol that the client did not speak",
    ["tls-listen.offer", "tls-listen.max-version"],
    class extends PassOffer {
      override get secure(): SecureInfo | undefined {
        const info = super.secure;
        return info && { ...info, protocol: "TLSv1.1" };
      }
    },
  ),
  withOffers(
    "says that accepted streams are secured now",
    ["tls-listen.accept"],
    class extends PassOffer {
      override accept(sink: StreamSink): Stream {
        const { secure } = this;
        this.card.clock.after(0, () => secure && sink.secured(secure));
        return super.accept(sink);
      }
    },
  ),
  cardFlaw(
    "offers clients without any handshake",
    ["tls-listen.plain-client", "tls-listen.silent-client", "tls-listen.no-certificate"],
    class extends PassCard {
      override Listener: typeof PassListener = class extends PassListener {
        override offered(offer: Offer): void {
          this.sink.offered(new UnseenOffer(offer, this.card));
        }
      };
      override listen({ secure: _secure, ...options }: ListenOptions, sink: ListenSink): Listener {
        return super.listen(options, sink);
      }
    },
  ),
  listenerFlaw(
    "says nothing of clients that it rejects",
    ["tls-listen.plain-client", "certificate.rejects"],
    class extends PassListener {
      override rejected(): void {}
    },
  ),
  listenerFlaw(
    "does not say why it rejects a client",
    ["tls-listen.plain-client", "certificate.rejects"],
    class extends PassListener {
      override rejected(from: Endpoint): void {
        super.rejected(from, { reason: "broken" });
      }
    },
  ),
  listenerFlaw(
    "takes a client without a certificate for one with a stranger's",
    ["certificate.rejects"],
    class extends PassListener {
      override rejected(from: Endpoint, fault: Fault): void {
        super.rejected(from, fault.tls === "no-certificate" ? { ...fault, tls: "untrusted" } : fault);
      }
    },
  ),
  listenerFlaw(
    "tells the wrong address of a client that it rejects",
    ["certificate.rejects"],
    class extends PassListener {
      override rejected(from: Endpoint, fault: Fault): void {
        super.rejected({ ...from, port: from.port + 1 }, fault);
      }
    },
  ),
  listenerFlaw(
    "stops when a client does not speak TLS",
    ["tls-listen.plain-client", "certificate.rejects"],
    class extends PassListener {
      override rejected(_from: Endpoint, fault: Fault): void {
        this.close();
        super.closed(fault);
      }
    },
  ),
  listenerFlaw(
    "never gives the place of a client that it rejected to another one",
    ["tls-listen.plain-client", "tls-listen.silent-client"],
    class extends PassListener {
      #isSpoilt = false;
      override rejected(from: Endpoint, fault: Fault): void {
        this.#isSpoilt = true;
        super.rejected(from, fault);
      }
      override offered(offer: Offer): void {
        if (this.#isSpoilt) offer.refuse();
        else super.offered(offer);
      }
    },
  ),
  cardFlaw(
    "counts no clients whose handshake is under way",
    ["tls-listen.silent-client"],
    class extends PassCard {
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, backlog: 1000 }, sink);
      }
    },
  ),
  listenerFlaw(
    "tells of the clients that it sends away when it is closed",
    ["tls-listen.close"],
    class extends PassListener {
      override close(): void {
        super.close();
        this.card.clock.after(1, () => this.rejected({ host: "10.0.0.1", port: 1 }, LEFT));
      }
    },
  ),
  listenerFlaw(
    "says that it listens before it looks for its certificate",
    ["tls-listen.no-certificate", "tls-listen.no-authorities"],
    class extends PassListener {
      override closed(fault?: Fault): void {
        super.listening({ host: "10.0.0.2", port: 1 });
        super.closed(fault);
      }
    },
  ),
];
