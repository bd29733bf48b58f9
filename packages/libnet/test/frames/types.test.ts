import { describe, expectTypeOf, it } from "vitest";
import { delimited, frames, json, lengthField, lines, mapped, startEnd, type Codec, type Frames } from "../../src/frames/index.js";
import type { Connection, Data } from "../../src/index.js";
import { requests, type Requests } from "../../src/requests/index.js";

// Only compiled, never run.
const never = (_: (connection: Connection, framed: Frames<string>) => unknown): void => undefined;

interface Reading {
  readonly value: number;
}

describe("the types of frames", () => {
  it("are those of the codec", () => {
    never((connection) => {
      expectTypeOf(frames(connection, lengthField({ size: 2 }))).toEqualTypeOf<Frames<Uint8Array, Data>>();
      expectTypeOf(frames(connection, lines())).toEqualTypeOf<Frames<string>>();
      expectTypeOf(frames(connection, json())).toEqualTypeOf<Frames<unknown>>();
      expectTypeOf(json({ parse: (value) => value as Reading })).toEqualTypeOf<Codec<Reading>>();
      expectTypeOf(mapped(delimited("\n"), { decode: (bytes) => bytes.length, encode: (text: string) => text })).toEqualTypeOf<Codec<number, string>>();
    });
  });

  it("refuse options that cannot be", () => {
    never((connection) => {
      // @ts-expect-error -- a length has 1, 2, 3, 4 or 8 bytes
      lengthField({ size: 5 });
      // @ts-expect-error -- there is no size unless it is said
      lengthField({});
      // @ts-expect-error -- there are two orders of bytes
      lengthField({ size: 2, endian: "middle" });
      // @ts-expect-error -- something must say what a frame looks like
      lengthField({ size: 2, resync: {} });
      // @ts-expect-error -- misspelt
      delimited("\n", { maximum: 5 });
      // @ts-expect-error -- a byte, not a text
      startEnd({ start: "~" });
      // @ts-expect-error -- a codec, not its options
      frames(connection, { size: 2 });
      // @ts-expect-error -- lines are texts
      frames(connection, lines()).tx(new Uint8Array(1)).catch(() => undefined);
    });
  });
});

describe("the types of requests", () => {
  it("are those of the frames", () => {
    never((connection, framed) => {
      expectTypeOf(requests(framed)).toEqualTypeOf<Requests<string>>();
      expectTypeOf(requests(frames(connection, lengthField({ size: 2 })), { match: (answer, request) => answer.length > 0 && request !== "" })).toEqualTypeOf<Requests<Uint8Array, Data>>();
    });
  });

  it("refuse options that do not go together", () => {
    never((_, framed) => {
      const id = (text: string): string => text;
      requests(framed, { requestId: id, answerId: id, inFlight: 5 });
      // @ts-expect-error -- an id of one side alone finds nothing
      requests(framed, { requestId: id });
      // @ts-expect-error -- either a function or ids
      requests(framed, { requestId: id, answerId: id, match: () => true });
      // @ts-expect-error -- only in order there is something to wait for
      requests(framed, { match: () => true, lateFor: 5 });
      // @ts-expect-error -- misspelt
      requests(framed, { inflight: 5 });
      // @ts-expect-error -- frames are texts
      requests(framed, { isAnswer: (frame: number) => frame > 0 });
    });
  });
});
