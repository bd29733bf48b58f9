import { ipVersion, type Adapter, type Clock, type DnsAnswer, type DnsQuery, type Endpoint, type Fault, type Stop, type Tunnel } from "@luat/contract";

/** One address of a name that was dialled. */
export interface Attempt {
  /** The literal address, and the port. */
  readonly to: Endpoint;
  /** Why it failed; absent while it has not. */
  readonly fault: Fault | undefined;
}

/** LuatOS on a computer gives up an address after so long, in ms; a chip does after about as long. */
const LONGEST_ATTEMPT = 30_000;
/** No address gets less than this, in ms: a SYN that is lost is sent again after a second. */
const SHORTEST_ATTEMPT = 2_000;

/** Where a connect goes: the addresses that one name has, tried in turn. */
export class Dialing {
  readonly host: string;
  readonly port: number;
  /** The addresses come from a look-up of this side. */
  readonly isLookup: boolean;
  /** Literal addresses, or the one name where the card dials names itself; in the order to try them. */
  addresses: readonly string[];
  /** When all of it is to be done, on the clock; absent: there is no such moment. */
  due: number | undefined;
  /** The way there, where it is open already. */
  readonly tunnel: Tunnel | undefined;
  readonly #query: DnsQuery;
  #tried = 0;
  #faults: Array<Fault | undefined> | undefined;
  #stop: Stop | undefined;

  constructor(host: string, port: number, lookup: boolean, query: DnsQuery = {}, tunnel?: Tunnel) {
    this.host = host;
    this.port = port;
    this.isLookup = lookup;
    this.#query = query;
    this.tunnel = tunnel;
    this.addresses = lookup ? [] : [host];
  }

  /**
   * Whether `host` must be looked up before `card` can dial it. Datagram sockets take no names at all: a card that dials
   * names by itself says of the look-up that it cannot do that.
   */
  static needsLookup(card: Adapter, host: string, udp: boolean): boolean {
    return (udp || card.traits.names === "resolve") && ipVersion(host) === 0;
  }

  lookUp(service: Pick<Adapter, "resolve">, done: (answer: DnsAnswer) => void): void {
    this.#stop = service.resolve(this.host, this.#query, (answer) => {
      this.#stop = undefined;
      if ("addresses" in answer) this.addresses = answer.addresses;
      done(answer);
    });
  }

  /** The next address to try. */
  next(): string | undefined {
    return this.addresses[this.#tried++];
  }

  /** Which address was tried last, from 0. */
  get place(): number {
    return this.#tried - 1;
  }

  /** What came of each address that was tried; none where there was no choice. */
  get attempts(): readonly Attempt[] {
    if (this.addresses.length < 2) return [];
    return this.addresses.slice(0, this.#tried).map((host, place) => ({ to: { host, port: this.port }, fault: this.#faults?.[place] }));
  }

  /** Notes why an address failed. */
  failed(place: number, fault: Fault): void {
    this.stop();
    this.#faults ??= [];
    this.#faults[place] = fault;
  }

  /**
   * Calls `late` when the address that is being tried has had its share of the time, unless {@link stop} is called first.
   *
   * @param others - how many addresses are left; without any there is no need to give up.
   */
  limit(clock: Clock, others: number, late: () => void): void {
    const share = this.due === undefined ? Infinity : (this.due - clock.now()) / (others + 1);
    this.#stop = clock.after(Math.min(LONGEST_ATTEMPT, Math.max(SHORTEST_ATTEMPT, share)), late);
  }

  /** Ends the look-up, or the time limit of an attempt. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
