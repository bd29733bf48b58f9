import type { TlsConfig } from "@luat/contract";
import type { Certificates } from "./certificates.js";
import type { Manners } from "./peer-stream.js";
import { ECHO, TEN_BYTES } from "./tcp-peers.js";

/** A peer that speaks TLS. */
export interface TlsPeer {
  readonly manners: Manners;
  /** What it shows, and asks for. */
  config(certificates: Certificates): TlsConfig;
}

/** The TLS peers that scripts connected to, by port. */
export const TLS_PEERS: Readonly<Record<number, TlsPeer>> = {
  43001: { manners: ECHO, config: ({ server }) => ({ verify: false, ...server }) },
  43002: { manners: ECHO, config: ({ server, ca }) => ({ verify: true, ca, ...server }) },
  43003: { manners: ECHO, config: ({ elsewhere }) => ({ verify: false, ...elsewhere }) },
  43004: { manners: ECHO, config: ({ expired }) => ({ verify: false, ...expired }) },
  43005: {
    manners: {
      begin(peer) {
        peer.later(300, () => {
          peer.send(TEN_BYTES);
        });
        peer.later(600, () => {
          peer.finish();
        });
      },
    },
    config: ({ server }) => ({ verify: false, ...server }),
  },
  43006: {
    manners: {
      begin(peer) {
        peer.later(300, () => {
          peer.send(new Uint8Array(40_000));
        });
      },
    },
    config: ({ server }) => ({ verify: false, ...server }),
  },
};
