import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everySplit, SplitError, type EverySplitOptions } from "../../../src/mock/index.js";

const decoder = new TextDecoder();

/** The cuts that were tried, each as its pieces. */
async function tried(data: Parameters<typeof everySplit>[0], options?: EverySplitOptions): Promise<string[]> {
  const seen: string[] = [];
  const count = await everySplit(data, (pieces) => void seen.push(pieces.map((piece) => decoder.decode(piece)).join("|")), options);
  expect(count).toBe(seen.length);
  return seen;
}

async function failureOf(promise: Promise<unknown>): Promise<SplitError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SplitError);
  return error as SplitError;
}

function asc(count: number): string {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(0x21 + (i % 90))).join("");
}

describe("the cuts", () => {
  it("are the whole, the packets, all in two, all bytes, and all others of short data", async () => {
    expect(await tried(["a", "bc", "d"])).toEqual(["abcd", "a|bc|d", "a|bcd", "ab|cd", "abc|d", "a|b|c|d", "a|b|cd", "ab|c|d"]);
    expect(await tried("abc")).toEqual(["abc", "a|bc", "ab|c", "a|b|c"]);
    expect(await tried("a")).toEqual(["a"]);
  });

  it("are all there are, of up to 9 bytes", async () => {
    for (let length = 1; length <= 9; length++) expect(await tried(asc(length))).toHaveLength(2 ** (length - 1));
  });

  it("are in three, as long as there are not too many, and filled up by chance", async () => {
    const pieces = (cut: string): number => cut.split("|").length;
    const all = await tried(asc(33));
    expect(all).toHaveLength(1 + 32 + 1 + 500);
    expect(all.slice(34, 34 + 496).every((cut) => pieces(cut) === 3)).toBe(true);
    const long = await tried(asc(34));
    expect(long).toHaveLength(1 + 33 + 1 + 500);
    const counts = new Set(long.slice(35).map(pieces));
    expect(Math.min(...counts)).toBe(3);
    expect(Math.max(...counts)).toBeGreaterThan(25);
    expect(counts.size).toBeGreaterThan(15);
  });

  it("are as many as wanted, and never the same twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary-ascii", maxLength: 6 }), { minLength: 1, maxLength: 6 }), fc.nat(40), fc.nat(), async (packets, most, seed) => {
        const { length } = packets.join("");
        fc.pre(length > 0);
        const cuts = new Set<string>();
        const count = await everySplit(
          packets,
          (pieces) => {
            expect(pieces.map((piece) => decoder.decode(piece)).join("")).toBe(packets.join(""));
            expect(pieces.every((piece) => piece.length > 0)).toBe(true);
            cuts.add(pieces.map((piece) => piece.length).join());
          },
          { most, seed },
        );
        expect(cuts.size).toBe(count);
        const filled = packets.filter((packet) => packet.length > 0).map((packet) => packet.length);
        expect(cuts.has(filled.join())).toBe(true);
        expect(cuts.has(Array<number>(length).fill(1).join())).toBe(true);
        for (let at = 1; at < length; at++) expect(cuts.has([at, length - at].join())).toBe(true);
        const simplest = await everySplit(packets, () => undefined, { most: 0 });
        expect(count).toBeLessThanOrEqual(simplest + most);
        if (2 ** (length - 1) <= simplest + most) expect(count).toBe(2 ** (length - 1));
      }),
    );
  });

  it("are the same for the same seed, and others for another", async () => {
    const first = await tried(asc(60), { seed: 7 });
    expect(await tried(asc(60), { seed: 7 })).toEqual(first);
    expect(await tried(asc(60), { seed: 8 })).not.toEqual(first);
    expect(await tried(asc(60))).toEqual(await tried(asc(60), { seed: 1 }));
  });

  it("are only one, if one is given", async () => {
    expect(await tried("abcdef", { only: [1, 5] })).toEqual(["a|bcde|f"]);
    expect(await tried("abcdef", { only: [] })).toEqual(["abcdef"]);
  });
});

