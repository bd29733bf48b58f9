import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests read the sources: no build, and true coverage.
  resolve: { conditions: ["luat-source", "node"] },
  ssr: { resolve: { conditions: ["luat-source", "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    coverage: { include: ["packages/*/src/**"] },
  },
});
