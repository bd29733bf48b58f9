import type { Arguments } from "./arguments.js";

/** The line endings that can be chosen. */
export const LINE_ENDINGS = { lf: "\n", crlf: "\r\n", none: "" } as const;

/** The line ending that was chosen, or else this one. */
export function lineEndingOf(args: Arguments<"eol">, usual: keyof typeof LINE_ENDINGS): string {
  return LINE_ENDINGS[args.oneOf("eol", ["lf", "crlf", "none"]) ?? usual];
}
