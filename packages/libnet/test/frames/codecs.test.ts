import { describe, expect, it } from "vitest";
import { delimited, fixedSize, FrameError, idleGap, json, JT808, lengthField, lines, mapped, measured, SLIP, startEnd } from "../../src/frames/index.js";
import { decode, hex, utf8 } from "./decoding.js";

const texts = (frames: readonly Uint8Array[]): string[] => frames.map((frame) => new TextDecoder().decode(frame));

describe("lengthField", () => {
  it("writes the length in its order of bytes, at its place", () => {
    expect(lengthField({ size: 2 }).encode("abc")).toEqual(hex("00 03 61 62 63"));
    expect(lengthField({ size: 3, endian: "little" }).encode("abc")).toEqual(hex("03 00 00 61 62 63"));
    expect(lengthField({ size: 8 }).encode("abc")).toEqual(hex("00 00 00 00 00 00 00 03 61 62 63"));
    expect(lengthField({ size: 2, adjustment: -2 }).encode("abc")).toEqual(hex("00 05 61 62 63"));
    expect(lengthField({ size: 2, offset: 2, resync: { magic: hex("aa 55") } }).encode("abc")).toEqual(hex("aa 55 00 03 61 62 63"));
    expect(lengthField({ size: 2, offset: 4 }).encode(hex("00 07 00 00 ff ff 11 03"))).toEqual(hex("00 07 00 00 00 02 11 03"));
  });

  it("leaves what is given to be sent as it is", () => {
    const data = hex("00 07 00 00 ff ff 11 03");
    lengthField({ size: 2, offset: 4 }).encode(data);
    expect(data).toEqual(hex("00 07 00 00 ff ff 11 03"));
  });

  it.each([
    ["1 byte", { size: 1 }, 255],
    ["2 bytes", { size: 2 }, 65_535],
    ["2 bytes after which a checksum is not counted", { size: 2, adjustment: 2 }, 65_537],
    ["2 bytes that count themselves", { size: 2, adjustment: -2 }, 65_533],
    ["2 bytes within a header", { size: 2, offset: 4 }, 65_541],
    ["4 bytes", { size: 4 }, 65_536],
    ["4 bytes within a header", { size: 4, offset: 4 }, 65_544],
  ] as const)("without max carries all that a length can say, up to 65,536 bytes behind it or more: %s", (_, options, most) => {
    const codec = lengthField(options);
    const data = new Uint8Array(most);
    expect(decode(codec, [codec.encode(data)]).frames.map(({ length }) => length)).toEqual([most]);
    expect(() => codec.encode(new Uint8Array(most + 1))).toThrow(RangeError);
  });

  it("fails at a length over the maximum, and names it, the maximum, the place and the first bytes", () => {
    const { frames, error } = decode(lengthField({ size: 4, max: 1_000 }), [hex("00 00 00 01 61 00 01 11 70 62")]);
    expect(texts(frames)).toEqual(["a"]);
    expect(error).toBeInstanceOf(FrameError);
    expect(error).toMatchObject({
      code: "frame",
      flaw: "too-large",
      at: 5,
      bytes: hex("00 01 11 70 62"),
      message: "Cannot receive: a frame of 70004 bytes is over the maximum of 1000 (max, header included), at byte 5 of the stream (00 01 11 70 62)",
    });
  });

  it("counts the place in the stream over all pieces", () => {
    const { error } = decode(lengthField({ size: 2, max: 10 }), [hex("00"), hex("01 61 00 02 62"), hex("62 ff"), hex("ff 00")]);
    expect(error).toMatchObject({ flaw: "too-large", at: 7, bytes: hex("ff ff") });
  });

  it("fails at a length that is shorter than the header that it counts", () => {
    const { error } = decode(lengthField({ size: 2, adjustment: -2 }), [hex("00 01 61")]);
    expect(error).toMatchObject({ flaw: "malformed", at: 0 });
  });

  it("takes lengths of 8 bytes that no number holds for too large", () => {
    expect(decode(lengthField({ size: 8 }), [hex("ff ff ff ff ff ff ff ff")]).error).toMatchObject({ flaw: "too-large" });
  });

  it("says at the end of the stream how much of a frame there was", () => {
    const { error } = decode(lengthField({ size: 2 }), [hex("00 05 61 62")]);
    expect(error).toMatchObject({ flaw: "cut", at: 0, message: "Cannot receive: the stream ended after 4 of 7 bytes of a frame, at byte 0 of the stream (00 05 61 62)" });
    expect(decode(lengthField({ size: 2 }), [hex("00")]).error).toMatchObject({ flaw: "cut", message: "Cannot receive: the stream ended after 1 bytes of a frame, at byte 0 of the stream (00)" });
  });

  it("skips a header whose length is too large when it knows what frames begin with", () => {
    const codec = lengthField({ size: 1, offset: 1, max: 10, resync: { magic: hex("aa") } });
    const { frames, skipped } = decode(codec, [hex("aa ff 01 aa 01 61")]);
    expect(texts(frames)).toEqual(["a"]);
    expect(skipped).toEqual([["too-large", hex("aa")], ["noise", hex("ff 01")]]);
  });

  it("refuses data that does not fit", () => {
    expect(() => lengthField({ size: 1 }).encode(new Uint8Array(256))).toThrow("data has 256 bytes, which makes the length 256; expected 0 to 255");
    expect(() => lengthField({ size: 2, max: 10 }).encode(new Uint8Array(9))).toThrow("data has 9 bytes; expected at most 8 (max is 10, header included)");
    expect(() => lengthField({ size: 2, offset: 4 }).encode("abc")).toThrow("data has 3 bytes; expected at least the 6 of the header");
    expect(() => lengthField({ size: 1, offset: 1, header: "keep", resync: { magic: hex("aa") } }).encode("abc")).toThrow("does not begin with the magic bytes");
  });

  it("refuses options that cannot be", () => {
    expect(() => lengthField({ size: 5 as 4 })).toThrow(new RangeError("size is 5; expected 1, 2, 3, 4 or 8"));
    expect(() => lengthField({ size: 2, endian: "middle" as "big" })).toThrow(TypeError);
    expect(() => lengthField({ size: 2, offset: -1 })).toThrow(RangeError);
    expect(() => lengthField({ size: 2, adjustment: 0.5 })).toThrow(TypeError);
    expect(() => lengthField({ size: 2, max: 1 })).toThrow("max is 1; expected at least 2");
    expect(() => lengthField({ size: 2, offset: 2, header: "strip" })).toThrow("nothing says what to send before the length");
    expect(() => lengthField({ size: 2, offset: 1, resync: { magic: hex("aa 55") } })).toThrow("resync.magic has 2 bytes");
    expect(() => lengthField({ size: 2, header: "drop" as "keep" })).toThrow('header is "drop"; expected "strip" or "keep"');
    expect(() => lengthField({ size: 2, offset: 1, resync: { magic: new Uint8Array(0) } })).toThrow("resync.magic is");
    expect(() => lengthField({ size: 2, resync: { check: 1 as unknown as () => boolean } })).toThrow("resync.check is 1; expected a function");
    expect(() => lengthField({ size: 2, resync: {} as { check: () => boolean } })).toThrow("resync has neither magic nor check");
  });
});

