import type { Fault, TlsReason } from "@luat/contract";
import { ResolveError, TlsError, type ErrorCode, type LuatError } from "@luat/libnet";
import type { FileOption, Hint, Texts } from "./texts.js";

/** What of the command line matters for what can be done. */
export interface Given {
  /** The files of the TLS options. */
  readonly files?: { readonly [option in FileOption]?: string | undefined };
  /** Addresses of which kind are wanted; absent: any. */
  readonly family?: 4 | 6 | undefined;
}

const TLS_HINTS: { readonly [reason in TlsReason]?: readonly Hint[] } = {
  password: ["password"],
  untrusted: ["authority", "insecure"],
  expired: ["clock", "insecure"],
  "not-yet-valid": ["clock", "insecure"],
  name: ["peer-name", "insecure"],
  "client-certificate": ["client-certificate"],
  refused: ["client-certificate"],
  protocol: ["plain"],
};

/** The option to blame for what is wrong about this side's own settings. */
const BLAMED: { readonly [reason in TlsReason]?: FileOption } = { ca: "ca", certificate: "cert", key: "key", mismatch: "key" };

const HINTS: { readonly [code in ErrorCode]?: Hint } = { refused: "listening", "in-use": "port-taken", forbidden: "low-port" };

/** RFC 7301: the two sides have no application protocol in common; the system's code, of whichever side. */
const NO_PROTOCOL = /NO_APPLICATION_PROTOCOL/;

/** What can be done about an error, a sentence each. */
export function hintsOf(error: LuatError, texts: Texts, given: Given = {}): string[] {
  const { hints } = texts;
  if (error instanceof TlsError) return ofTls(error, texts, given);
  if (error instanceof ResolveError) return given.family === undefined ? [hints.name] : [hints.name, hints.family];
  const hint = HINTS[error.code];
  return hint === undefined ? [] : [hints[hint]];
}

function ofTls({ tls, message, cause }: TlsError, { hints, badFile }: Texts, { files = {} }: Given): string[] {
  if (tls === undefined) return [];
  if (NO_PROTOCOL.test(message)) return [hints.alpn];
  const option = BLAMED[tls];
  const file = option && files[option];
  if (option !== undefined && file !== undefined) return [badFile(option, file, innermost(cause))];
  return (TLS_HINTS[tls] ?? []).map((hint) => hints[hint]);
}

/** What was found, without what that led to. */
function innermost(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  return cause.cause instanceof Error ? innermost(cause.cause) : cause.message;
}

const REJECTED: { readonly [reason in TlsReason]?: Hint } = { refused: "client-trust", "no-certificate": "client-needs" };

/** What a server's user can do about a client that the TLS handshake failed with. */
export function hintsOfRejected({ tls, errno = "" }: Fault, { hints }: Texts): string[] {
  if (NO_PROTOCOL.test(errno)) return [hints.alpn];
  const hint = tls && REJECTED[tls];
  return hint === undefined ? [] : [hints[hint]];
}
