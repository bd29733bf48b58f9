import type { Endpoint, Fault, SecureInfo } from "@luat/contract";
import { streamFlaw, type Flaw } from "./flaw.js";
import { PassStream } from "./pass-card.js";

/** Streams that are wrong about their handshake. */
export const TLS_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "is secured twice",
    ["tls.secured", "tls.nothing-before"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured(info);
        super.secured(info);
      }
    },
  ),
  streamFlaw(
    "never says that it is secured",
    ["tls.secured", "tls.nothing-before", "tls.first-send", "tls.many", "tls.max-version", "tls.alpn", "certificate.good", "credentials.good"],
    class extends PassStream {
      override secured(): void {}
    },
  ),
  streamFlaw(
    "is secured before it is connected",
    ["tls.secured"],
    class extends PassStream {
      #tell: (() => void) | undefined;
      override connected(local: Endpoint, peer: Endpoint): void {
        this.#tell = () => super.connected(local, peer);
      }
      override secured(info: SecureInfo): void {
        super.secured(info);
        this.#tell?.();
      }
    },
  ),
  streamFlaw(
    "delivers before it has told that it is secured",
    ["tls.nothing-before"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        this.clock.after(100, () => super.secured(info));
      }
    },
  ),
  streamFlaw(
    "delivers more than a record at once",
    ["tls.records"],
    class extends PassStream {
      #kept: Uint8Array[] = [];
      override received(bytes: Uint8Array, length: number): void {
        this.#kept.push(bytes.slice(0, length));
        if (this.#kept.length === 1) this.clock.after(50, () => this.#flush());
      }
      #flush(): void {
        const all = new Uint8Array(Buffer.concat(this.#kept.splice(0)));
        super.received(all, all.length, false);
      }
    },
  ),
  streamFlaw(
    "tells no protocol",
    ["tls.secured"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, protocol: "" });
      }
    },
  ),
  streamFlaw(
    "tells a protocol that nobody speaks",
    ["tls.secured", "tls.max-version"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, protocol: "TLS" });
      }
    },
  ),
  streamFlaw(
    "tells an application protocol that was not agreed on",
    ["tls.secured", "tls.alpn"],
    class extends PassStream {
      override secured(info: SecureInfo): void {
        super.secured({ ...info, alpn: "first/1" });
      }
    },
  ),
  streamFlaw(
    "takes every failure of a dial over TLS for one of TLS",
    ["tls.refused", "tls.link-down"],
    class extends PassStream {
      override closed(): void {
        super.closed({ reason: "tls", tls: "refused" });
      }
    },
  ),
  streamFlaw(
    "has no fault for a handshake that was cut off",
    ["tls.cut-off"],
    class extends PassStream {
      override closed(_fault?: Fault): void {
        super.closed();
      }
    },
  ),
  streamFlaw(
    "says that it is secured after destroy()",
    ["tls.destroy"],
    class extends PassStream {
      #isSecured = false;
      override secured(info: SecureInfo): void {
        this.#isSecured = true;
        super.secured(info);
      }
      override destroy(how?: "abort" | "reset"): void {
        super.destroy(how);
        this.later(() => !this.#isSecured && super.secured({ protocol: "TLSv1.3", verified: false, resumed: false }));
      }
    },
  ),
];
