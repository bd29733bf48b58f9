import { MockNet, type MockHostOptions } from "@luat/adapters/mock";
import type { Adapter, Clock } from "@luat/contract";
import type { Rig, RigNames } from "@luat/contract/conformance";

/** So small a window that a large send needs many, and room for more than one such send. */
const SIZES: MockHostOptions = { window: 20_000, highWater: 150_000 };

/** Makes a card of a good one: the same, or one with a flaw. */
export type Remake = (card: Adapter, clock: Clock) => Adapter;

/** A mock network of two hosts, where the card under test is remade. */
export class MockRig implements Rig {
  readonly adapter: Adapter;
  readonly peer: Adapter;
  readonly host = "10.0.0.1";
  readonly selfHost = "10.0.0.2";
  readonly names: RigNames;
  readonly setLink: (up: boolean) => void;
  readonly #net = new MockNet({ latency: 5 });

  constructor(remake: Remake = (card) => card, options: MockHostOptions = {}) {
    const card = this.#net.host(this.selfHost, { ipv6: "fd00::2", ...SIZES, ...options });
    this.adapter = remake(card, this.#net.clock);
    this.peer = this.#net.host(this.host, SIZES);
    this.setLink = (up) => card.setLink(up);
    const addresses = ["10.0.0.1", "fd00::9", "10.0.0.1", "10.0.0.7", "fd00::8", "10.0.0.6", "10.0.0.5", "10.0.0.4"];
    this.names = { known: "known.test", addresses, unknown: "nobody.test" };
    this.#net.name(this.names.known, addresses);
  }

  async closedPort(): Promise<number> {
    return 4999;
  }

  async until(done: () => boolean): Promise<void> {
    await this.#net.clock.until(done);
  }

  async idle(): Promise<void> {
    await this.#net.clock.run();
  }

  async dispose(): Promise<void> {}
}
