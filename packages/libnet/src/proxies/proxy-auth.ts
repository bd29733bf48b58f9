import { expectOptions, expectText, shown } from "../expect.js";

/** Who is asking a proxy. */
export interface ProxyAuth {
  /** Not empty; sent as UTF-8, with SOCKS5 up to 255 bytes. With HTTP a colon would end it. */
  readonly username: string;
  /** Sent as UTF-8, with SOCKS5 up to 255 bytes. May be empty. */
  readonly password: string;
}

const encoder = new TextEncoder();

/** Both as UTF-8, or nothing. */
export function expectAuth(auth: ProxyAuth | undefined): { readonly username: Uint8Array; readonly password: Uint8Array } | undefined {
  if (auth === undefined) return undefined;
  const { username, password } = expectOptions(auth, "auth");
  expectText(username, "auth.username");
  if (typeof password !== "string") throw new TypeError(`auth.password is ${shown(password)}; expected a text`);
  return { username: encoder.encode(username), password: encoder.encode(password) };
}
