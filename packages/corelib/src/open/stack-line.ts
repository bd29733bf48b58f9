/** `at call (path:1:2)` or `at path:1:2`, as V8 writes it. */
const V8 = /^\s*at (?:.*? \((.+:\d+:\d+)\)|(?:async )?(.+:\d+:\d+))$/;
/** `call@path:1:2`, as the others do. */
const OTHERS = /^[^@]*@(.+:\d+:\d+)$/;

/** The `path:line:column` in a line of a stack; `undefined` when there is none. */
export function placeIn(line: string): string | undefined {
  const [, called, alone] = V8.exec(line) ?? OTHERS.exec(line) ?? [];
  return (called ?? alone)?.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "");
}
