import { run } from "../workspace.mjs";

export const title = "everything compiles";

/** Builds the packages, and compiles tests, scripts and benchmarks without writing anything. */
export async function check() {
  const outcomes = [await run("tsc", ["-b"]), await run("tsc", ["-p", "tsconfig.test.json"])];
  return outcomes.flatMap(({ code, output }) => (code === 0 ? [] : [output]));
}