describe("delimited", () => {
  it("fails at a frame over the maximum, before it keeps more", () => {
    const { frames, error, mostPending } = decode(delimited("\n", { max: 4 }), [utf8("abcd\nab"), utf8("cde")]);
    expect(texts(frames)).toEqual(["abcd"]);
    expect(mostPending).toBe(2);
    expect(error).toMatchObject({ flaw: "too-large", at: 5, message: expect.stringContaining("no delimiter in the first 4 bytes of a frame: it is over the maximum (max, without its delimiter), at byte 5 of the stream (61 62)") as unknown });
  });

  it("fails at a frame over the maximum that is there as a whole", () => {
    expect(decode(delimited("\n", { max: 4 }), [utf8("abcde\n")]).error).toMatchObject({ flaw: "too-large", at: 0 });
  });

  it("fails at the end within a frame, or hands out the rest", () => {
    expect(decode(delimited("\n"), [utf8("a\nbc")]).error).toMatchObject({ flaw: "cut", at: 2, bytes: utf8("bc") });
    const { frames, error } = decode(delimited("\n", { rest: "frame" }), [utf8("a\nbc")]);
    expect(texts(frames)).toEqual(["a", "bc"]);
    expect(error).toBeUndefined();
  });

  it("tells what was skipped of a frame that has no end", () => {
    const { skipped, error } = decode(delimited("\r\n", { max: 2, invalid: "skip" }), [utf8("abc"), utf8("de\r")]);
    expect(texts(skipped.map(([, bytes]) => bytes)).join("")).toBe("abcde\r");
    expect(error).toBeUndefined();
  });

  it("refuses to send what would be read as something else", () => {
    expect(() => delimited("\n").encode("a\nb")).toThrow("data has the delimiter at byte 1");
    expect(() => delimited("aba").encode("ab")).toThrow("data has the delimiter at byte 0");
    expect(() => delimited("\n", { keepDelimiter: true }).encode("ab")).toThrow("data does not end with the delimiter");
    expect(() => delimited("\r\n", { keepDelimiter: true }).encode("")).toThrow("data does not end with the delimiter");
    expect(() => delimited("\n", { max: 2 }).encode("abc")).toThrow("data has 3 bytes; expected at most 2 (max, without the delimiter)");
    expect(() => delimited("")).toThrow("delimiter is empty");
    expect(() => delimited("\n", { invalid: "ignore" as "skip" })).toThrow(`invalid is "ignore"; expected "error" or "skip"`);
    expect(() => delimited("\n", { rest: "keep" as "frame" })).toThrow(TypeError);
  });
});

