import type { Arguments } from "./arguments.js";
import type { Loudness } from "./report.js";
import type { DataView } from "./transcript.js";

/** How much of the log is shown. */
export function loudnessOf(args: Arguments<"quiet" | "verbose">): Loudness {
  args.exclusive("quiet", "verbose");
  return args.flag("quiet") ? "quiet" : args.flag("verbose") ? "verbose" : "usual";
}

/** How data is shown. */
export function dataViewOf(args: Arguments<"hex" | "raw">): DataView {
  args.exclusive("hex", "raw");
  return args.flag("hex") ? "hex" : args.flag("raw") ? "raw" : "text";
}
