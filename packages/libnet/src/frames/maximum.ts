import { expectInteger } from "../expect.js";

/** The largest frame unless the codec is told another size, in bytes. */
const MAXIMUM = 65_536;

/** The largest frame that a codec takes. @param least - what it must be at least. */
export function expectMaximum(value: number | undefined, least = 1): number {
  return value === undefined ? Math.max(MAXIMUM, least) : expectInteger(value, "max", least);
}

/** What becomes of a frame that cannot be taken. */
export type InvalidFrames = "error" | "skip";