describe("lines", () => {
  it("end with LF or CR LF, and may be empty", () => {
    expect(decode(lines(), [utf8("one\r\ntwo\n\r\n\nth"), utf8("ree\r"), utf8("\n")]).frames).toEqual(["one", "two", "", "", "three"]);
  });

  it("are decoded as a whole, even when a character is cut", () => {
    const [a, b] = [utf8("温度\n").slice(0, 2), utf8("温度\n").slice(2)];
    expect(decode(lines(), [a as Uint8Array, b as Uint8Array]).frames).toEqual(["温度"]);
    expect(decode(lines({ encoding: "gbk" }), [hex("ce c2 b6 c8 0a")]).frames).toEqual(["温度"]);
  });

  it("refuse text with ends of lines in it", () => {
    expect(() => lines().encode("a\nb")).toThrow('line is "a\\nb"; expected no end of a line in it');
    expect(() => lines().encode("a\r")).toThrow(RangeError);
    expect(() => lines().encode(5 as unknown as string)).toThrow("line is 5; expected a text");
    expect(() => lines({ newline: "\r" as "\n" })).toThrow(TypeError);
  });
});

describe("json", () => {
  it("passes over blank lines", () => {
    expect(decode(json(), [utf8('\n{"a":1}\n\r\n[2]\r\nnull\n')]).frames).toEqual([{ a: 1 }, [2], null]);
  });

  it("fails at what is no JSON, or skips it", () => {
    expect(decode(json(), [utf8("1\n{\n")])).toMatchObject({ frames: [1], error: { flaw: "malformed", bytes: utf8("{"), cause: expect.any(SyntaxError) as unknown } });
    expect(decode(json({ invalid: "skip" }), [utf8("1\n{\n2\n")])).toMatchObject({ frames: [1, 2], skipped: [["malformed", utf8("{")]], error: undefined });
    expect(decode(json({ invalid: "skip" }), [hex("31 0a ff 0a 32 0a")]).frames).toEqual([1, 2]);
  });

  it("gives values their type, and takes others for malformed", () => {
    const numbers = json({
      parse(value) {
        if (typeof value !== "number") throw new TypeError("no number");
        return value;
      },
    });
    expect(decode(numbers, [utf8('1\n"2"\n')])).toMatchObject({ frames: [1], error: { flaw: "malformed", message: expect.stringContaining("no number") as unknown } });
  });

  it("refuses to send what JSON cannot hold", () => {
    expect(() => json().encode(undefined)).toThrow("value is undefined; expected what JSON can hold");
    expect(() => json({ parse: 1 as unknown as () => number })).toThrow("parse is 1; expected a function");
  });
});

