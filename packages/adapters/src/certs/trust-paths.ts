import type { Certificate, Usage } from "./certificate.js";

/** Where the certificates of a path come from, and what it is for. */
export interface TrustSources {
  readonly authorities: readonly Certificate[];
  /** What the peer gave. */
  readonly given: readonly Certificate[];
  readonly usage: Usage;
}

/** All ways on from the end of a path to a known authority, over certificates each of which signed the one before. */
export function* trustPaths(path: readonly [Certificate, ...Certificate[]], sources: TrustSources): Generator<readonly Certificate[]> {
  const { authorities, given, usage } = sources;
  const last = path.at(-1) ?? path[0];
  if (last.isSelfSigned) {
    if (authorities.some((known) => known.equals(last))) yield path;
    return;
  }
  for (const issuer of [...authorities, ...given]) {
    const mayIssue = issuer.isFit(usage) && issuer.maySign(path.length - 1);
    const isNew = !path.some((known) => known.equals(issuer));
    if (mayIssue && isNew && last.isSignedBy(issuer)) yield* trustPaths([...path, issuer], sources);
  }
}
