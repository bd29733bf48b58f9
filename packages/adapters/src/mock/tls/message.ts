/** The protocols that are spoken here, the newest first. */
export const VERSIONS = ["TLSv1.3", "TLSv1.2"] as const;
export type Version = (typeof VERSIONS)[number];

/** What the sides say to each other in the handshake. In the real one the certificates are in messages of their own. */
export type Message =
  /** `psk`: with a pre-shared key, and with nothing else. */
  | { readonly kind: "client-hello"; readonly versions: readonly string[]; readonly name: string | null; readonly alpn: readonly string[]; readonly psk?: true | undefined }
  /** `cert`: empty with a pre-shared key. */
  | { readonly kind: "server-hello"; readonly version: string; readonly alpn: string | null; readonly cert: string; readonly asks: boolean }
  /** `cert`: of a client that was asked for one and has it. */
  | { readonly kind: "finished"; readonly cert: string | null; readonly psk?: KeyShown | undefined };

/** That a side knows a pre-shared key; the server's has no identity. */
export interface KeyShown {
  readonly identity: string;
  readonly proof: string;
}

/** The numbers that TLS gives them. */
const NUMBERS: Readonly<Record<Message["kind"], number>> = { "client-hello": 1, "server-hello": 2, finished: 20 };
/** The number, and three bytes of the length. */
const HEADER = 4;
/** More than this nobody has to say. */
const LONGEST = 262_144;

/** A message as bytes: a header as in TLS, and JSON. */
export function encode(message: Message): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const { length } = body;
  const bytes = new Uint8Array(HEADER + length);
  bytes.set([NUMBERS[message.kind], length >> 16, (length >> 8) & 255, length & 255]);
  bytes.set(body, HEADER);
  return bytes;
}

/** Joins messages of what several records carry. */
export class MessageReader {
  #bytes = new Uint8Array(0);

  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
  }

  /** The next whole message, if there is one; `"nonsense"` when it is none of these. */
  take(): Message | "nonsense" | undefined {
    const bytes = this.#bytes;
    if (bytes.length < HEADER) return undefined;
    const [number = 0, high = 0, middle = 0, low = 0] = bytes;
    const end = HEADER + ((high << 16) | (middle << 8) | low);
    if (end > LONGEST) return "nonsense";
    if (bytes.length < end) return undefined;
    this.#bytes = bytes.slice(end);
    return decode(number, bytes.subarray(HEADER, end)) ?? "nonsense";
  }
}

function decode(number: number, body: Uint8Array): Message | undefined {
  const fields = parse(new TextDecoder().decode(body));
  if (fields === undefined || !isMessage(fields)) return undefined;
  return NUMBERS[fields.kind] === number ? fields : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(fields: Fields): fields is Fields & Message {
  const { kind, versions, version, name, alpn, cert, asks, psk } = fields;
  if (kind === "client-hello") return (psk === undefined || psk === true) && areTexts(versions) && areTexts(alpn) && isTextOrNull(name);
  if (kind === "server-hello") return typeof version === "string" && isTextOrNull(alpn) && typeof cert === "string" && typeof asks === "boolean";
  return kind === "finished" && isTextOrNull(cert) && (psk === undefined || isKeyShown(psk));
}

function isKeyShown(value: unknown): boolean {
  const { identity, proof } = (typeof value === "object" && value !== null ? value : {}) as Partial<KeyShown>;
  return typeof identity === "string" && typeof proof === "string";
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
