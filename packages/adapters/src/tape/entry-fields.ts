import type { Endpoint, KeepAlive, LocalAddress, Traits } from "@luat/contract";
import { FAULT_REASONS, TLS_REASONS } from "../checks/reasons.js";
import type { EntryKind, EntryOf, RecordedFault, RecordedSecurity, RecordedTls, Took, TranscriptHeader } from "./entry.js";
import { amount, flag, keyOf, list, object, optional, ordinal, port, text, withDefault, type Reader, type Readers } from "./fields.js";

const endpoint = object<Endpoint>({ host: text, port });
const fault = object<RecordedFault>({ reason: keyOf(FAULT_REASONS), errno: optional(text), tls: optional(keyOf(TLS_REASONS)) });
const tls = optional(object<RecordedTls>({ name: optional(text), alpn: optional(list(text)) }));
const info = object<RecordedSecurity>({ protocol: text, cipher: optional(text), alpn: optional(text), verified: flag, resumed: withDefault(false, flag) });
const keepAlive = optional(object<KeepAlive>({ idle: amount, interval: amount, count: amount }));
const address = optional(object<LocalAddress>({ ip: text, mask: text, gateway: text, ipv6: optional(text) }));
const took = keyOf<Took>({ taken: 1, sent: 1 });
const can = withDefault(true, flag);
const dtls: Reader<"psk" | false> = (value, place) => (value === false ? value : keyOf({ psk: 1 })(value, place));
/** Each has a default, that of a card which can do all: a recording stays readable when cards get another trait later. */
const traits = object<Traits>({
  names: withDefault("resolve", keyOf({ resolve: 1, opaque: 1 })),
  tcp: can,
  listen: can,
  clients: withDefault("many", keyOf({ many: 1, one: 1 })),
  udp: can,
  tls: can,
  psk: optional(flag),
  dtls: optional(dtls),
  multicast: optional(flag),
  // A stream inside another one has no place in a transcript.
  tunnel: () => undefined,
  halfClose: can,
  reset: can,
  keepAlive: withDefault("full", keyOf({ full: 1, idle: 1, none: 1 })),
  localPort: can,
  ipv6: can,
  pausedSeesEnd: withDefault(false, flag),
});
const id = ordinal;
const opening = { id, keepAlive, secure: tls };

export const HEADER: Reader<TranscriptHeader> = object<TranscriptHeader>({ at: text, adapter: text, traits, up: flag, address });

/** The fields of an entry that are JSON values; bytes are not. */
type JsonFields<K extends EntryKind> = Omit<EntryOf<K>, "t" | "ev" | "bytes">;

/** How the fields of each kind of entry are read. */
export const ENTRY_FIELDS: { readonly [K in EntryKind]: Readers<JsonFields<K>> } = {
  link: { up: flag, address },
  resolve: { id, name: text, family: optional(keyOf({ 4: 1, 6: 1 })), servers: optional(list(text)) },
  resolved: { id, addresses: optional(list(text)), fault: optional(fault) },
  dial: { ...opening, to: endpoint, localPort: optional(port) },
  connected: { id, local: endpoint, peer: endpoint },
  secured: { id, info },
  out: { id, took },
  in: { id },
  full: { id },
  sent: { id, total: amount },
  drained: { id },
  ended: { id },
  closed: { id, fault: optional(fault) },
  finish: { id },
  destroy: { id, how: keyOf({ abort: 1, reset: 1 }) },
  listen: { ...opening, port, host: optional(text), backlog: ordinal },
  listening: { id, local: endpoint },
  offered: { id, client: ordinal, from: endpoint, local: endpoint, secure: optional(info) },
  rejected: { id, from: endpoint, fault },
  accept: { id },
  refuse: { id },
  bind: { id, port: optional(port), host: optional(text), peer: optional(endpoint), secure: tls },
  bound: { id, local: endpoint },
  "datagram-out": { id, to: optional(endpoint), took },
  "datagram-in": { id, from: endpoint, cut: optional(flag) },
  failed: { id, fault, nth: optional(ordinal) },
  close: { id },
};

/** The kinds that carry bytes. */
export const WITH_BYTES: ReadonlySet<EntryKind> = new Set<EntryKind>(["out", "in", "datagram-out", "datagram-in"]);
