import { run } from "../workspace.mjs";

export const title = "both faces work in a browser";

/** Runs those tests of the faces in Chromium that need no Node.js. */
export async function check() {
  const { code, output } = await run("vitest", ["run", "--config", "test/browser/vitest.config.ts", "--reporter", "dot"]);
  return code === 0 ? [] : [output];
}
