import type { Fault } from "@luat/contract";
import type { Language } from "./language.js";
import { TEXTS } from "./texts/choose.js";

/**
 * What a failure of the network is, in a language, with the code of the system where there is one.
 *
 * @example
 * ```ts
 * import { faultText } from "@luat/cli";
 *
 * faultText({ reason: "refused", errno: "ECONNREFUSED" }, "zh"); // "连接被拒绝（ECONNREFUSED）"
 * ```
 */
export function faultText(fault: Fault, language: Language): string {
  return TEXTS[language].fault(fault);
}
