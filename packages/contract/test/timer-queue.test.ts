import { TimerQueue, type Timed } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Entry extends Timed {
  readonly id: number;
}

const entry = (id: number): Entry => ({ id, due: 0, place: -1, order: 0 });

describe("TimerQueue", () => {
  it("gives what is due earliest, and of equal times what was filed first", () => {
    const queue = new TimerQueue<Entry>();
    const [a, b, c] = [entry(1), entry(2), entry(3)];
    queue.add(a, 20);
    queue.add(b, 10);
    queue.add(c, 10);
    expect(queue.first).toBe(b);
    queue.add(b, 10);
    expect(queue.first).toBe(c);
    expect(queue.size).toBe(3);
  });

  it("does nothing for an entry that is not filed, and forgets one that was removed", () => {
    const queue = new TimerQueue<Entry>();
    const a = entry(1);
    queue.remove(a);
    queue.add(a, 5);
    queue.remove(a);
    queue.remove(a);
    expect(queue.first).toBeUndefined();
    expect(queue.size).toBe(0);
    expect(a.place).toBe(-1);
  });

  it("is a sorted list to whoever looks at it, whatever is filed, filed anew, removed and taken", () => {
    const ids = fc.nat(19);
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add" as const), id: ids, due: fc.nat(10) }),
      fc.record({ kind: fc.constant("remove" as const), id: ids }),
      fc.record({ kind: fc.constant("take" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new TimerQueue<Entry>();
        const entries = Array.from({ length: 20 }, (_, id) => entry(id));
        let model: Array<{ id: number; due: number }> = [];
        const drop = (id: number | undefined): void => {
          model = model.filter((each) => each.id !== id);
        };
        for (const each of steps) {
          if (each.kind === "take") {
            const { first } = queue;
            if (first !== undefined) queue.remove(first);
            drop(model[0]?.id);
          } else if (each.kind === "remove") {
            queue.remove(entries[each.id] as Entry);
            drop(each.id);
          } else {
            queue.add(entries[each.id] as Entry, each.due);
            drop(each.id);
            model.push({ id: each.id, due: each.due });
            model.sort((a, b) => a.due - b.due);
          }
          expect(queue.first?.id).toBe(model[0]?.id);
          expect(queue.size).toBe(model.length);
        }
        for (const { id, due } of model) {
          const first = queue.first as Entry;
          expect([first.id, first.due]).toEqual([id, due]);
          queue.remove(first);
        }
        expect(queue.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
