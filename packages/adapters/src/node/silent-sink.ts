import type { ListenSink, StreamSink } from "@luat/contract";

const nothing = (): void => undefined;

/** Where the events of a destroyed stream or a closed listener go. */
export const SILENT: StreamSink & ListenSink = {
  connected: nothing,
  secured: nothing,
  received: nothing,
  sent: nothing,
  drained: nothing,
  ended: nothing,
  listening: nothing,
  offered: nothing,
  rejected: nothing,
  closed: nothing,
};
