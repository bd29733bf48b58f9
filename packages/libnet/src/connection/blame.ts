import type { Origin } from "@luat/corelib";
import { LuatError } from "../errors.js";

/**
 * Lets the stack of an error of the SDK begin where the call came from that waited, where that is kept. Others, such as the
 * reason of a signal, belong to the program and stay as they are.
 */
export function blame<E>(origin: Origin | undefined, error: E): E {
  if (origin !== undefined && error instanceof LuatError) origin.blame(error);
  return error;
}
