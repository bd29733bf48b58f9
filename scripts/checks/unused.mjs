import { run } from "../workspace.mjs";

export const title = "no file, export or dependency is unused";

export async function check() {
  const { code, output } = await run("knip", ["--no-progress", "--no-config-hints"]);
  return code === 0 ? [] : [output];
}
