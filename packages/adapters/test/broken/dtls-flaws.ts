import { TAKEN, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult } from "@luat/contract";
import { cardFlaw, datagramFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassDatagrams } from "./pass-card.js";

const HELLO = new TextEncoder().encode("forged");

/** Cards whose secured datagram sockets are wrong. */
export const DTLS_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "tells twice that a socket is secured",
    ["dtls.secured"],
    class extends PassDatagrams {
      override secured(info: SecureInfo): void {
        super.secured(info);
        super.secured(info);
      }
    },
  ),
  datagramFlaw(
    "loses what is sent as soon as a socket is secured",
    ["dtls.transfer"],
    class extends PassDatagrams {
      #isNew = true;
      override secured(info: SecureInfo): void {
        super.secured(info);
        this.#isNew = false;
      }
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        return this.#isNew && bytes.length > 0 ? TAKEN : super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "reports what has no seal",
    ["dtls.sealed"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        super.received(bytes, length, lent, from);
        super.received(HELLO, HELLO.length, false, from);
      }
    },
  ),
  datagramFlaw(
    "sends a secured socket's datagrams to its peer, whatever address is given",
    ["dtls.peer"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array): SendResult {
        return this.inner.send(bytes);
      }
    },
  ),
  datagramFlaw(
    "does not say that a datagram was too long",
    ["dtls.size"],
    class extends PassDatagrams {
      override failed(fault: Fault, nth?: number): void {
        if (fault.reason !== "size") super.failed(fault, nth);
      }
    },
  ),
  datagramFlaw(
    "gives no reason for a handshake that failed",
    ["dtls.refused"],
    class extends PassDatagrams {
      override closed(): void {
        super.closed();
      }
    },
  ),
  cardFlaw(
    "sends in plain where there is no key",
    ["dtls.certificates"],
    class extends PassCard {
      override bind({ secure, ...plain }: BindOptions, sink: DatagramSink): Datagrams {
        const socket = super.bind({ ...plain, secure }, Object.assign(Object.create(sink) as DatagramSink, { closed: () => super.bind(plain, sink) }));
        return secure === undefined ? super.bind(plain, sink) : socket;
      }
    },
  ),
  datagramFlaw(
    "goes on to tell when a secured socket is closed",
    ["dtls.close"],
    class extends PassDatagrams {
      override close(): void {
        this.later(() => super.drained());
        super.close();
      }
    },
  ),
  datagramFlaw(
    'tells another fault than "link" of secured sockets when the link goes down',
    ["dtls.link-down"],
    class extends PassDatagrams {
      override closed(fault?: Fault): void {
        super.closed(fault && { ...fault, reason: "broken" });
      }
    },
  ),
];
