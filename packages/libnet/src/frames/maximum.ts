import { expectInteger, shown } from "../expect.js";

/** The largest frame unless the codec is told another size, in bytes. */
export const MAXIMUM = 65_536;

/** The largest frame that a codec takes. @param least - what it must be at least. */
export function expectMaximum(value: number | undefined, least = 1): number {
  return value === undefined ? Math.max(MAXIMUM, least) : expectInteger(value, "max", least);
}

/** What becomes of a frame that is too large or malformed: an error that ends the reading, or it is skipped. */
export function expectInvalid(value: "error" | "skip" | undefined, otherwise: "error" | "skip"): "error" | "skip" {
  if (value !== undefined && value !== "error" && value !== "skip") throw new TypeError(`invalid is ${shown(value)}; expected "error" or "skip"`);
  return value ?? otherwise;
}
