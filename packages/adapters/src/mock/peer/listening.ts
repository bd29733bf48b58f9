import { describeFault, formatEndpoint, type Endpoint, type Fault, type Listener, type ListenOptions, type ListenSink, type Offer, type Stop } from "@luat/contract";
import type { MockHost } from "../host/mock-host.js";
import type { Opener, Script } from "./script.js";
import { StreamLine } from "./stream-line.js";

/** Brings a script the clients of a port, one for each of its connections. */
export class Listening implements Opener, ListenSink {
  readonly #script: Script;
  readonly #card: MockHost;
  readonly #options: ListenOptions;
  #listener: Listener;
  #watching: Stop | undefined;

  constructor(script: Script, card: MockHost, options: ListenOptions) {
    this.#script = script;
    this.#card = card;
    this.#options = options;
    this.#listener = card.listen(options, this);
  }

  /** Clients come by themselves. */
  go(): void {}

  stop(): void {
    this.#watching?.();
    this.#listener.close();
  }

  listening(): void {}

  offered(offer: Offer): void {
    const scene = this.#script.waiting();
    if (scene === undefined) {
      this.#script.failed(undefined, { what: `no step expects another client, and ${formatEndpoint(offer.from)} came (write its steps after .nextConnection(), or with .script())` });
      offer.refuse();
      return;
    }
    scene.begin(new StreamLine(scene, "accepted", (sink) => offer.accept(sink)), offer.from);
    scene.opened();
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.#script.note(`${formatEndpoint(from)} was sent away: ${describeFault(fault)}`);
  }

  closed(fault?: Fault): void {
    if (fault?.reason !== "link") {
      this.#script.failed(undefined, { what: `cannot listen${fault === undefined ? "" : `: ${describeFault(fault)}`}` });
      return;
    }
    this.#watching = this.#card.watch((up) => {
      if (!up) return;
      this.#watching?.();
      this.#watching = undefined;
      this.#listener = this.#card.listen(this.#options, this);
    });
  }
}
