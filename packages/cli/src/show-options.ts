import type { Arguments } from "./arguments.js";
import { environmentLanguage, LANGUAGES, type Language } from "./language.js";
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

/** The language asked for, or else that of the environment. */
export function languageOf(args: Arguments<"lang">, env: Readonly<Record<string, string | undefined>>): Language {
  return args.oneOf("lang", LANGUAGES) ?? environmentLanguage(env);
}
