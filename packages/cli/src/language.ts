import type { Arguments } from "./arguments.js";

/** What the command speaks. */
export type Language = "en" | "zh";

/** The language asked for, or else that of the environment. */
export function languageOf(args: Arguments<"lang">, env: Readonly<Record<string, string | undefined>>): Language {
  return args.oneOf("lang", ["zh", "en"]) ?? environmentLanguage(env);
}

/** The language of the environment, by the variables of POSIX and in their order. */
export function environmentLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  return locale?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}
