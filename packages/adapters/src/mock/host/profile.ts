import { MAX_ADDRESSES, type Traits } from "@luat/contract";

/**
 * The kind of network card that a mock host is to be like, so that a test finds what would only show on a device.
 *
 * | | `"lwip"` | `"host-os"` | `"hardware"` |
 * |---|---|---|---|
 * | as in | the chips of today: mobile, Wi-Fi, Ethernet over lwIP | the PC simulator | Ethernet chips with a stack of their own (`ETH0`) |
 * | data is sent (`TX_OK`) when | the system of the peer acknowledged it, whether it was read or not | the card took it | as `"lwip"` |
 * | a stream is full | never: from 16 MiB on, which no chip has | from 64 KiB on that wait | from 2 KiB on that wait or are not acknowledged |
 * | sockets of all kinds; one more ends with `"limit"` | 8 | 32 | 8 |
 * | clients of a listener | many | one at a time | one at a time |
 * | addresses kept of a name | 4 | 1 | 4 |
 * | IPv6 | where the option `ipv6` says so | no | no |
 *
 * A host without a profile is as `"host-os"`, but for many clients, any number of sockets, 4 addresses and IPv6. `highWater`
 * says when streams are full in place of the profile, and `MockNet.fillBuffers` fills those of any.
 *
 * A socket is in use from dialling, listening or binding, and on a listener's side from when a client comes, until it has
 * ended. Devices keep theirs until the program closes them: for that give `createDevice` its `limits` too.
 *
 * What would break a law of all cards is as everywhere: a datagram socket with a peer hears nobody else (the PC simulator's
 * hears all), datagrams of any size arrive whole (there they are cut at 2,048 bytes), after a close nothing is told (there a late
 * `EVENT, -1` may be), and as many clients wait as `backlog` says (on chips one).
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet({ latency: 300 });
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2", { profile: "lwip" }) }, clock: net.clock });
 * const { sys, socket, libnet } = device;
 * net.peer("10.0.0.1", 1883).stall();
 * await net.clock.run(async () => {
 *   const task = sys.taskInitEx(async () => {
 *     const netc = socket.create(null, "CLIENT");
 *     socket.config(netc);
 *     await libnet.connect("CLIENT", 15_000, netc, "10.0.0.1", 1883);
 *     net.clock.now(); // 600
 *     await libnet.tx("CLIENT", 500, netc, "hello"); // [false, false]
 *     await libnet.tx("CLIENT", 1_000, netc, "hello"); // [true, false]
 *     net.clock.now(); // 1700
 *   }, "CLIENT");
 *   await task.done;
 * });
 * ```
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const { socket, log } = createDevice({ adapters: { ETH0: net.host("10.0.0.2", { profile: "hardware" }) }, clock: net.clock });
 * const server = socket.create(null, (ctrl) => {
 *   const [, , ip] = socket.accept(ctrl);
 *   log.info("server", "talks with", ip);
 * });
 * socket.config(server, 8080);
 * socket.listen(server, 4); // [false, false]
 * socket.listen(server); // [true, false]
 * ```
 */
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
