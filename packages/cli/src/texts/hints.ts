import type { TlsReason } from "@luat/contract";
import { type LuatError, TlsError, type ErrorCode } from "@luat/libnet";
import type { Hint, Texts } from "./texts.js";

const TLS_HINTS: Readonly<Record<TlsReason, readonly Hint[]>> = {
  ca: ["credentials"],
  certificate: ["credentials"],
  key: ["credentials"],
  password: ["password"],
  mismatch: ["credentials"],
  "no-certificate": [],
  untrusted: ["authority", "insecure"],
  expired: ["clock", "insecure"],
  "not-yet-valid": ["clock", "insecure"],
  name: ["peer-name", "insecure"],
  "client-certificate": ["client-certificate"],
  refused: ["client-certificate"],
  protocol: ["plain"],
};

const HINTS: { readonly [code in ErrorCode]?: Hint } = { refused: "listening", "in-use": "port-taken", forbidden: "low-port" };

/** What can be done about an error, a sentence each. */
export function hintsOf(error: LuatError, { hints }: Texts): string[] {
  if (error instanceof TlsError) return error.tls === undefined ? [] : TLS_HINTS[error.tls].map((hint) => hints[hint]);
  const hint = HINTS[error.code];
  return hint === undefined ? [] : [hints[hint]];
}
