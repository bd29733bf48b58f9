import { ipVersion, type Endpoint, type Fault, type KeepAlive, type PeerCertificate, type SecureInfo } from "@luat/contract";
import { FAULT_REASONS, TLS_REASONS } from "../checks/reasons.js";
import { amount, flag, keyOf, list, object, optional, plain, port, text, type Field } from "./field.js";

/** The longest name that there is, with some room. */
const MAX_HOST = 255;
/** More certificates than any chain has. */
const MAX_CERTIFICATES = 64;
/** More names than any certificate has. */
const MAX_NAMES = 4096;

/** A name or an address. */
export const host = plain<string>(
  `a name or an address of 1 to ${MAX_HOST} characters without blanks`,
  (value) => typeof value === "string" && value.length <= MAX_HOST && /^[^\s\p{Cc}]+$/u.test(value),
);
const address = plain<string>("a literal address", (value) => typeof value === "string" && value.length <= MAX_HOST && ipVersion(value) !== 0);

/** An endpoint whose host may be a name. */
export const endpoint = object<Endpoint>({ host, port });
export const literalEndpoint = object<Endpoint>({ host: address, port });
export const keepAlive = object<KeepAlive>({ idle: amount, interval: amount, count: amount });

/** Some certificates have no time that can be read; JSON has `null` for that. */
const time: Field<number> = {
  read: (value, path) => (value === null ? Number.NaN : milliseconds.read(value, path)),
  write: (value) => value,
};
const milliseconds = plain<number>("milliseconds, or null", (value) => typeof value === "number");

const peerCertificates = list(
  object<PeerCertificate>({
    ...{ subject: text, issuer: text, names: list(text, MAX_NAMES) },
    ...{ validFrom: time, validTo: time, serialNumber: text, key: text, fingerprint: text },
  }),
  MAX_CERTIFICATES,
);

export const secureInfo = object<SecureInfo>({
  ...{ protocol: text, cipher: optional(text), alpn: optional(text) },
  ...{ verified: flag, resumed: flag, peerCertificates: optional(peerCertificates) },
});

/** A fault as it travels: of its note and its cause only one text does, and the name that was wanted is known to who dialled. */
type WireFault = Omit<Fault, "note" | "cause" | "wantedName"> & { readonly text?: string | undefined };

const wireFault = object<WireFault>({
  ...{ reason: keyOf(FAULT_REASONS), errno: optional(text), tls: optional(keyOf(TLS_REASONS)) },
  ...{ text: optional(text), peerCertificates: optional(peerCertificates) },
});

export const fault: Field<Fault> = {
  read(value, path) {
    const { text: cause, ...rest } = wireFault.read(value, path);
    return cause === undefined ? rest : { ...rest, cause: new Error(cause) };
  },
  write: ({ note, cause, ...rest }) => wireFault.write({ ...rest, text: note ?? textOf(cause) }),
};

function textOf(cause: unknown): string | undefined {
  if (cause instanceof Error) return cause.message;
  return typeof cause === "string" ? cause : undefined;
}
