import type { Language } from "../language.js";
import { UsageError } from "../usage-error.js";
import type { UsageErrorTexts } from "./usage-error-texts.js";
import { USAGE_ERRORS_EN } from "./usage-errors-en.js";
import { USAGE_ERRORS_ZH } from "./usage-errors-zh.js";

/** The error that says in each language what is wrong with the command line. */
export function wrong(say: (texts: UsageErrorTexts, language: Language) => string): UsageError {
  return new UsageError({ en: say(USAGE_ERRORS_EN, "en"), zh: say(USAGE_ERRORS_ZH, "zh") });
}
