import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Incoming } from "../../src/runtime/incoming.js";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const numbers = (view: Uint8Array): number[] => [...view];

type Use =
  | { readonly use: "read" | "take" | "visit"; readonly count: number }
  | { readonly use: "takeFront" };
type Op = Use | { readonly use: "lend" | "keep"; readonly size: number; readonly spare: number; readonly inside: readonly Use[] };

const use: fc.Arbitrary<Use> = fc.oneof(
  fc.record({ use: fc.constantFrom("read" as const, "take" as const, "visit" as const), count: fc.nat(3000) }),
  fc.record({ use: fc.constant("takeFront" as const) }),
);
const op: fc.Arbitrary<Op> = fc.oneof(
  use,
  fc.record({
    use: fc.constantFrom("lend" as const, "keep" as const),
    size: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9000 })),
    spare: fc.nat(50),
    inside: fc.array(use, { maxLength: 3 }),
  }),
);

/** As `toEqual`, but quick. */
function expectBytes(view: Uint8Array, wanted: readonly number[]): void {
  if (view.length !== wanted.length || wanted.some((byte, i) => byte !== view[i])) expect(numbers(view)).toEqual(wanted);
}

/** Does the same to the queue and to a plain array of what must come out, and compares. */
class Model {
  readonly queue: Incoming;
  /** What each arrival that is not read yet has left. */
  readonly records: number[] = [];
  readonly expected: number[] = [];
  /** What was taken as the caller's own, and how it looked then. */
  readonly owned: Array<[Uint8Array, number[]]> = [];
  #next = 0;

  constructor(keepsRecords: boolean) {
    this.queue = new Incoming(keepsRecords);
  }

  run(one: Op): void {
    switch (one.use) {
      case "lend":
      case "keep":
        this.#arrive(one);
        break;
      case "read": {
        const target = new Uint8Array(one.count + 3);
        const done = this.queue.read(target, 2, one.count);
        expect(done).toBe(Math.min(one.count, this.expected.length));
        expectBytes(target, [0, 0, ...this.expected.splice(0, done), ...new Array<number>(one.count + 1 - done).fill(0)]);
        break;
      }
      case "take":
        this.#own(this.queue.take(one.count), Math.min(one.count, this.expected.length));
        break;
      case "takeFront": {
        const front = this.queue.takeFront();
        expect(front.length > 0).toBe(this.expected.length > 0);
        this.#own(front, front.length);
        break;
      }
      case "visit":
        this.queue.visit((view) => {
          expect(view.length).toBeGreaterThan(0);
          expectBytes(view, this.expected.slice(0, view.length));
          const taken = Math.min(one.count, view.length);
          this.expected.splice(0, taken);
          return taken;
        });
        break;
    }
    expect(this.queue.length).toBe(this.expected.length);
    for (const from of [0, this.expected.length >> 1, this.expected.length]) {
      expectBytes(new Uint8Array(Buffer.concat(this.queue.views(from))), this.expected.slice(from));
    }
    let read = this.records.reduce((sum, length) => sum + length, 0) - this.expected.length;
    for (let first = this.records[0] ?? 0; read > 0; first = this.records[0] ?? 0) {
      if (read < first) this.records[0] = first - read;
      else this.records.shift();
      read -= first;
    }
    if (this.queue.keepsRecords) expect(this.queue.frontLength).toBe(this.records[0] ?? 0);
    else expect(this.queue.frontLength > 0).toBe(this.expected.length > 0);
  }

  #arrive({ use: how, size, spare, inside }: Extract<Op, { size: number }>): void {
    const fresh = new Uint8Array(size + spare);
    for (let i = 0; i < size; i++) fresh[i] = this.#next++ % 251;
    this.expected.push(...fresh.subarray(0, size));
    this.records.push(size);
    if (how === "keep") {
      this.queue.keep(fresh, size);
      for (const each of inside) this.run(each);
    } else {
      this.queue.lend(fresh, size);
      for (const each of inside) this.run(each);
      this.queue.settle();
      fresh.fill(255);
    }
  }

  #own(view: Uint8Array, count: number): void {
    const wanted = this.expected.splice(0, count);
    expectBytes(view, wanted);
    this.owned.push([view, wanted]);
  }
}

