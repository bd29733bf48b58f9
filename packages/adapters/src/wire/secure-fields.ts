import type { PreSharedKey, TlsConfig } from "@luat/contract";
import { fromBase64, toBase64 } from "./base64.js";
import { complain, flag, isObject, keyOf, list, object, optional, text, textUpTo, type Field } from "./field.js";
import type { WireSecure } from "./message.js";

/** More application protocols than anybody offers. */
const MAX_ALPN = 64;

/** A text, or bytes as `{ "base64": … }`. */
const textOrBytes: Field<string | Uint8Array> = {
  read(value, path) {
    if (typeof value === "string") return value;
    if (!isObject(value)) complain(path, value, 'a text, or { "base64": … }');
    return bytes.read(value, path).base64;
  },
  write: (value) => (typeof value === "string" ? value : bytes.write({ base64: value })),
};

const bytes = object<{ readonly base64: Uint8Array }>({
  base64: {
    read: (value, path) => (typeof value === "string" ? fromBase64(value) : undefined) ?? complain(path, value, "base64 with padding"),
    write: toBase64,
  },
});

const version = optional(keyOf({ "TLSv1.2": 1, "TLSv1.3": 1 }));

const config = object<TlsConfig>({
  ...{ verify: flag, clientCertificate: optional(keyOf({ request: 1, require: 1 })) },
  ...{ ca: optional(textOrBytes), crl: optional(textOrBytes), cert: optional(textOrBytes), key: optional(textOrBytes) },
  ...{ passphrase: optional(text), psk: optional(object<PreSharedKey>({ identity: textOrBytes, key: textOrBytes })) },
  ...{ minVersion: version, maxVersion: version },
});

export const secure = object<WireSecure>({ config, name: optional(textUpTo(255)), alpn: optional(list(textUpTo(255), MAX_ALPN)), resume: optional(flag) });
