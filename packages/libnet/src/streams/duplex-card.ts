import type { Adapter, Fault, LocalAddress, Stop, Traits } from "@luat/contract";

/** What stands for the card where a connection is over a stream that somebody else has opened: nothing else is on it. */
export class DuplexCard implements Adapter {
  readonly name: string;
  readonly traits: Traits;

  constructor(name: string, halfClose: boolean) {
    this.name = name;
    this.traits = {
      names: "opaque",
      tcp: false,
      listen: false,
      clients: "one",
      udp: false,
      tls: false,
      halfClose,
      reset: false,
      keepAlive: "none",
      localPort: false,
      ipv6: false,
      pausedSeesEnd: false,
    };
  }

  isReady(): boolean {
    return true;
  }

  address(): LocalAddress | undefined {
    return undefined;
  }

  watch(): Stop {
    return () => undefined;
  }

  credentials(): Fault {
    return { reason: "unsupported" };
  }

  resolve(): never {
    return this.#refuse();
  }

  dial(): never {
    return this.#refuse();
  }

  listen(): never {
    return this.#refuse();
  }

  bind(): never {
    return this.#refuse();
  }

  #refuse(): never {
    throw new TypeError(`"${this.name}" is one open stream; expected nothing to be opened on it`);
  }
}
