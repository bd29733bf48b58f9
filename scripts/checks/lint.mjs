import { run } from "../workspace.mjs";

export const title = "eslint";

/** @param {{ fix: boolean }} options */
export async function check({ fix }) {
  const { code, output } = await run("eslint", [".", ...(fix ? ["--fix"] : [])]);
  return code === 0 ? [] : [output];
}
