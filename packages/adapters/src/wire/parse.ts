import { shown } from "../checks/shown.js";
import { complain, isObject, readFields, type Fields } from "./field.js";
import type { ClientMessage, GatewayMessage } from "./message.js";
import { CLIENT_MESSAGES, GATEWAY_MESSAGES } from "./messages.js";
import { MAX_CONTROL } from "./protocol.js";
import { WireError } from "./wire-error.js";

/** Reads a control message of a client; bytes are its UTF-8. What is wrong is returned, never thrown. */
export function parseFromClient(source: string | Uint8Array): ClientMessage | WireError {
  return parse<ClientMessage>(source, CLIENT_MESSAGES);
}

/** Reads a control message of a gateway; bytes are its UTF-8. What is wrong is returned, never thrown. */
export function parseFromGateway(source: string | Uint8Array): GatewayMessage | WireError {
  return parse<GatewayMessage>(source, GATEWAY_MESSAGES);
}

/** Whether a control message is larger than the protocol takes. */
export function isTooLarge(source: string | Uint8Array): boolean {
  if (source.length > MAX_CONTROL) return true;
  // No character takes more than three bytes for each of its units.
  return typeof source === "string" && source.length * 3 > MAX_CONTROL && new TextEncoder().encode(source).length > MAX_CONTROL;
}

function parse<M>(source: string | Uint8Array, messages: Readonly<Record<string, object>>): M | WireError {
  try {
    if (isTooLarge(source)) throw new WireError(`the message is longer than ${MAX_CONTROL} bytes`, "size");
    const value = parseJson(source);
    if (!isObject(value)) complain("the message", value, "an object");
    const { type, ...rest } = value;
    if (typeof type !== "string" || !Object.hasOwn(messages, type)) complain("type", type, `one of ${Object.keys(messages).map(shown).join(", ")}`);
    return { type, ...readFields<object>(messages[type] as Fields<object>, rest, type) } as M;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

function parseJson(source: string | Uint8Array): unknown {
  let text;
  try {
    text = typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(source);
  } catch {
    throw new WireError("the message is no UTF-8");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError("the message is no JSON; expected one object");
  }
}
