import { worldOf } from "../connection/world-of.js";
import type { Device } from "../device.js";
import { device as defaultDevice } from "../index.js";
import type { Metrics, MetricsSnapshot } from "./metrics-snapshot.js";
import { prometheusText } from "./prometheus.js";
import { Tally } from "./tally.js";

/**
 * Counts what happens to the sockets of a device, on both faces, from now on. Messages cost nothing: bytes are read from the
 * sockets when they are asked for.
 *
 * @param device - whose sockets. Default: the default device.
 * @returns what has the numbers.
 * @throws TypeError when `device` is none that `createDevice` made.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { metrics } from "@luat/libnet/diagnostics";
 *
 * const counters = metrics();
 * const connection = await connect({ host: "127.0.0.1", port: 7 });
 * await connection.tx("hello");
 * await connection.rx();
 * counters.snapshot().openConnections; // 1
 * await connection.close();
 * const { closed, bytesReceived } = counters.snapshot();
 * console.log(closed, bytesReceived); // prints "{ local: 1 } 5"
 * ```
 */
export function metrics(device: Device = defaultDevice): Metrics {
  const { engine } = worldOf(device);
  const tally = new Tally(engine.sockets);
  const stop = engine.observe((event) => {
    tally.note(event);
  });
  let last: MetricsSnapshot | undefined;
  const snapshot = (): MetricsSnapshot => last ?? tally.snapshot();
  return {
    snapshot,
    toPrometheus: (options) => prometheusText(snapshot(), options),
    stop() {
      last ??= tally.snapshot();
      stop();
    },
  };
}
