import { SENT, TAKEN, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import { datagramFlaw, type Flaw } from "./flaw.js";
import { PassDatagrams } from "./pass-card.js";

/** Datagram sockets that spoil, lose or mix what they carry. */
export const DATAGRAM_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "loses the last byte of a datagram",
    ["datagram.whole", "datagram.sizes"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        super.received(bytes, length - 1, lent, from);
      }
    },
  ),
  datagramFlaw(
    "joins two datagrams in one",
    ["datagram.whole"],
    class extends PassDatagrams {
      #kept: Uint8Array | undefined;
      override received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
        const copy = bytes.slice(0, length);
        if (this.#kept === undefined) {
          this.#kept = copy;
          return;
        }
        const both = Uint8Array.of(...this.#kept, ...copy);
        this.#kept = undefined;
        super.received(both, both.length, false, from);
      }
    },
  ),
  datagramFlaw(
    "delivers datagrams in the wrong order",
    ["datagram.whole"],
    class extends PassDatagrams {
      #count = 0;
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        const copy = bytes.slice(0, length);
        if (this.#count++ % 2 === 0) this.card.clock.after(50, () => super.received(copy, length, false, from));
        else super.received(bytes, length, lent, from);
      }
    },
  ),
  datagramFlaw(
    "sends each datagram twice",
    ["datagram.whole", "datagram.empty"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        super.send(bytes, to);
        return super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "tells the wrong sender",
    ["datagram.whole"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        super.received(bytes, length, lent, { ...from, port: from.port + 1 });
      }
    },
  ),
  datagramFlaw(
    "tells no sender",
    ["datagram.whole"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean): void {
        super.received(bytes, length, lent, { host: "", port: 0 });
      }
    },
  ),
  datagramFlaw(
    "delivers datagrams whose slice() is a view",
    ["datagram.whole"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
        super.received(Buffer.from(bytes.slice(0, length)), length, false, from);
      }
    },
  ),
  datagramFlaw(
    "tells the size of its buffer for the length of a datagram",
    ["datagram.whole"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
        const buffer = new Uint8Array(65_536);
        buffer.set(bytes.subarray(0, length));
        super.received(buffer, buffer.length, false, from);
      }
    },
  ),
  datagramFlaw(
    "cuts what is too long for one packet",
    ["datagram.sizes"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        return super.send(bytes.subarray(0, 1472), to);
      }
    },
  ),
  datagramFlaw(
    "does not tell of empty datagrams",
    ["datagram.empty"],
    class extends PassDatagrams {
      override received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void {
        if (length > 0) super.received(bytes, length, lent, from);
      }
    },
  ),
  datagramFlaw(
    "sends no empty datagrams",
    ["datagram.empty"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        return bytes.length === 0 ? SENT : super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "drops datagrams that are too large without a word",
    ["datagram.too-large"],
    class extends PassDatagrams {
      override failed(): void {}
    },
  ),
  datagramFlaw(
    "closes when a datagram is too large",
    ["datagram.too-large"],
    class extends PassDatagrams {
      override failed(fault: Fault): void {
        super.close();
        super.closed(fault);
      }
    },
  ),
  datagramFlaw(
    "does not say which datagram was too large",
    ["datagram.too-large"],
    class extends PassDatagrams {
      override failed(fault: Fault): void {
        super.failed(fault);
      }
    },
  ),
  datagramFlaw(
    "counts datagrams from 0",
    ["datagram.too-large"],
    class extends PassDatagrams {
      override failed(fault: Fault, nth?: number): void {
        super.failed(fault, nth && nth - 1);
      }
    },
  ),
  datagramFlaw(
    "tells twice that a datagram was too large",
    ["datagram.too-large"],
    class extends PassDatagrams {
      override failed(fault: Fault, nth?: number): void {
        super.failed(fault, nth);
        super.failed(fault, nth);
      }
    },
  ),
  datagramFlaw(
    "sends what the sender has changed meanwhile",
    ["datagram.sent-bytes-are-free"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        this.later(() => super.send(bytes, to));
        return SENT;
      }
      override sent(): void {}
    },
  ),
  datagramFlaw(
    "gives its read buffer away and goes on reading datagrams into it",
    ["datagram.lent-bytes"],
    class extends PassDatagrams {
      readonly #buffer = new Uint8Array(65_536);
      override received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
        this.#buffer.set(bytes.subarray(0, length));
        super.received(this.#buffer, length, false, from);
      }
    },
  ),
  datagramFlaw(
    "loses what is sent inside bound() and received()",
    ["datagram.first-send"],
    class extends PassDatagrams {
      #inside = false;
      override bound(local: Endpoint): void {
        this.#inside = true;
        super.bound(local);
        this.#inside = false;
      }
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        return this.#inside ? TAKEN : super.send(bytes, to);
      }
    },
  ),
];
