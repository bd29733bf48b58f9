import { readFileSync } from "node:fs";

/** The code at a `path:line:column`, to the end of the line; `undefined` where there is no place. */
export function codeAt(place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  if (file === undefined) throw new Error(`${place} is no place`);
  return readFileSync(file, "utf8").split("\n")[Number(line) - 1]?.slice(Number(column) - 1);
}
