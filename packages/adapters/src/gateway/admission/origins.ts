import { shown } from "../../checks/shown.js";

/** How many are told of a long list, and how many letters of one that a stranger sent. */
const MOST_TOLD = 5;
const LONGEST_TOLD = 200;

/** The web pages whose scripts may come in: browsers say truly from which origin a script is. */
export class Origins {
  readonly #origins: ReadonlySet<string> | undefined;

  /** @throws TypeError when one is not written as browsers write it. */
  constructor(origins: readonly string[] | undefined) {
    if (origins === undefined) return;
    if (!Array.isArray(origins)) throw new TypeError(`origins is ${shown(origins)}; expected a list of texts`);
    for (const origin of origins) {
      if (!isOrigin(origin)) throw new TypeError(`origins has ${shown(origin)}; expected an origin such as "https://app.example.com"`);
    }
    this.#origins = new Set(origins);
  }

  /** Whether not all of them may. */
  get isRestricted(): boolean {
    return this.#origins !== undefined;
  }

  /** Why pages of one may not come in, for the log. */
  refusal(origin: string | undefined): string {
    const allowed = [...(this.#origins ?? [])];
    const more = allowed.length > MOST_TOLD ? ` and ${allowed.length - MOST_TOLD} more` : "";
    return `${origin?.slice(0, LONGEST_TOLD) ?? "none"} (allowed: ${allowed.slice(0, MOST_TOLD).join(", ") || "none"}${more})`;
  }

  /** Whether a request with this header may come in. One without was not made by a page. */
  holds(origin: string | undefined): boolean {
    return this.#origins === undefined || origin === undefined || this.#origins.has(origin);
  }
}

function isOrigin(origin: unknown): origin is string {
  if (typeof origin !== "string") return false;
  if (origin === "null") return true; // pages of files, and frames in a sandbox, whosesoever they are
  if (/^https?:/i.test(origin)) return URL.canParse(origin) && new URL(origin).origin === origin;
  return /^[a-z][a-z\d+.-]*:\/\/[^/\s?#]+$/.test(origin); // apps have schemes of their own
}
