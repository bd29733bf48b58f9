import type { BindOptions, Datagrams, DatagramSink, Fault } from "@luat/contract";
import { cardFlaw, datagramFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassDatagrams } from "./pass-card.js";

/** Datagram sockets that deal with groups in the wrong way. */
export const MULTICAST_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "does not join",
    ["multicast.hears", "multicast.answer", "multicast.refuses"],
    class extends PassDatagrams {
      override join(): undefined {
        return undefined;
      }
    },
  ),
  datagramFlaw(
    "does not leave",
    ["multicast.hears"],
    class extends PassDatagrams {
      override leave(): undefined {
        return undefined;
      }
    },
  ),
  datagramFlaw(
    "says nothing of what it did not join",
    ["multicast.refuses"],
    class extends PassDatagrams {
      override leave(group: string, on?: string): undefined {
        super.leave(group, on);
        return undefined;
      }
    },
  ),
  datagramFlaw(
    "takes any address for that of a group",
    ["multicast.no-group"],
    class extends PassDatagrams {
      override join(group: string, on?: string): Fault | undefined {
        try {
          return super.join(group, on);
        } catch {
          return undefined;
        }
      }
    },
  ),
  datagramFlaw(
    "says that it is over when it is told to join after its end",
    ["multicast.closed"],
    class extends PassDatagrams {
      #isOver = false;
      override close(): void {
        this.#isOver = true;
        super.close();
      }
      override join(group: string, on?: string): Fault | undefined {
        return this.#isOver ? { reason: "broken" } : super.join(group, on);
      }
    },
  ),
  datagramFlaw(
    "says of whole datagrams that they are cut",
    ["datagram.whole", "multicast.hears"],
    class extends PassDatagrams {
      override received(...[bytes, length, lent, from]: Parameters<DatagramSink["received"]>): void {
        super.received(bytes, length, lent, from, true);
      }
    },
  ),
  cardFlaw(
    "lets nothing that is for a group leave the host",
    ["multicast.sends"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, multicast: { ...options.multicast, ttl: 0 } }, sink);
      }
    },
  ),
];
