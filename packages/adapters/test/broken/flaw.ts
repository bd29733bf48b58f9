import type { Adapter, Clock, DatagramSink, ListenSink, StreamSink } from "@luat/contract";
import type { MockHostOptions } from "@luat/adapters/mock";
import { LAWS } from "@luat/contract/conformance";
import { PassCard, type PassDatagrams, type PassListener, type PassStream } from "./pass-card.js";
import type { Remake } from "./remade-rig.js";

/** One thing that is wrong with a card. */
export interface Flaw {
  /** What the card does wrong. */
  readonly title: string;
  /** The laws that must see it; others may. */
  readonly breaks: readonly string[];
  readonly remake: Remake;
  /** The good card that is spoiled, and which must keep the same laws. Default: a host of the mock network as it is. */
  readonly good?: Remake | undefined;
  readonly host?: MockHostOptions | undefined;
  /** How the host of the good card is made, where that is another one. */
  readonly goodHost?: MockHostOptions | undefined;
}

const IDS: ReadonlySet<string> = new Set(LAWS.map(({ id }) => id));

/** The ids of laws about streams: for dialled and accepted ones, and for those over TLS where the law holds for them. */
export function everyWay(...names: string[]): string[] {
  const overTls = names.flatMap((name) => [`dialled-tls.${name}`, `accepted-tls.${name}`]);
  return [...names.flatMap((name) => [`dialled.${name}`, `accepted.${name}`]), ...overTls.filter((id) => IDS.has(id))];
}

/** A card whose streams are of a flawed class. */
export function streamFlaw(title: string, breaks: readonly string[], Stream: new (sink: StreamSink, clock: Clock) => PassStream): Flaw {
  return { title, breaks, remake: (card, clock) => Object.assign(new PassCard(card, clock), { Stream }) };
}

/** A card whose listeners are of a flawed class. */
export function listenerFlaw(title: string, breaks: readonly string[], Listener: new (sink: ListenSink, card: PassCard) => PassListener): Flaw {
  return { title, breaks, remake: (card, clock) => Object.assign(new PassCard(card, clock), { Listener }) };
}

/** A card whose datagram sockets are of a flawed class. */
export function datagramFlaw(title: string, breaks: readonly string[], Datagrams: new (sink: DatagramSink, card: PassCard) => PassDatagrams): Flaw {
  return { title, breaks, remake: (card, clock) => Object.assign(new PassCard(card, clock), { Datagrams }) };
}

/** A card that is itself of a flawed class. */
export function cardFlaw(title: string, breaks: readonly string[], Card: new (card: Adapter, clock: Clock) => PassCard, host?: MockHostOptions): Flaw {
  return { title, breaks, remake: (card, clock) => new Card(card, clock), host };
}
