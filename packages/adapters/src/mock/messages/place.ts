/** Where in a test something was written. */
export interface Place {
  /** `path:line:column`; absent where the host does not tell. */
  readonly text: string | undefined;
  /** The lines of a stack from there. */
  readonly frames: string;
}

/**
 * Where a function was called.
 *
 * @param callee - the function; it is running now.
 */
export function placeOf(callee: (...args: never[]) => unknown): Place {
  const holder: { stack?: string } = {};
  // Not every browser has it.
  (Error.captureStackTrace as typeof Error.captureStackTrace | undefined)?.(holder, callee);
  const lines = (holder.stack ?? "").split("\n").filter((line) => /^\s*at /.test(line));
  const [first] = lines;
  return { text: first === undefined ? undefined : fileOf(first), frames: lines.join("\n") };
}

function fileOf(frame: string): string {
  const place = /\((.+)\)$/.exec(frame)?.[1] ?? frame.replace(/^\s*at (?:async )?/, "");
  return place.replace(/^file:\/\//, "");
}
