import { UsageError } from "../src/index.js";

/** What is thrown with this English message; what it is in Chinese, the tests of the texts say. */
export function refusal(en: string): UsageError {
  return new UsageError({ en, zh: "" });
}
