// The language that the commands of the repository speak before anything is built. Its syntax is that of old versions of
// Node.js, which read it to say that they are too old.

/**
 * The rule of `languageIn` of @luat/cli: the last `--lang` that there is, or else the variables of POSIX.
 *
 * @param {readonly string[]} argv
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {"en" | "zh"}
 */
export function spoken(argv, env) {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  /** @type {string | undefined} */
  let named;
  options.forEach((arg, i) => {
    if (arg === "--lang") named = options[i + 1];
    else if (arg.startsWith("--lang=")) named = arg.slice("--lang=".length);
  });
  if (named === "en" || named === "zh") return named;
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language of this process. */
export const language = spoken(process.argv.slice(2), process.env);
