import { beforeAll, describe, test } from "vitest";

describe("a suite whose hook fails", () => {
  beforeAll(() => {
    throw new Error("hook");
  });
  test("is never run", () => undefined);
});
