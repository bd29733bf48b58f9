import { test } from "vitest";

test("passes but leaves a rejection that nobody handles", () => {
  void Promise.reject(new Error("stray"));
});
