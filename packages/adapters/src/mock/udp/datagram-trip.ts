import type { Clock } from "@luat/contract";
import { LOST } from "../rules/fate.js";
import type { Inspection } from "../rules/inspection.js";
import type { LateDatagrams } from "../rules/late-datagrams.js";
import type { UdpView } from "../rules/packet-view.js";

/** What a trip must know of the net. */
export interface TripNet {
  readonly clock: Clock;
  readonly inspection: Inspection;
  readonly late: LateDatagrams;
}

/** What is shown of a datagram. */
type Shown = Pick<UdpView, "kind" | "from" | "to" | "bytes">;

/** What makes a trip. */
export interface TripParts extends Shown {
  /** Lets it leave; `onArrived` is to be called when it is there, and returned is when that will be. */
  readonly leave: (bytes: Uint8Array, delay: number, onArrived: () => void) => number;
  /** A rule says that nobody is there. */
  readonly onReset: () => void;
}

/** Tells taps of one that is in a hole from the start, so that no rule is asked. */
export function showLost(net: TripNet, shown: Shown): void {
  net.inspection.left(viewOf(net, shown), LOST, undefined);
}

function viewOf({ clock, inspection }: TripNet, { kind, from, to, bytes }: Shown): UdpView {
  return Object.freeze({
    time: clock.now(),
    protocol: "udp",
    kind,
    from: Object.freeze({ ...from }),
    to: Object.freeze({ ...to }),
    bytes: bytes.slice(),
    connection: inspection.pair(from, to),
    attempt: 1,
  });
}

/** One datagram, or the answer to one, about which rules are asked and taps told. */
export class DatagramTrip {
  readonly #net: TripNet;
  readonly #parts: TripParts;
  readonly #way: string;

  constructor(net: TripNet, parts: TripParts) {
    this.#net = net;
    this.#parts = parts;
    this.#way = `${parts.from.host} ${parts.from.port} ${parts.to.host} ${parts.to.port}`;
  }

  readonly start = (): void => {
    const { clock, inspection, late } = this.#net;
    const { bytes, leave, onReset } = this.#parts;
    const view = viewOf(this.#net, this.#parts);
    const fate = inspection.judge(view);
    const go = (): number => {
      let arrives = 0;
      for (let copy = 0; copy < fate.copies; copy++) {
        arrives = leave(fate.bytes ?? bytes, fate.delay, () => {
          inspection.arrived(view, clock.now());
        });
      }
      return arrives;
    };
    if (fate.outcome === "pass" && !fate.isLate) {
      inspection.left(view, fate, go());
      late.hasLeft(this.#way);
      return;
    }
    inspection.left(view, fate, undefined);
    if (fate.outcome === "pass") late.wait(this.#way, go);
    else if (fate.outcome === "hold") inspection.onceChanged(this.start);
    else if (fate.outcome === "reset") onReset();
  };
}
