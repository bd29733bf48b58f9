import { writeFile } from "node:fs/promises";
import type { Clock } from "@luat/contract";
import type { ServerTlsOptions } from "@luat/libnet";
import type { Io } from "../io.js";
import type { Report } from "../report.js";
import { wrong } from "../texts/wrong.js";
import { readKeyFiles } from "../tls-files.js";
import type { Target } from "../url.js";
import type { CertificateArguments } from "./options.js";

const EVERY_ADDRESS = ["", "0.0.0.0", "::"];

/** The TLS settings of a server. */
export interface ServerSecurity {
  readonly tls: ServerTlsOptions;
  /** Tells of the certificate that was made; for when it is used, as it is long. */
  announce(): void;
}

/**
 * The TLS settings of a server: from files, or with a certificate that is made for it.
 *
 * @throws UsageError when a file cannot be read or written, or a name is none.
 */
export async function serverTls(args: CertificateArguments, target: Target, { env, clock }: Pick<Io, "env" | "clock">, report: Report): Promise<ServerSecurity> {
  const { ca, alpn, cert, key, passphrase } = await readKeyFiles(args, env);
  if (cert !== undefined && key !== undefined) return { tls: { cert, key, passphrase, ca, alpn }, announce: () => undefined };
  const { issued, announce } = await selfSigned(args, target, clock, report);
  return { tls: { ...issued, ca, alpn }, announce };
}

interface SelfSigned extends Pick<ServerSecurity, "announce"> {
  readonly issued: Pick<ServerTlsOptions, "cert" | "key">;
}

async function selfSigned(args: CertificateArguments, { host }: Target, clock: Clock, report: Report): Promise<SelfSigned> {
  // Loaded only here: making keys brings a library along.
  const { createAuthority } = await import("@luat/adapters/certs");
  const given = args.text("name");
  const more = given?.split(",") ?? [];
  const names = ["localhost", "127.0.0.1", "::1", ...(EVERY_ADDRESS.includes(host) ? [] : [host]), ...more];
  const authority = createAuthority({ name: "luat listen", now: clock.wall() });
  try {
    const issued = authority.issue({ names: [...new Set(names)], usage: "server" });
    return { issued, announce: await publish(authority.cert, args.text("ca-out"), report) };
  } catch (error) {
    if (error instanceof TypeError && given !== undefined) throw wrong((say) => say.certificateNames(given));
    throw error;
  }
}

async function publish(pem: string, file: string | undefined, report: Report): Promise<() => void> {
  const { texts } = report;
  if (file === undefined) {
    return () => {
      report.info(`${texts.authorityFollows}\n${pem.trimEnd().replaceAll("\r", "")}`);
    };
  }
  try {
    await writeFile(file, pem);
  } catch (error) {
    throw wrong((say) => say.unwritable("--ca-out", file, error));
  }
  return () => {
    report.info(texts.authority(file));
  };
}
