import { vi, expect } from "vitest";

type Body = (...args: unknown[]) => unknown;

/** What examples import from a test runner. Tests that they define run one after another, at once. */
export interface Runner {
  readonly vitest: object;
  readonly nodeTest: object;
}

/** @param started - gets the promise of each test; it rejects when the test fails. */
export function makeRunner(started: Array<Promise<unknown>>): Runner {
  const before: Body[] = [];
  const after: Body[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const test = (_title: string, body: Body, ...args: unknown[]): void => {
    last = last.then(async () => {
      for (const hook of before) await hook();
      try {
        await body(...args);
      } finally {
        for (const hook of after) await hook();
      }
    });
    // Whoever started it hears of a failure later.
    last.catch(() => undefined);
    started.push(last);
  };
  const each = (rows: readonly unknown[]) => (title: string, body: Body) => {
    for (const row of rows) test(title, body, ...(Array.isArray(row) ? (row as unknown[]) : [row]));
  };
  const describe = (_title: string, define: () => void): void => {
    define();
  };
  const it = Object.assign(test, { each });
  const hooks = { beforeEach: (hook: Body) => before.push(hook), afterEach: (hook: Body) => after.push(hook) };
  return { vitest: { describe, it, test: it, expect, vi, ...hooks }, nodeTest: { describe, it, test: it, ...hooks } };
}
