import type { Entry, EntryKind, EntryOf, Transcript, TranscriptHeader } from "@luat/adapters/tape";
import fc from "fast-check";

type Arbitraries<T> = { readonly [F in keyof T]-?: fc.Arbitrary<T[F]> };

/** A record without the fields that are undefined, as one that was read has it. */
function fields<T>(arbitraries: Arbitraries<T>): fc.Arbitrary<T> {
  return fc.record(arbitraries).map((found) => Object.fromEntries(Object.entries(found as object).filter(([, value]) => value !== undefined)) as T);
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
const port = fc.nat(65_535);
const ordinal = fc.integer({ min: 1, max: 1e9 });
const endpoint = fields({ host: text, port });
const address = fields({ ip: text, mask: text, gateway: text, ipv6: maybe(text) });
const keepAlive = fields({ idle: fc.nat(), interval: fc.nat(), count: fc.nat() });
const secure = fields({ name: maybe(text), alpn: maybe(fc.array(text)) });
const info = fields({ protocol: text, cipher: maybe(text), alpn: maybe(text), verified: fc.boolean(), resumed: fc.boolean() });
const fault = fields({ reason: fc.constantFrom("refused", "reset", "tls", "broken"), errno: maybe(text), tls: maybe(fc.constantFrom("expired", "name")) });
const bytes = fc.oneof(
  fc.uint8Array(),
  text.map((one) => new TextEncoder().encode(one)),
);
const took = fc.constantFrom("taken", "sent");
const traits = fields({
  names: fc.constantFrom("resolve", "opaque"),
  ...{ tcp: fc.boolean(), listen: fc.boolean(), udp: fc.boolean(), tls: fc.boolean(), halfClose: fc.boolean(), reset: fc.boolean() },
  keepAlive: fc.constantFrom("full", "idle", "none"),
  clients: fc.constantFrom("many", "one"),
  ...{ psk: maybe(fc.boolean()), dtls: maybe(fc.constantFrom("psk" as const, false as const)) },
  ...{ localPort: fc.boolean(), ipv6: fc.boolean(), pausedSeesEnd: fc.boolean() },
});
const at = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
const header = fields<TranscriptHeader>({ at, adapter: text, traits, up: fc.boolean(), address: maybe(address) });

// Each socket has a number of its own; those that are there before the random part begins are these.
const id = { lookup: fc.constant(1), stream: fc.constant(2), listener: fc.constant(3), socket: fc.constant(4), either: fc.constantFrom(2, 4), any: fc.constantFrom(2, 3, 4), server: fc.constantFrom(3, 4) };

/** Entries of each kind, of the sockets that `OPENED` opens. */
const KINDS: { readonly [K in Exclude<EntryKind, "accept" | "refuse">]: Arbitraries<Omit<EntryOf<K>, "t" | "ev">> } = {
  link: { up: fc.boolean(), address: maybe(address) },
  resolve: { id: ordinal, name: text, family: maybe(fc.constantFrom(4, 6)), servers: maybe(fc.array(text)) },
  resolved: { id: id.lookup, addresses: fc.array(text), fault: maybe(fault) },
  dial: { id: ordinal, to: endpoint, localPort: maybe(port), keepAlive: maybe(keepAlive), secure: maybe(secure) },
  connected: { id: id.stream, local: endpoint, peer: endpoint },
  secured: { id: id.either, info },
  out: { id: id.stream, bytes, took },
  in: { id: id.stream, bytes },
  full: { id: id.either },
  sent: { id: id.either, total: fc.nat() },
  drained: { id: id.either },
  ended: { id: id.stream },
  closed: { id: id.any, fault: maybe(fault) },
  finish: { id: id.stream },
  destroy: { id: id.stream, how: fc.constantFrom("abort", "reset") },
  listen: { id: ordinal, port, host: maybe(text), backlog: ordinal, keepAlive: maybe(keepAlive), secure: maybe(secure) },
  listening: { id: id.listener, local: endpoint },
  offered: { id: id.listener, client: ordinal, from: endpoint, local: endpoint, secure: maybe(info) },
  rejected: { id: id.listener, from: endpoint, fault },
  bind: { id: ordinal, port: maybe(port), host: maybe(text), peer: maybe(endpoint), secure: maybe(secure) },
  bound: { id: id.socket, local: endpoint },
  "datagram-out": { id: id.socket, to: maybe(endpoint), bytes, took },
  "datagram-in": { id: id.socket, from: endpoint, cut: maybe(fc.boolean()), bytes },
  failed: { id: id.socket, fault, nth: maybe(ordinal) },
  close: { id: id.server },
};

const OPENED: readonly Entry[] = [
  { t: 0, ev: "resolve", id: 1, name: "a.test" },
  { t: 0, ev: "dial", id: 2, to: { host: "10.0.0.1", port: 1 } },
  { t: 0, ev: "listen", id: 3, port: 0, backlog: 1 },
  { t: 0, ev: "bind", id: 4 },
];

const entry: fc.Arbitrary<{ readonly ev: string }> = fc.oneof(
  ...Object.entries(KINDS).map(([ev, arbitraries]) => fields<object>(arbitraries).map((found: object) => ({ ev, ...found }))),
);

/** Transcripts of every kind of entry, in any order that can be read. */
export const transcript: fc.Arbitrary<Transcript> = fc.record({ header, found: fc.array(fc.tuple(entry, fc.nat(1000)), { maxLength: 60 }) }).map(({ header, found }) => {
  let t = 0;
  let ids = 4;
  const waiting: number[] = [];
  const entries = found.flatMap(([one, wait]): Entry[] => {
    t += wait / 8;
    const { ev } = one;
    const opened: object = ev === "offered" ? { client: ++ids } : ["resolve", "dial", "listen", "bind"].includes(ev) ? { id: ++ids } : {};
    if ("client" in opened) waiting.push(ids);
    const client = waiting.length > 3 ? waiting.shift() : undefined;
    const decided = client === undefined ? [] : [{ t, ev: client % 2 === 0 ? ("accept" as const) : ("refuse" as const), id: client }];
    return [{ t, ...one, ...opened } as Entry, ...decided];
  });
  return { header, entries: [...OPENED, ...entries] };
});
