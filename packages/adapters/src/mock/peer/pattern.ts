import { matchBytes } from "./match-bytes.js";
import { matchPredicate, type BytesPredicate } from "./match-predicate.js";
import { matchRegExp } from "./match-regexp.js";
import { shownBytes, shownFunction } from "../messages/shown-bytes.js";
import type { Verdict } from "./verdict.js";

/** What a script waits for. */
export type Pattern =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "regexp"; readonly regexp: RegExp }
  | { readonly kind: "predicate"; readonly predicate: BytesPredicate };

/**
 * Holds what was received against a pattern.
 *
 * @param whole - whether nothing more can come to it, and nothing may be left of it: it is a datagram.
 */
export function matchPattern(pattern: Pattern, received: Uint8Array, whole: boolean): Verdict {
  const verdict = match(pattern, received);
  if (!whole || verdict.kind === "differs") return verdict;
  if (verdict.kind === "more") return { kind: "differs", what: "met another datagram" };
  return verdict.length === received.length ? verdict : { kind: "differs", what: `took ${verdict.length} bytes of a datagram of ${received.length}` };
}

function match(pattern: Pattern, received: Uint8Array): Verdict {
  switch (pattern.kind) {
    case "bytes":
      return matchBytes(pattern.bytes, received);
    case "regexp":
      return matchRegExp(pattern.regexp, received);
    case "predicate":
      return matchPredicate(pattern.predicate, received);
  }
}

export function shownPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "bytes":
      return shownBytes(pattern.bytes);
    case "regexp":
      return String(pattern.regexp);
    case "predicate":
      return shownFunction(pattern.predicate);
  }
}
