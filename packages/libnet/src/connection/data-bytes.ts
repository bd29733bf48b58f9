import { Zbuff } from "@luat/corelib";
import { shown } from "../expect.js";
import type { Data } from "./connection.js";

const encoder = new TextEncoder();

/** The bytes to send, not copied. @param name - what a message calls it. */
export function dataBytes(data: Data, name = "data"): Uint8Array {
  if (typeof data === "string") return encoder.encode(data);
  if (data instanceof Uint8Array) return data;
  if (data instanceof Zbuff) return data.view();
  throw new TypeError(`${name} is ${shown(data)}; expected a text, a Uint8Array or a zbuff`);
}
