/** What the command speaks. */
export type Language = "en" | "zh";


/** The languages there are, as `--lang` has them. */
export const LANGUAGES: readonly Language[] = ["zh", "en"];

/** The language of the environment, by the variables of POSIX and in their order. */
export function environmentLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  return locale?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}

/**
 * The language of a command line that may be wrong, for saying so: that of its last `--lang`, where it is one that there is,
 * or else that of the environment.
 *
 * @param argv - what follows the program's name.
 * @param env - where `LC_ALL`, `LC_MESSAGES` and `LANG` may be.
 *
 * @example
 * ```ts
 * import { languageIn } from "@luat/cli";
 *
 * languageIn(["--foo", "--lang", "zh"], {}); // "zh"
 * languageIn(["--foo"], { LANG: "zh_CN.UTF-8" }); // "zh"
 * ```
 */
export function languageIn(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  const named = options.map((arg, i) => (arg === "--lang" ? options[i + 1] : arg.startsWith("--lang=") ? arg.slice("--lang=".length) : undefined));
  return LANGUAGES.find((one) => one === named.findLast((value) => value !== undefined)) ?? environmentLanguage(env);
}
