/**
 * @import { TestModule } from "vitest/node"
 * @import { Reporter } from "vitest/reporters"
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed tests, and whatever else went wrong: files that did not load, hooks, stray errors
 * @property {number} skipped
 */

/**
 * Counts the tests of a run and tells the process that started it.
 *
 * @implements {Reporter}
 */
export default class TallyReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    /** @type {Tally} */
    const tally = { passed: 0, failed: strayErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) tally.failed++;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) tally.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that is still pending was cut off.
        tally[state === "pending" ? "failed" : state]++;
      }
    }
    process.send?.(tally);
  }
}
