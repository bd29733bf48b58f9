import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplayWindow } from "../../../src/node/dtls/replay-window.js";

describe("ReplayWindow", () => {
  it("takes each number once, and none that is 64 or more behind the newest, whatever the gaps", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(200), fc.nat(2 ** 40))), (numbers) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        for (const number of numbers) {
          const isNew = !seen.has(number) && Math.max(...seen, number) - number < 64;
          expect(window.mayReceive(number)).toBe(isNew);
          window.markAsReceived(number);
          seen.add(number);
        }
      }),
    );
  });
});