describe("the pieces", () => {
  it("belong to the test: what it does to them, nobody else sees", async () => {
    const data = new TextEncoder().encode("abc");
    const seen: string[] = [];
    await everySplit(data, (pieces) => {
      seen.push(pieces.map((piece) => decoder.decode(piece)).join("|"));
      for (const piece of pieces) new Uint8Array(piece.buffer).fill(0);
    });
    expect(seen).toEqual(["abc", "a|bc", "ab|c", "a|b|c"]);
    expect(decoder.decode(data)).toBe("abc");
  });

  it("are given to one test after the other", async () => {
    let running = 0;
    await everySplit({ hex: "01 02 03" }, async () => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
  });
});

describe("a test that fails", () => {
  it("ends all, with an error that says the cut, the reason, and how to run it alone", async () => {
    const cause = new Error("lost\nall of it");
    let count = 0;
    const error = await failureOf(
      everySplit({ hex: "7e 00 61 62 63 0a 7e" }, (pieces) => {
        count++;
        if (pieces.length === 2 && pieces[0]?.length === 3) throw cause;
      }),
    );
    expect(error.message).toBe(
      [
        "the data in 2 pieces (3 passed before): Error: lost",
        "  [0..3)  7e 00 61     ~.a",
        "  [3..7)  62 63 0a 7e  bc.~",
        "this cut alone: everySplit(data, test, { only: [3] })",
      ].join("\n"),
    );
    expect([error.name, error.cut, error.cause, count]).toEqual(["SplitError", [3], cause, 4]);
    const [title, ...frames] = String(error.stack).split("\n    at ");
    expect(title).toBe(`SplitError: ${error.message}`);
    expect(frames).toEqual(String(cause.stack).split("\n    at ").slice(1));
  });

  it("may reject, with anything", async () => {
    const reason: unknown = "no error";
    const error = await failureOf(everySplit("abc", () => Promise.reject(reason)));
    expect(error.message).toBe(["the data in one piece (0 passed before): no error", "  [0..3)  61 62 63  abc", "this cut alone: everySplit(data, test, { only: [] })"].join("\n"));
    expect([error.cut, error.cause]).toEqual([[], "no error"]);
    expect(error.stack).toContain("every-split");
  });

  it("shows the beginnings of long pieces, and the first ones of many", async () => {
    const fail = (): never => {
      throw new Error("no");
    };
    const long = await failureOf(everySplit(asc(90), fail, { only: [2, 20] }));
    expect(long.message.split("\n").slice(1, -1)).toEqual([
      '  [0..2)    21 22                                            !"',
      "  [2..20)   23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f 30 31 32  #$%&'()*+,-./012 … 2 bytes more",
      "  [20..90)  35 36 37 38 39 3a 3b 3c 3d 3e 3f 40 41 42 43 44  56789:;<=>?@ABCD … 54 bytes more",
    ]);
    const only = Array.from({ length: 39 }, (_, i) => i + 1);
    const many = await failureOf(everySplit(asc(40), fail, { only }));
    const lines = many.message.split("\n");
    expect(lines).toHaveLength(1 + 16 + 1 + 1);
    expect(lines.slice(-3)).toEqual(["  [15..16)  30  0", "  … 24 pieces more", `this cut alone: everySplit(data, test, { only: [${only.join(", ")}] })`]);
  });

  it("fails in the same way when its cut is run alone", async () => {
    const parse = (pieces: Uint8Array[]): void => {
      expect(pieces.filter((piece) => piece.length === 4)).toEqual([]);
    };
    const first = await failureOf(everySplit(asc(50), parse, { seed: 3 }));
    const again = await failureOf(everySplit(asc(50), parse, { only: first.cut }));
    expect(again.cut).toEqual(first.cut);
  });
});

describe("wrong arguments", () => {
  it.each<[Parameters<typeof everySplit>[0], EverySplitOptions | undefined, Error]>([
    ["", undefined, new RangeError("data is empty; expected at least one byte")],
    [[], undefined, new RangeError("data is empty; expected at least one byte")],
    [["", new Uint8Array()], undefined, new RangeError("data is empty; expected at least one byte")],
    [5 as unknown as string, undefined, new TypeError("data is 5; expected text, bytes or { hex }")],
    [["a", null as unknown as string], undefined, new TypeError("data[1] is null; expected text, bytes or { hex }")],
    [{ hex: "0" }, undefined, new TypeError('data.hex is "0"; expected pairs of hexadecimal digits')],
    ["abc", { most: -1 }, new RangeError("most is -1; expected a whole number of at least 0")],
    ["abc", { most: 1.5 }, new RangeError("most is 1.5; expected a whole number of at least 0")],
    ["abc", { only: [3] }, new RangeError("only[0] is 3; expected a position from 1 to 2")],
    ["abc", { only: [1, 1] }, new RangeError("only[1] is 1; expected a position from 2 to 2")],
    ["abc", { only: [0.5] }, new RangeError("only[0] is 0.5; expected a position from 1 to 2")],
  ])("are refused before anything is tried: %j %j", async (data, options, error) => {
    let count = 0;
    await expect(everySplit(data, () => count++, options)).rejects.toThrow(error);
    expect(count).toBe(0);
  });
});
