import { ipVersion, type Adapter, type DnsAnswer, type DnsQuery, type Stop } from "@luat/contract";

/** Where a connect goes: the addresses that one name has, tried in turn. */
export class Dialing {
  readonly port: number;
  /** Literal addresses, or the one name where the card dials names itself. */
  addresses: readonly string[];
  #tried = 0;
  #stop: Stop | undefined;

  constructor(host: string, port: number, lookup: boolean) {
    this.port = port;
    this.addresses = lookup ? [] : [host];
  }

  /**
   * Whether `host` must be looked up before `card` can dial it. Datagram sockets take no names at all: a card that dials
   * names by itself says of the look-up that it cannot do that.
   */
  static needsLookup(card: Adapter, host: string, udp: boolean): boolean {
    return (udp || card.traits.names === "resolve") && ipVersion(host) === 0;
  }

  lookUp(card: Adapter, host: string, query: DnsQuery, done: (answer: DnsAnswer) => void): void {
    this.#stop = card.resolve(host, query, (answer) => {
      this.#stop = undefined;
      if ("addresses" in answer) this.addresses = answer.addresses;
      done(answer);
    });
  }

  /** The next address to try. */
  next(): string | undefined {
    return this.addresses[this.#tried++];
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
