/** Why waits could not end, without advice. */
const reasons = new WeakMap<Error, string>();

/**
 * The error of a wait that cannot end.
 *
 * @param what - is not there that was waited for.
 * @param advice - what may help; absent: nothing is known.
 */
export function stuck(what: string | undefined, reason: string, advice?: string): Error {
  const error = new Error(`${what === undefined ? "" : `${what}, and `}${reason}${advice === undefined ? "" : `; ${advice}`}`);
  reasons.set(error, reason);
  return error;
}

/** Why a wait could not end, of the error that says so; undefined of others. */
export function reasonOf(error: unknown): string | undefined {
  return error instanceof Error ? reasons.get(error) : undefined;
}
