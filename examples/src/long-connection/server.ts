import { formatUrl, readTlsFiles } from "@luat/cli";
import type { ClientOptions, Kind } from "./client.js";
import type { Options } from "./options.js";
import type { Texts } from "./texts.js";

/** A server, and the tag of the client that talks to it. */
export interface Server extends Pick<ClientOptions, "host" | "port" | "tls"> {
  readonly tag: string;
  readonly kind: Kind;
}

/** The URL of a server, with what of its certificate is verified. */
export function describeServer({ kind, host, port, tls }: Server, texts: Texts): string {
  const url = formatUrl({ scheme: kind, host, port });
  if (kind !== "tls") return url;
  return texts.tlsServer(url, tls?.verify !== false);
}

/**
 * The servers that the command line names; tags of the same kind are numbered.
 *
 * @throws UsageError when a file that it names cannot be read.
 */
export async function namedServers({ targets, args }: Options, env: Readonly<Record<string, string | undefined>>): Promise<Server[]> {
  const tls = targets.some(({ scheme }) => scheme === "tls") ? await readTlsFiles(args, env) : undefined;
  return targets.map(({ scheme, host, port }, i) => {
    const before = targets.slice(0, i).filter((other) => other.scheme === scheme).length;
    const tag = before === 0 ? scheme : `${scheme}${before + 1}`;
    return { tag, kind: scheme, host, port, tls: scheme === "tls" ? tls : undefined };
  });
}
