import { run } from "../workspace.mjs";

export const title = "everything compiles";

/** Builds the packages, and compiles tests, scripts, benchmarks and the page for browsers without writing anything. */
export async function check() {
  const outcomes = [await run("tsc", ["-b"]), await run("tsc", ["-p", "tsconfig.test.json"]), await run("tsc", ["-p", "examples/browser"])];
  return outcomes.flatMap(({ code, output }) => (code === 0 ? [] : [output]));
}
