import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "../../src/bus/fifo.js";

describe("Fifo", () => {
  it("gives entries in the order they came, through any mix of pushes, shifts and clears", () => {
    const step = fc.oneof({ arbitrary: fc.constant("push" as const), weight: 6 }, { arbitrary: fc.constant("shift" as const), weight: 4 }, fc.constant("clear" as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const fifo = new Fifo<number>();
        let model: number[] = [];
        let next = 0;
        for (const one of steps) {
          if (one === "push") {
            fifo.push(next);
            model.push(next++);
          } else if (one === "shift") {
            expect(fifo.shift()).toBe(model.shift());
          } else {
            fifo.clear();
            model = [];
          }
          expect(fifo.size).toBe(model.length);
        }
        while (model.length > 0) expect(fifo.shift()).toBe(model.shift());
        expect(fifo.shift()).toBeUndefined();
      }),
    );
  });
});
