import { Zbuff } from "@luat/corelib";
import { GATHER_LIMIT } from "../runtime/outgoing.js";
import { badArgument } from "./arguments.js";

/** What can be sent: text (as UTF-8), a number (as its text), bytes, or the used part of a zbuff. */
export type TxData = string | number | Uint8Array | Zbuff;

const encoder = new TextEncoder();

/**
 * The bytes to send.
 *
 * In Lua strings never change, and a zbuff may be used again at once, so the caller's bytes are copied: those up to
 * `gathered` where they are gathered, the others here.
 */
export function txBytes(data: TxData, gathered = GATHER_LIMIT): Uint8Array {
  if (data instanceof Zbuff) {
    return data.used() > gathered ? data.view().slice() : data.view();
  }
  if (typeof data === "string" || typeof data === "number") return encoder.encode(String(data));
  if (data instanceof Uint8Array) return data.length > gathered ? new Uint8Array(data) : data;
  throw badArgument("tx", "data", data, "a string, a number, a zbuff or a Uint8Array");
}
