import type { Endpoint } from "@luat/contract";

/** What a UDP server is given, which answers, and tells everybody that it is there. */
export interface UdpServerOptions {
  readonly port: number;
  /** Makes the answer to a datagram. */
  readonly answer: (data: Uint8Array, from: Endpoint) => string | Uint8Array;
  /** Milliseconds between beacons. */
  readonly interval: number;
  /** What everybody on the network is told. */
  readonly beacon: string;
  /** Where they hear it. */
  readonly beaconPort: number;
}