describe("startEnd", () => {
  it("escapes as JT/T 808 and SLIP do", () => {
    expect(startEnd(JT808).encode(hex("30 7e 08 7d 55"))).toEqual(hex("7e 30 7d 02 08 7d 01 55 7e"));
    expect(startEnd(SLIP).encode(hex("c0 db 01"))).toEqual(hex("c0 db dc db dd 01 c0"));
  });

  it("takes two flags in a row for the end of one frame and the start of the next, even in the middle of a stream", () => {
    const { frames, skipped } = decode(startEnd(JT808), [hex("61 62 7e 7e 63 7e 7e 64 7e")]);
    expect(texts(frames)).toEqual(["c", "d"]);
    expect(skipped).toEqual([["noise", hex("61 62")]]);
  });

  it("lets a flag end a frame and start the next where it is shared", () => {
    expect(texts(decode(startEnd(SLIP), [hex("c0 61 c0 62 c0 c0 63 c0")]).frames)).toEqual(["a", "b", "c"]);
  });

  it("skips a frame with an escape that means nothing, or fails", () => {
    const wire = hex("7e 61 7d 09 7e 7e 62 7e");
    expect(decode(startEnd(JT808), [wire])).toMatchObject({ frames: [utf8("b")], skipped: [["malformed", hex("61 7d 09")]] });
    expect(decode(startEnd({ ...JT808, invalid: "error" }), [wire]).error).toMatchObject({ flaw: "malformed", at: 0 });
    expect(decode(startEnd(JT808), [hex("7e 61 7d 7e 7e 62 7e")]).frames).toEqual([utf8("b")]);
  });

  it("skips a frame over the maximum, or fails", () => {
    const wire = [hex("7e 61 62 63"), hex("64 65 7e 7e 66 7e")];
    const { frames, skipped, mostPending } = decode(startEnd({ ...JT808, max: 4 }), wire);
    expect(texts(frames)).toEqual(["f"]);
    expect(skipped.map(([reason]) => reason)).toEqual(["too-large", "too-large"]);
    expect(mostPending).toBe(3);
    expect(decode(startEnd({ ...JT808, max: 4, invalid: "error" }), wire).error).toMatchObject({ flaw: "too-large", at: 0 });
  });

  it("begins anew where a frame starts within a frame", () => {
    const codec = startEnd({ start: 2, end: 3 });
    expect(decode(codec, [hex("02 61 62"), hex("63 02 64 03")])).toMatchObject({ frames: [utf8("d")], skipped: [["malformed", utf8("ab")], ["malformed", utf8("c")]] });
  });

  it("fails at the end within a frame, but not after a lonely flag", () => {
    expect(decode(startEnd(JT808), [hex("7e 61")]).error).toMatchObject({ flaw: "cut", at: 0 });
    expect(decode(startEnd(JT808), [hex("7e 61 7e 7e")]).error).toBeUndefined();
  });

  it("refuses what cannot be told apart", () => {
    expect(() => startEnd(JT808).encode("")).toThrow("data is empty");
    expect(() => startEnd({ start: 2, end: 3 }).encode(hex("61 03"))).toThrow("data has the flag 3; expected none, as there is no escape");
    expect(() => startEnd({ ...JT808, max: 2 }).encode(hex("7e 7e"))).toThrow("data has 4 bytes on the wire; expected at most 2 (max, without the flags)");
    expect(() => startEnd({ start: 256 })).toThrow("start is 256; expected 0 to 255");
    expect(() => startEnd({ start: 0x7e, escape: 0x7d, escapes: { 1: 0x7d } })).toThrow("escapes has nothing that stands for 126");
    expect(() => startEnd({ start: 0x7e, escape: 0x7d, escapes: { 1: 0x7d, 0x7e: 0x7e } })).toThrow("escapes has 126, which is a flag");
    expect(() => startEnd({ start: 0x7e, escapes: { 1: 0x7d } })).toThrow("escapes are given without an escape");
    expect(() => startEnd({ start: 2, end: 3, shared: true })).toThrow("expected one flag for both");
  });
});

describe("measured", () => {
  it("fails at what is malformed or too large, or looks for the next frame", () => {
    const options = { length: ([first]: Uint8Array) => (first === undefined ? undefined : first === 0xff ? NaN : first), max: 4 };
    expect(decode(measured(options), [hex("02 61 ff")])).toMatchObject({ frames: [hex("02 61")], error: { flaw: "malformed", at: 2 } });
    expect(decode(measured(options), [hex("05")]).error).toMatchObject({ flaw: "too-large" });
    expect(decode(measured({ ...options, resync: true }), [hex("ff 05 02 61")])).toMatchObject({ frames: [hex("02 61")], skipped: [["malformed", hex("ff")], ["too-large", hex("05")]] });
  });

  it("keeps no more than the maximum while the length is not known", () => {
    const { error, mostPending } = decode(measured({ length: () => undefined, max: 10 }), Array.from({ length: 20 }, () => hex("61")));
    expect(error).toMatchObject({ flaw: "too-large", message: expect.stringContaining("a frame of more than 10 bytes is over the maximum of 10 (max)") as unknown });
    expect(mostPending).toBeLessThanOrEqual(10);
  });

  it("looks on, within what it keeps, where it cannot know for too long", () => {
    const codec = measured({ length: (bytes) => (bytes[0] === 0x23 ? 2 : undefined), max: 4, resync: true });
    const { frames, skipped } = decode(codec, [..."abcdef#x1234"].map(utf8), { ends: false });
    expect(texts(frames)).toEqual(["#x"]);
    expect(texts(skipped.map(([, bytes]) => bytes)).join("")).toBe("abcdef");
  });

  it("may look further than the frame goes", () => {
    // A frame ends where the next "#" begins.
    const codec = measured({ length: (bytes) => (bytes.indexOf(0x23, 1) < 0 ? undefined : bytes.indexOf(0x23, 1)) });
    for (const pieces of [["#one#two#"], ["#on", "e#t", "wo#"], [..."#one#two#"]]) {
      expect(texts(decode(codec, pieces.map(utf8), { ends: false }).frames)).toEqual(["#one", "#two"]);
    }
  });

  it("refuses what is no function", () => {
    expect(() => measured({ length: 5 as unknown as () => number })).toThrow("length is 5; expected a function");
    expect(() => measured({ length: () => 1, encode: "x" as unknown as () => Uint8Array })).toThrow("encode is");
  });
});

