import type { DatagramSink, ListenSink, StreamSink } from "@luat/contract";

const nothing = (): void => undefined;

/** Where the events of a destroyed stream, and of a closed listener or datagram socket, go. */
export const SILENT: StreamSink & ListenSink & DatagramSink = {
  connected: nothing,
  secured: nothing,
  received: nothing,
  sent: nothing,
  drained: nothing,
  ended: nothing,
  listening: nothing,
  offered: nothing,
  rejected: nothing,
  bound: nothing,
  failed: nothing,
  closed: nothing,
};
