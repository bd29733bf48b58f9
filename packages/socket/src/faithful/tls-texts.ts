import { Zbuff } from "@luat/corelib";
import { isNil } from "./arguments.js";

/** The four certificate arguments of `socket.config`. */
export interface TlsTexts {
  readonly server_cert: unknown;
  readonly client_cert: unknown;
  readonly client_key: unknown;
  readonly client_password: unknown;
}

/** The same, as a card takes them. */
export interface ReadTexts {
  readonly server_cert: string | Uint8Array | undefined;
  readonly client_cert: string | Uint8Array | undefined;
  readonly client_key: string | Uint8Array | undefined;
  readonly client_password: string | undefined;
}

/** The names of those that are not nil. */
export function namesOf(texts: TlsTexts): readonly string[] {
  return Object.entries(texts).flatMap(([name, value]) => (isNil(value) ? [] : [name]));
}

/**
 * Reads the certificate arguments.
 *
 * LuatOS takes what is no string as absent, and so verifies nothing when the CA is in an array or a zbuff, without a word.
 *
 * @returns them, or what is wrong with one. Its value is not part of that, as it may be a secret.
 */
export function readTexts(texts: TlsTexts): ReadTexts | string {
  for (const [name, value] of Object.entries(texts) as Array<[keyof TlsTexts, unknown]>) {
    if (isNil(value) || typeof value === "string" || value instanceof Uint8Array || value instanceof Zbuff) continue;
    return `${name} is ${kindOf(value)}; expected a text, bytes, a zbuff, or nil`;
  }
  const password = given(texts.client_password);
  return {
    server_cert: given(texts.server_cert),
    client_cert: given(texts.client_cert),
    client_key: given(texts.client_key),
    client_password: password instanceof Uint8Array ? new TextDecoder().decode(password) : password,
  };
}

function given(value: unknown): string | Uint8Array | undefined {
  if (value instanceof Zbuff) return value.view().slice();
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}

/** What an argument is, where its value may be a secret. */
export function kindOf(value: unknown): string {
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
