import type { FaultReason } from "@luat/contract";

/** How the samples of {@link Metrics.toPrometheus} are named. */
export interface PrometheusOptions {
  /** What the names of the metrics begin with, before `_`. Default: `"luat"`. */
  readonly prefix?: string | undefined;
  /** What every sample carries, such as `{ device: "meter-7" }`. Default: nothing. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Numbers since {@link metrics} was called; none but the `open…` ones ever goes down. What never happened is absent in the tables. */
export interface MetricsSnapshot {
  /** TCP connections that this side dialled, before their TLS handshake. */
  readonly connected: number;
  /** Clients that were accepted. */
  readonly accepted: number;
  /** Connections that are open now, of both kinds. */
  readonly openConnections: number;
  /** Listeners that are open now. */
  readonly openListeners: number;
  /** Datagram sockets that are open now. */
  readonly openDatagramSockets: number;
  /**
   * Connects, handshakes, binds and listens that failed, and listeners that broke, by reason; `abandoned`: this side ended them before, such as by a time-out.
   */
  readonly failed: { readonly [reason in FaultReason | "abandoned"]?: number };
  /** Connections that ended: `local`, this side ended them; `peer`, the peer did, in order; or the reason that they broke for. */
  readonly closed: { readonly [how in FaultReason | "local" | "peer"]?: number };
  /** TLS and DTLS handshakes that were done. */
  readonly handshakes: number;
  /** Bytes that arrived, of all sockets, open or not. */
  readonly bytesReceived: number;
  /** Bytes that were accepted for sending, of all sockets, open or not. */
  readonly bytesSent: number;
  /** Datagrams that arrived and were dropped, because nobody read. */
  readonly datagramsDropped: number;
  /** Datagrams that could not be sent, or were sent back. */
  readonly datagramsUndelivered: number;
  /** Clients whose TLS handshake failed. */
  readonly rejectedClients: number;
  /** Clients that were offered and not taken; those that a card refuses by itself, because the backlog is full, are not told. */
  readonly refusedClients: number;
  /**
   * Calls that waited in vain, by what errors call them: `connect`, `receive`, `send`, `close`, `accept` … Those of `libnet` are among them, but not
   * the waits that are asked again and again: `connection.wait` and `libnet.wait`.
   */
  readonly timeouts: Readonly<Record<string, number>>;
}

/** What counts the sockets of a device. */
export interface Metrics {
  /** The numbers as they are now. */
  snapshot(): MetricsSnapshot;
  /**
   * The numbers as Prometheus scrapes them (text format 0.0.4), each metric with HELP and TYPE.
   *
   * @param options - names and labels; see {@link PrometheusOptions}.
   * @throws TypeError, RangeError when a name is none that Prometheus takes, or a label is one of the metrics' own.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { metrics } from "@luat/libnet/diagnostics";
   *
   * const counters = metrics();
   * const connection = await connect({ host: "127.0.0.1", port: 7 });
   * await connection.tx("hello");
   * console.log(counters.toPrometheus({ labels: { device: "meter-7" } }).includes('luat_sent_bytes_total{device="meter-7"} 5')); // prints "true"
   * ```
   */
  toPrometheus(options?: PrometheusOptions): string;
  /** Counts no more; what was counted stays. */
  stop(): void;
}
