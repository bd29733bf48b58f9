import type { DiagnosticEvent, Diagnostics } from "@luat/contract";
import { channel } from "#diagnostics-channel";
import { expectText } from "../expect.js";

/** A message of a channel: the event, with when it happened. */
export type PublishedEvent = DiagnosticEvent & {
  /** Of this form of messages. Members that are added leave it as it is. */
  readonly version: 1;
  /** The device's time of day, in milliseconds since 1970. */
  readonly time: number;
};

/**
 * Publishes what happens to the sockets of a device on Node's `diagnostics_channel`, one channel for each kind of event, such as
 * `luat:socket:connected`. While nobody subscribes to a channel, nothing is made for it. Outside of Node nothing is published.
 *
 * @param channelPrefix - what the names of the channels begin with, before `:` and the kind. Default: `"luat:socket"`.
 * @returns for the option `diagnostics` of a device, or `observe`.
 * @throws TypeError when the prefix is no text, or empty.
 *
 * @example
 * ```ts
 * import { subscribe, unsubscribe } from "node:diagnostics_channel";
 * import { connect } from "@luat/libnet";
 * import { observe, publishDiagnostics, type PublishedEvent } from "@luat/libnet/diagnostics";
 *
 * const onConnected = (message: unknown): void => {
 *   const event = message as PublishedEvent & { kind: "connected" };
 *   console.log(event.version, event.kind, event.peer.port);
 * };
 * subscribe("luat:socket:connected", onConnected);
 * const stop = observe(publishDiagnostics());
 * const connection = await connect({ host: "127.0.0.1", port: 7 }); // prints "1 connected 7"
 * await connection.close();
 * stop();
 * unsubscribe("luat:socket:connected", onConnected);
 * ```
 */
export function publishDiagnostics(channelPrefix = "luat:socket"): Diagnostics {
  expectText(channelPrefix, "channelPrefix");
  const channels = new Map<DiagnosticEvent["kind"], ReturnType<typeof channel>>();
  return (event, clock) => {
    const { kind } = event;
    let to = channels.get(kind);
    if (to === undefined) {
      to = channel(`${channelPrefix}:${kind}`);
      channels.set(kind, to);
    }
    if (to.hasSubscribers) to.publish({ ...event, version: 1, time: clock.wall() } satisfies PublishedEvent);
  };
}
