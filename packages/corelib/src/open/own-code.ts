import { placeIn } from "./stack-line.js";

/** Installed packages, this SDK's from wherever they come, and the host's own. */
const INSTALLED = /[\\/]node_modules[\\/]|[\\/]@luat[\\/]|^node:/;
/** The code of a package, in the folder where this SDK's packages lie side by side. */
const IN_PACKAGE = /^[^\\/]+[\\/](?:src|dist|bundle)[\\/]/;

/** Where this SDK is. */
export interface Home {
  /** The folder of its packages; `undefined`: it was bundled. */
  readonly folder: string | undefined;
  /** The file that this is in. */
  readonly file: string;
}

let home: Home | undefined;

/** Whether a `path:line:column` is in code of this SDK, or in that of another package or the host, and not in the user's. */
export function isOwn(place: string, { folder, file }: Home = (home ??= homeIn(new Error().stack))): boolean {
  if (INSTALLED.test(place)) return true;
  // In a bundle all is one file, and which part of it is the user's cannot be told.
  return folder === undefined ? fileOf(place) === file : place.startsWith(folder) && IN_PACKAGE.test(place.slice(folder.length));
}

/** Where this SDK is, by a stack whose first line is in this file. */
export function homeIn(stack: string | undefined): Home {
  const here = (stack ?? "").split("\n").map(placeIn).find((place) => place !== undefined) ?? "";
  return { folder: /^(.*[\\/])corelib[\\/](?:src|dist|bundle)[\\/]/.exec(here)?.[1], file: fileOf(here) };
}

function fileOf(place: string): string {
  return place.replace(/:\d+:\d+$/, "");
}
