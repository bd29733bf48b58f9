import { type Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { shown } from "../../checks/shown.js";

/** Shorter ones can be found by trying. */
const LEAST = 16;

/** The tokens that clients must have one of. They are compared in a time that says nothing about them. */
export class Tokens {
  readonly #digests: readonly Buffer[] | undefined;

  /** @throws TypeError when they are no list, or one is no text that fits a header, RangeError when one is too short. None of them is shown. */
  constructor(tokens: readonly string[] | undefined) {
    if (tokens === undefined) return;
    if (!Array.isArray(tokens)) throw new TypeError(`tokens is ${typeof tokens === "string" ? "a text" : shown(tokens)}; expected a list of texts`);
    if (tokens.length === 0) throw new RangeError("tokens is empty; expected at least one, or nothing at all to let everybody in");
    this.#digests = (tokens as readonly unknown[]).map((token) => {
      if (typeof token !== "string") throw new TypeError(`tokens has ${shown(token)}; expected texts`);
      if (!/^[!-~]*$/.test(token)) throw new TypeError("tokens has one with blanks or other characters than printable ASCII; expected none");
      if (token.length < LEAST || token.length > 4096) throw new RangeError(`tokens has one of ${token.length} characters; expected ${LEAST} to 4096`);
      return digest(token);
    });
  }

  /** Whether clients need one. */
  get isNeeded(): boolean {
    return this.#digests !== undefined;
  }

  /** Whether a client may come in that has this one, or none. */
  holds(token: string | undefined): boolean {
    if (this.#digests === undefined) return true;
    if (token === undefined) return false;
    const given = digest(token);
    let found = 0;
    for (const known of this.#digests) found |= Number(timingSafeEqual(known, given));
    return found === 1;
  }
}

/** The token of an `Authorization` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^bearer +([!-~]+) *$/i.exec(header ?? "")?.[1];
}

/** All are equally long, whatever the tokens are. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
