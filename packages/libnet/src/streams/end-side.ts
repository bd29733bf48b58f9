import type { Connection } from "../connection/connection.js";
import { LuatError } from "../errors.js";

/** Ends the sending side, once what was accepted is out; where the card has no half-close, that is all there is to do. */
export async function endSide(connection: Connection): Promise<void> {
  try {
    await connection.finish();
  } catch (error) {
    if (!(error instanceof LuatError) || error.code !== "unsupported") throw error;
    await connection.flushed();
  }
}
