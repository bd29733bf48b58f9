/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How a message quotes what the user wrote. */
export function quoted(value: unknown): string {
  return JSON.stringify(value);
}
