import type { Fault, SecureInfo } from "@luat/contract";
import { object, type Fields } from "./field.js";
import type { ClientMessage, GatewayMessage } from "./message.js";
import { CLIENT_MESSAGES, GATEWAY_MESSAGES } from "./messages.js";
import { isTooLarge } from "./parse.js";
import { MAX_CONTROL } from "./protocol.js";
import { WireError } from "./wire-error.js";

/** The longest text of a fault that a message holds which is too large otherwise, in characters. */
const SHORT = 1024;

/** A control message for a gateway, or why there is none: TLS settings may be too large. */
export function writeFromClient(message: ClientMessage): string | WireError {
  const text = write(message, CLIENT_MESSAGES);
  return isTooLarge(text) ? new WireError(`${message.type} is longer than ${MAX_CONTROL} bytes`, "size") : text;
}

/** A control message for a client. Where a peer's certificates make it too large they are left out, and the text of a fault is cut. */
export function writeFromGateway(message: GatewayMessage): string {
  const text = write(message, GATEWAY_MESSAGES);
  return isTooLarge(text) ? write(shorter(message), GATEWAY_MESSAGES) : text;
}

function write(message: { readonly type: string }, messages: Readonly<Record<string, object>>): string {
  const fields = object(messages[message.type] as Fields<object>).write(message) as object;
  return JSON.stringify({ type: message.type, ...fields });
}

function shorter(message: GatewayMessage): GatewayMessage {
  switch (message.type) {
    case "secured":
      return { ...message, info: shorterInfo(message.info) };
    case "offered":
      return { ...message, secure: message.secure && shorterInfo(message.secure) };
    case "rejected":
    case "failed":
      return { ...message, fault: shorterFault(message.fault) };
    case "closed":
      return { ...message, fault: message.fault && shorterFault(message.fault) };
    default:
      return message;
  }
}

function shorterInfo(info: SecureInfo): SecureInfo {
  return { ...info, peerCertificates: undefined };
}

function shorterFault(fault: Fault): Fault {
  const { note, cause } = fault;
  const text = note ?? (cause instanceof Error ? cause.message : typeof cause === "string" ? cause : undefined);
  return { ...fault, peerCertificates: undefined, note: undefined, cause: text?.slice(0, SHORT) };
}