describe("Incoming", () => {
  it("loses, repeats and reorders no byte, and what was taken stays as it is", () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 25 }), fc.boolean(), (ops, keepsRecords) => {
        const model = new Model(keepsRecords);
        for (const one of ops) model.run(one);
        while (model.expected.length > 0) model.run({ use: "takeFront" });
        for (const [view, wanted] of model.owned) expectBytes(view, wanted);
      }),
      { numRuns: 300 },
    );
  });

  it("copies lent bytes once: straight to the reader who is served inside the call", () => {
    const queue = new Incoming(false);
    queue.lend(bytes(1, 2, 3, 9), 3);
    const target = new Uint8Array(3);
    expect(queue.read(target, 0, 3)).toBe(3);
    queue.settle();
    expect(numbers(target)).toEqual([1, 2, 3]);
    expect(queue.length).toBe(0);
  });

  it("gives kept bytes as they are, without a copy", () => {
    const queue = new Incoming(false);
    const kept = bytes(1, 2, 3);
    queue.keep(kept, 3);
    expect(queue.takeFront()).toBe(kept);
    const longer = bytes(1, 2, 3, 4);
    queue.keep(longer, 2);
    const front = queue.takeFront();
    expect(numbers(front)).toEqual([1, 2]);
    expect(front.buffer).toBe(longer.buffer);
  });

  it("gives a copy of lent bytes even where slicing makes a view", () => {
    const queue = new Incoming(false);
    const lent = Buffer.from([1, 2, 3]);
    queue.lend(lent, 3);
    const taken = queue.take(2);
    expect(taken.buffer).not.toBe(lent.buffer);
    queue.settle();
    lent.fill(0);
    expect(numbers(taken)).toEqual([1, 2]);
    expect(numbers(queue.take(9))).toEqual([3]);
  });

  it("lets many small arrivals share a store", () => {
    const queue = new Incoming(false);
    for (let i = 0; i < 100; i++) {
      queue.lend(bytes(i), 1);
      queue.settle();
    }
    expect(queue.takeFront().length).toBe(1);
    expect(queue.takeFront().length).toBe(99);
    expect(queue.takeFront().length).toBe(0);
  });

  it("keeps each arrival apart where records count, and says how much is left of the oldest", () => {
    const queue = new Incoming(true);
    expect(queue.frontLength).toBe(0);
    for (const record of [bytes(1, 2, 3), bytes(4), bytes(5, 6)]) {
      queue.lend(record, record.length);
      queue.settle();
    }
    queue.keep(bytes(7, 8, 9), 2);
    expect([queue.frontLength, numbers(queue.take(2)), queue.frontLength]).toEqual([3, [1, 2], 1]);
    const fronts = [queue.takeFront(), queue.takeFront(), queue.takeFront(), queue.takeFront()];
    expect(fronts.map(numbers)).toEqual([[3], [4], [5, 6], [7, 8]]);
    // None of them holds on to more than its own bytes.
    expect(fronts.map((front) => front.buffer.byteLength)).toEqual([3, 1, 2, 3]);
    expect([queue.frontLength, queue.length]).toEqual([0, 0]);
  });

  it("says how much is left of lent bytes too, but only once they are the oldest", () => {
    const queue = new Incoming(false);
    queue.keep(bytes(1), 1);
    queue.lend(bytes(2, 3, 4), 3);
    expect([queue.frontLength, numbers(queue.take(2)), queue.frontLength]).toEqual([1, [1, 2], 2]);
    queue.settle();
    expect(queue.frontLength).toBe(2);
    queue.clear();
    expect(queue.frontLength).toBe(0);
  });

  it("can still be read across records", () => {
    const queue = new Incoming(true);
    queue.keep(bytes(1, 2), 2);
    queue.keep(bytes(3, 4), 2);
    expect([numbers(queue.take(3)), queue.frontLength]).toEqual([[1, 2, 3], 1]);
  });

  it("reads across stores and lent bytes in one call", () => {
    const queue = new Incoming(false);
    queue.keep(bytes(1, 2), 2);
    queue.lend(bytes(3, 4), 2);
    expect(numbers(queue.take(3))).toEqual([1, 2, 3]);
    queue.settle();
    expect(numbers(queue.take(9))).toEqual([4]);
  });

  it("forgets everything when cleared, also while bytes are lent or looked at", () => {
    const queue = new Incoming(false);
    queue.keep(bytes(1), 1);
    queue.lend(bytes(2, 3), 2);
    queue.clear();
    queue.settle();
    expect(queue.length).toBe(0);
    expect(queue.take(5).length).toBe(0);

    queue.keep(bytes(1, 2), 2);
    queue.visit(() => {
      queue.clear();
      return 1;
    });
    expect(queue.length).toBe(0);
    queue.lend(bytes(1, 2), 2);
    queue.visit(() => {
      queue.clear();
      return 1;
    });
    queue.settle();
    expect(queue.length).toBe(0);
  });

  it("does not call a visitor when there is nothing to see", () => {
    const queue = new Incoming(false);
    queue.visit(() => expect.fail("there is nothing"));
    queue.lend(bytes(1), 1);
    expect(queue.takeFront().length).toBe(1);
    queue.visit(() => expect.fail("there is nothing left"));
    queue.settle();
  });

  it("costs no store before the first byte that nobody takes", () => {
    const queue = new Incoming(false);
    queue.lend(bytes(1, 2), 2);
    expect(queue.take(2).length).toBe(2);
    queue.settle();
    expect(queue.takeFront().length).toBe(0);
  });
});
