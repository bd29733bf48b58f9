import { defineConfig } from "vitest/config";

// Tests read the sources: no build is needed, and the coverage is the sources'.
const conditions = ["luat-source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "{test,examples}/**/*.test.ts"],
    // Two processes for all files: to load the modules anew for each file took as long as the tests. What one file leaks
    // or changes for good another one stumbles over, so that it is found.
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    // Most of what tests make is garbage at once: with room for it less is copied on the way. Threads that help with it have no
    // processor of their own. Both took a quarter of the time.
    execArgv: ["--max-semi-space-size=128", "--single-threaded-gc"],
    // None takes long, but on a busy machine with slow keys one may.
    testTimeout: 30_000,
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
  },
});
