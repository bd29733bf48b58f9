import { MAX_ADDRESSES, type Traits } from "@luat/contract";

/** The kinds of network card that LuatOS has; see {@link MockHostOptions.profile}. */
export type HostProfile = "lwip" | "host-os" | "hardware";

/** What differs between the cards of mock hosts. */
export interface CardFacts {
  /** When data of a stream counts as sent: when the card took it for sending, or when the system of the peer has it. */
  readonly sentWhen: "accepted" | "acknowledged";
  /** Bytes that a socket holds before it is full. */
  readonly highWater: number;
  /** How many sockets of all kinds can be open at once. */
  readonly sockets: number;
  readonly clients: Traits["clients"];
  /** Whether it can have an IPv6 address. */
  readonly ipv6: boolean;
  /** How many addresses of a name are kept. */
  readonly addresses: number;
}

const GENERAL: CardFacts = { sentWhen: "accepted", highWater: 65_536, sockets: Infinity, clients: "many", ipv6: true, addresses: MAX_ADDRESSES };

const PROFILES: Readonly<Record<HostProfile, CardFacts>> = {
  // It queues as long as there is memory, and the chips have less than this.
  lwip: { ...GENERAL, sentWhen: "acknowledged", highWater: 16 * 1024 * 1024, sockets: 8 },
  "host-os": { ...GENERAL, sockets: 32, clients: "one", ipv6: false, addresses: 1 },
  // The buffer of the chip holds what it sends until that is acknowledged.
  hardware: { ...GENERAL, sentWhen: "acknowledged", highWater: 2048, sockets: 8, clients: "one", ipv6: false },
};

/**
 * What a profile says of a card.
 *
 * @param profile - absent: the card that has no limits of its own.
 * @throws TypeError when there is no such profile.
 */
export function factsOf(profile: HostProfile | undefined): CardFacts {
  if (profile === undefined) return GENERAL;
  if (!Object.hasOwn(PROFILES, profile)) {
    throw new TypeError(`profile is ${JSON.stringify(profile)}; expected "lwip", "host-os" or "hardware"`);
  }
  return PROFILES[profile];
}
