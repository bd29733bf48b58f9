import { defineConfig } from "vitest/config";

// Tests read the sources: no build is needed, and the coverage is the sources'.
const conditions = ["luat-source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "{test,examples}/**/*.test.ts"],
    // A process for each file, so that a leaked handle or a changed global harms no other file.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 10_000,
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
  },
});
