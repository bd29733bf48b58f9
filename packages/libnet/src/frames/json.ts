import { expectKnown, shown } from "../expect.js";
import type { Codec } from "./codec.js";
import { delimited } from "./delimited.js";
import { mapped } from "./mapped.js";

/** How {@link json} is read. */
export interface JsonOptions {
  /** The longest text of a value, in bytes. Default: 65,536. */
  readonly max?: number | undefined;
  /** What becomes of a line that is too long or no JSON, or that `parse` throws for: reading fails, or it is skipped. Default: `"error"`. */
  readonly invalid?: "error" | "skip" | undefined;
}

/** As {@link JsonOptions}, with what makes sure of the type. */
export interface TypedJsonOptions<Frame> extends JsonOptions {
  /** Checks a value and gives it its type, such as the `parse` of a schema. It throws when the value is another. */
  readonly parse: (value: unknown) => Frame;
}

const KNOWN: Readonly<Record<keyof TypedJsonOptions<unknown>, true>> = { max: true, invalid: true, parse: true };

/**
 * JSON values, each on a line of its own. Blank lines are passed over.
 *
 * @param options - what gives values their type, and what becomes of what is none.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, json } from "@luat/libnet/frames";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const messages = frames(connection, json());
 * await messages.tx({ temperature: 21.5 });
 * await messages.rx({ timeout: 5_000 }); // { temperature: 21.5 }
 * ```
 */
export function json(options?: JsonOptions): Codec<unknown>;
export function json<Frame>(options: TypedJsonOptions<Frame>): Codec<Frame>;
export function json(options: JsonOptions & { readonly parse?: ((value: unknown) => unknown) | undefined } = {}): Codec<unknown> {
  const { max, invalid, parse } = expectKnown(options, "json", KNOWN, "options");
  if (parse !== undefined && typeof parse !== "function") throw new TypeError(`parse is ${shown(parse)}; expected a function`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return mapped(delimited("\n", { max, invalid }), {
    invalid,
    decode(bytes) {
      const text = decoder.decode(bytes).trim();
      if (text === "") return undefined;
      const value: unknown = JSON.parse(text);
      return parse === undefined ? value : parse(value);
    },
    encode(value) {
      const text: unknown = JSON.stringify(value);
      if (typeof text !== "string") throw new TypeError(`value is ${shown(value)}; expected what JSON can hold`);
      return text;
    },
  });
}
