import type { Traffic } from "../rules/traffic.js";
import type { TracedPacket } from "./traced-packet.js";

/** What a trace writes down: the packets that are meant by {@link Traffic}, and what goes back; by default all. */
export interface TraceOptions extends Traffic {
  /** The most packets that are kept, at least 1: the oldest are forgotten. Default: 10,000. */
  readonly limit?: number | undefined;
}

/**
 * The packets of a mock network since it was begun, for people and for programs; made by `MockNet.trace`. It goes on until
 * {@link stop}, or the end of the block of `using trace = …`; what it has can be looked at afterwards too.
 *
 * What a box on the way or `MockNet.reset` does to both ends at once is no packet, and a packet that is held by a rule is
 * there each time that rules were asked about it.
 *
 * @example
 * ```ts
 * using trace = net.trace({ protocol: "tcp" });
 * await connection.tx("ping");
 * trace.packets.map(({ kind, bytes }) => `${kind} ${bytes.length}`); // ["data 4"]
 * console.log(trace.mermaid().split("\n").at(-1)); // prints "  p1-)p2: 0 ms  data 4  50000 → 40123  #34;ping#34;  under way"
 * ```
 */
export interface Trace extends Disposable {
  /** Those that it keeps, in the order in which they left. */
  readonly packets: readonly TracedPacket[];
  /** How many older ones it does not keep any more, as there were more than its limit. */
  readonly forgotten: number;
  /** Ends it. Ending it again does nothing. */
  stop(): void;
  /**
   * The packets as a sequence chart: a line for each with the times in ms when it left and arrived, an arrow from host to
   * host, its ports, the begin of what it carries, and what rules made of it. The arrow of a lost one ends with `✗`, that of
   * a held one with `‖`, and of one that is still under way with `…`.
   */
  toString(): string;
  /** The same as a `sequenceDiagram` of Mermaid, for reports and documents. */
  mermaid(): string;
  /**
   * The packets as a capture file, which Wireshark and tshark open: write the bytes to a file that ends with `.pcapng`.
   *
   * Each is there as it left, at the time of day that the clock had when the trace was begun, and the virtual time from then
   * on; what rules made of it is its comment. Headers are as on a real network, but that data is not acknowledged by
   * packets of its own, for the mock network sends none. Where a rule resets a connection, both ends get a RST. What a rule
   * holds is there when it goes on.
   *
   * The TLS of a mock network is its own, and nothing is encrypted: Wireshark tells its records apart, but may call the
   * handshake in them malformed.
   */
  pcap(): Uint8Array;
}
