import type { Traits } from "../traits.js";
import type { Rig } from "./rig.js";

/** Something a card, or the rig it is tested on, can do or not. */
export type Ability =
  | "tcp"
  | "listen"
  | "udp"
  | "tls"
  | "halfClose"
  | "reset"
  | "localPort"
  | "ipv6"
  | "pausedSeesEnd"
  /** There is TLS, with a pre-shared key too. */
  | "psk"
  /** There is DTLS with a pre-shared key, and the rig has a server of it. */
  | "dtls"
  /** TLS can be dialled inside open streams. */
  | "tunnel"
  /** `traits.clients` is `"many"`. */
  | "manyClients"
  /** `traits.keepAlive` is `"full"`. */
  | "keepAlive"
  /** `traits.names` is `"resolve"`. */
  | "resolve"
  /** The rig has names to look up. */
  | "names"
  /** The rig can switch the link. */
  | "setLink"
  /** The rig has settings for TLS. */
  | "tlsConfigs"
  /** The rig has settings for revocation. */
  | "revocation"
  /** The rig has an address that reaches all sockets. */
  | "broadcast"
  /** The card has groups, and the rig an address of one. */
  | "multicast"
  /** The rig has IPv6 addresses too. */
  | "ipv6Hosts"
  /** The rig can let nothing through. */
  | "silence"
  /** The rig says how many sockets its card has. */
  | "sockets";

/** What a law presupposes: an ability, or with `!` its absence. */
export type Need = Ability | `!${Ability}`;

/** One rule that every card keeps, as data. */
export interface Law {
  /** Stable, such as `"dial.refused"`. */
  readonly id: string;
  /** The rule in a sentence. */
  readonly title: string;
  /** What it presupposes; where that is missing it is skipped. */
  readonly needs: readonly Need[];
  /**
   * Tries the rule on a fresh rig, and leaves nothing open.
   *
   * @throws LawBroken when the card does not keep it.
   */
  check(rig: Rig): Promise<void>;
}

/** Whether a rig and its card are what a law is about: they have what it needs, and not what it needs absent. */
export function meetsNeeds(rig: Rig, needs: readonly Need[]): boolean {
  return needs.every((need) =>
    need.startsWith("!") ? !isAble(rig, need.slice(1) as Ability) : isAble(rig, need as Ability),
  );
}

function isAble(rig: Rig, ability: Ability): boolean {
  if (ability === "names") return rig.names !== undefined;
  if (ability === "setLink") return rig.setLink !== undefined;
  if (ability === "tlsConfigs") return rig.tls !== undefined;
  if (ability === "revocation") return rig.tls?.revocation !== undefined;
  if (ability === "broadcast") return rig.broadcast !== undefined;
  if (ability === "ipv6Hosts") return rig.ipv6 !== undefined;
  if (ability === "silence") return rig.silence !== undefined;
  if (ability === "sockets") return rig.sockets !== undefined;
  const traits: Traits = rig.adapter.traits;
  if (ability === "multicast") return traits.multicast === true && rig.multicast !== undefined;
  if (ability === "psk") return traits.tls && traits.psk === true;
  if (ability === "dtls") return traits.udp && traits.dtls === "psk" && rig.dtls !== undefined;
  if (ability === "tunnel") return traits.tls && traits.tunnel === true;
  if (ability === "manyClients") return traits.clients === "many";
  if (ability === "keepAlive") return traits.keepAlive === "full";
  return ability === "resolve" ? traits.names === "resolve" : traits[ability];
}