describe("mapped", () => {
  const upper = { decode: (bytes: Uint8Array) => (bytes.length === 0 ? undefined : new TextDecoder().decode(bytes).toUpperCase()), encode: (text: string) => text.toLowerCase() };

  it("makes messages of frames, and passes over those that are none", () => {
    const codec = mapped(delimited("\n"), upper);
    expect(decode(codec, [utf8("a\n\nb\n")]).frames).toEqual(["A", "B"]);
    expect(codec.encode("A")).toEqual(utf8("a\n"));
  });

  it("tells what the codec below skips", () => {
    expect(decode(mapped(startEnd(JT808), upper), [hex("00 7e 61 7e")])).toMatchObject({ frames: ["A"], skipped: [["noise", hex("00")]] });
  });

  it("refuses what is no function", () => {
    expect(() => mapped(delimited("\n"), { ...upper, decode: 1 as unknown as () => string })).toThrow("decode is 1; expected a function");
    expect(() => mapped(delimited("\n"), { ...upper, encode: 1 as unknown as () => string })).toThrow("encode is 1; expected a function");
  });
});

describe("fixedSize and idleGap", () => {
  it("refuse data of the wrong size", () => {
    expect(() => fixedSize(4).encode("abc")).toThrow("data has 3 bytes; expected 4");
    expect(() => fixedSize(0)).toThrow("size is 0; expected at least 1");
    expect(() => idleGap(50).encode("")).toThrow("data is empty");
    expect(() => idleGap(50, { max: 2 }).encode("abc")).toThrow("expected at most 2 (max)");
    expect(() => idleGap(Infinity)).toThrow(TypeError);
    expect(() => idleGap(0)).toThrow("ms is 0; expected a number of milliseconds above 0");
  });

  it("take what the stream ends with for a frame only where silence ends frames", () => {
    expect(decode(fixedSize(4), [utf8("abc")]).error).toMatchObject({ flaw: "cut" });
    expect(texts(decode(idleGap(50), [utf8("ab"), utf8("c")]).frames)).toEqual(["abc"]);
  });

  it("skip what is too large up to the next silence", () => {
    const frames: Uint8Array[] = [];
    const skipped: Uint8Array[] = [];
    const decoder = idleGap(50, { max: 4, invalid: "skip" }).decoder({ frame: (frame) => frames.push(frame), skipped: (bytes) => skipped.push(bytes.slice()) });
    for (const piece of ["abc", "de", "f"]) decoder.push(utf8(piece));
    expect(decoder.pending).toBe(6);
    decoder.quiet?.();
    decoder.push(utf8("gh"));
    decoder.quiet?.();
    expect([texts(frames), texts(skipped)]).toEqual([["gh"], ["abc", "de", "f"]]);
    expect(decode(idleGap(50, { max: 4 }), [utf8("abc"), utf8("de")]).error).toMatchObject({ flaw: "too-large", at: 0 });
  });
});

describe("an option that there is not", () => {
  it.each<[string, () => unknown, string]>([
    ["lengthField", () => lengthField({ size: 2, ofset: 2 } as never), "size, endian, offset, adjustment, header, max, resync"],
    ["delimited", () => delimited("\n", { ofset: 2 } as never), "keepDelimiter, max, invalid, rest"],
    ["lines", () => lines({ ofset: 2 } as never), "newline, encoding, max, invalid, rest"],
    ["json", () => json({ ofset: 2 } as never), "max, invalid, parse"],
    ["startEnd", () => startEnd({ start: 0x7e, ofset: 2 } as never), "start, end, escape, escapes, shared, max, invalid"],
    ["measured", () => measured({ length: () => 1, ofset: 2 } as never), "length, encode, max, resync"],
    ["idleGap", () => idleGap(50, { ofset: 2 } as never), "max, invalid"],
  ])("is refused by %s", (codec, make, known) => {
    expect(make).toThrow(new TypeError(`ofset is no option of ${codec}; expected one of ${known}`));
  });
});
