import type { Language } from "./language.js";

/** A text in each language. */
export type Wording = Readonly<Record<Language, string>>;

/** What is called the same in each language, such as an option. */
export function same(text: string): Wording {
  return { en: text, zh: text };
}

/**
 * The command line is wrong; the message says how, in English.
 *
 * @example
 * ```ts
 * import { UsageError } from "@luat/cli";
 *
 * const error = new UsageError({ en: "--face is new; expected old", zh: "--face 是 new；应为 old" });
 * error.message; // "--face is new; expected old"
 * error.in("zh"); // "--face 是 new；应为 old"
 * ```
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly #wording: Wording;

  constructor(wording: Wording) {
    super(wording.en);
    this.#wording = wording;
  }

  /** The message in a language. */
  in(language: Language): string {
    return this.#wording[language];
  }
}

/** How a message quotes what the user wrote. */
export function quoted(value: unknown): string {
  return JSON.stringify(value);
}
