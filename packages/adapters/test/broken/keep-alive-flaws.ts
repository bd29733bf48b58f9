import type { DialOptions, Endpoint, Fault, KeepAlive, Listener, ListenOptions, ListenSink, Stream, StreamSink } from "@luat/contract";
import { cardFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassStream } from "./pass-card.js";

/** A card whose keep-alive options are changed. */
function optionsFlaw(title: string, breaks: readonly string[], change: (keepAlive: KeepAlive | undefined) => KeepAlive | undefined): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, { ...options, keepAlive: change(options.keepAlive) }, sink);
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        return super.listen({ ...options, keepAlive: change(options.keepAlive) }, sink);
      }
    },
  );
}

/** Cards that are wrong about which peers are there still. */
export const KEEP_ALIVE_FLAWS: readonly Flaw[] = [
  optionsFlaw("does not keep alive, though it says so", ["keep-alive.dialled", "keep-alive.accepted", "keep-alive.alive"], () => undefined),
  optionsFlaw("keeps alive where it is not asked to", ["keep-alive.dialled", "keep-alive.accepted"], (keepAlive = { idle: 2, interval: 1, count: 1 }) => keepAlive),
  cardFlaw(
    "tells another fault than that it waited for the peer in vain",
    ["keep-alive.dialled", "keep-alive.accepted"],
    class extends PassCard {
      override Stream = class extends PassStream {
        override closed(fault?: Fault): void {
          super.closed(fault?.reason === "timeout" ? { reason: "reset" } : fault);
        }
      };
    },
  ),
  cardFlaw(
    "takes a silent peer for a dead one",
    ["keep-alive.alive"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        const stream = super.dial(to, options, sink);
        const { keepAlive } = options;
        if (keepAlive !== undefined) {
          this.clock.after(keepAlive.idle * 1_000, () => {
            stream.destroy();
            sink.closed({ reason: "timeout" });
          });
        }
        return stream;
      }
    },
  ),
];
