import { readFileSync } from "node:fs";

/** The code at a `path:line:column`, to the end of the line. */
export function codeAt(place: string): string {
  const [, file = "", line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return readFileSync(file, "utf8").split("\n")[Number(line) - 1]?.slice(Number(column) - 1) ?? "";
}
