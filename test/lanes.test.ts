import { expect, it } from "vitest";
import { inLanes } from "../scripts/lanes.mjs";

it("lanes are worked off side by side, each in its order, and every work has its result", async () => {
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const results = inLanes([["a", "b"], ["c"], []], async (name) => {
    begun.push(name);
    await new Promise<void>((resolve) => finish.set(name, resolve));
    return name.toUpperCase();
  });
  const settled = (name: string): Promise<unknown> => {
    finish.get(name)?.();
    return results.get(name) ?? Promise.reject(new Error(name));
  };
  await Promise.resolve();
  expect(begun).toEqual(["a", "c"]);
  expect(await settled("c")).toBe("C");
  expect(begun).toEqual(["a", "c"]);
  expect(await settled("a")).toBe("A");
  await Promise.resolve();
  expect(begun).toEqual(["a", "c", "b"]);
  expect(await settled("b")).toBe("B");
  expect([...results.keys()]).toEqual(["a", "b", "c"]);
});
