import { createAuthority, type Issued } from "@luat/adapters/certs";

/** What a recording shows of a client's key: its length, which its form decides. */
type KeyForm = "traditional" | "traditional encrypted" | "pkcs8" | "pkcs8 encrypted";

const KEY_FORMS: Readonly<Record<number, KeyForm>> = { 1675: "traditional", 1766: "traditional encrypted", 1704: "pkcs8", 1874: "pkcs8 encrypted" };
const PASSWORD = "secret";
const CA_LENGTH = 1115;
const WRONG_CA_LENGTH = 1111;

/** The certificates of a world's peers, and those that its scripts gave. */
export interface Certificates {
  /** The authority that all but one script trusts. */
  readonly ca: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: Issued;
  /** For `example.test`. */
  readonly elsewhere: Issued;
  /** For `localhost`, not valid any more. */
  readonly expired: Issued;
  /** What a script gave as server_cert, of which the length was recorded. */
  authority(length: number): string;
  /** The certificate that scripts gave as theirs. */
  readonly client: string;
  /** The key that a script gave, of which the length was recorded. */
  key(length: number, trace: string): string;
}

/** Makes certificates as they were at the recording, valid at `now`. */
export function makeCertificates(now: number): Certificates {
  const authority = createAuthority({ name: "Good authority", now });
  const server = authority.issue({ names: ["localhost", "127.0.0.1"] });
  let wrong: string | undefined;
  return {
    ca: authority.cert,
    server,
    elsewhere: authority.issue({ names: ["example.test"] }),
    expired: authority.issue({ names: ["localhost"], validTo: now - 1_000 }),
    client: authority.issue({ usage: "client" }).cert,
    authority(length) {
      if (length === CA_LENGTH) return authority.cert;
      if (length === WRONG_CA_LENGTH) return (wrong ??= createAuthority({ name: "Wrong authority", now }).cert);
      return authority.cert.slice(0, length);
    },
    key(length, trace) {
      const form = KEY_FORMS[length];
      if (form === undefined) throw new Error(`trace ${trace}: there is no key of ${length} characters`);
      const [keyFormat, encrypted] = form.split(" ") as ["traditional" | "pkcs8", string | undefined];
      // One script's key was encrypted with the zero byte behind the password too, which LuatOS counts.
      const passphrase = encrypted === undefined ? undefined : trace === "10j2" ? `${PASSWORD}\0` : PASSWORD;
      return authority.issue({ keyFormat, passphrase }).key;
    },
  };
}
