import { keyOf, optional, ordinal, plain, port, textUpTo, total, whole, type Fields } from "./field.js";
import type { ClientFields, ClientType, GatewayFields, GatewayType } from "./message.js";
import { MAX_WINDOW } from "./protocol.js";
import { secure } from "./secure-fields.js";
import { endpoint, fault, host, keepAlive, literalEndpoint, secureInfo } from "./value-fields.js";

const token = optional(textUpTo(4096));
const window = whole(1, MAX_WINDOW);
const offer = plain<string>("22 to 64 letters, digits, - or _", (value) => typeof value === "string" && /^[\w-]{22,64}$/.test(value));

/** Every message of a client, and how its fields travel. */
export const CLIENT_MESSAGES: { readonly [T in ClientType]: Fields<ClientFields[T]> } = {
  dial: { host, port, localPort: optional(port), keepAlive: optional(keepAlive), secure: optional(secure), window, token },
  listen: { port, host: optional(host), backlog: ordinal, keepAlive: optional(keepAlive), secure: optional(secure), token },
  accept: { offer, window, token },
  bind: { port: optional(port), host: optional(host), peer: optional(literalEndpoint), token },
  taken: { total },
  finish: {},
  destroy: { how: keyOf({ abort: 1, reset: 1 }) },
  take: { offer },
  refuse: { offer },
  renew: { secure },
};

/** Every message of a gateway, and how its fields travel. */
export const GATEWAY_MESSAGES: { readonly [T in GatewayType]: Fields<GatewayFields[T]> } = {
  connected: { local: endpoint, peer: endpoint, window },
  secured: { info: secureInfo },
  sent: { total },
  ended: {},
  listening: { local: endpoint },
  offered: { offer, from: endpoint, local: endpoint, secure: optional(secureInfo) },
  rejected: { from: endpoint, fault },
  bound: { local: endpoint },
  failed: { fault, nth: optional(ordinal) },
  closed: { fault: optional(fault) },
};
