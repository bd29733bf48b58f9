import { wrong } from "../texts/wrong.js";
import type { Wording } from "../usage-error.js";

/** The settings of a gateway whose values only it can judge. */
export type JudgedSetting = "allow" | "tokens" | "origins";

/**
 * What a `Gateway` throws for a setting of the user's, as a {@link UsageError}; other errors as they are.
 *
 * @param error - what it threw.
 * @param called - what the user knows the settings as; those that are no setting of the user's may be left out.
 *
 * @example
 * ```ts
 * import { gatewaySettingError } from "@luat/cli";
 *
 * const error = gatewaySettingError(new RangeError("tokens has one of 3 characters; expected 16 to 4096"), { tokens: { en: "--token", zh: "--token" } });
 * String(error); // "UsageError: --token has one of 3 characters; expected 16 to 4096"
 * ```
 */
export function gatewaySettingError(error: unknown, called: { readonly [setting in JudgedSetting]?: Wording }): unknown {
  const [, setting, what] = (error instanceof TypeError || error instanceof RangeError ? /^(allow|tokens|origins)\b(.*)$/.exec(error.message) : undefined) ?? [];
  const names = called[setting as JudgedSetting];
  if (names === undefined || what === undefined) return error;
  return wrong((say, language) => say.gatewaySetting(names[language], what));
}
