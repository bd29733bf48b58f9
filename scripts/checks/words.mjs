import { run } from "../workspace.mjs";

export const title = "the text speaks of the project alone";

// Places and numbers that mean something only to whoever wrote the text. The brackets keep the patterns from
// finding themselves.
export const PRIVATE = ["/wor[k]/", "\\.\\./share[d]", "\\bissue[s]? #?[0-9]+", "\\bsession[s]? #?[0-9]"].join("|");

/** Looks through all tracked text. */
export async function check() {
  const { code, output } = await run("git", ["grep", "-nIiE", PRIVATE, "--", ".", ":!pnpm-lock.yaml"]);
  if (code === 1) return []; // nothing found
  return [output];
}
