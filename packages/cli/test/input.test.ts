import { PassThrough } from "node:stream";
import { VirtualClock } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { inputPieces, repeated } from "../src/input.js";

async function textsOf(pieces: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of pieces) texts.push(Buffer.from(piece).toString());
  return texts;
}

const never = new AbortController().signal;

function streamOf(...chunks: string[]): PassThrough {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return stream;
}

describe("inputPieces", () => {
  it.each([
    ["\n", ["one\n", "two\n", "\n", "three\n"]],
    ["\r\n", ["one\r\n", "two\r\n", "\r\n", "three\r\n"]],
    ["", ["one", "two", "", "three"]],
  ])("gives each line with the ending %j, however the stream is cut", async (ending, lines) => {
    expect(await textsOf(inputPieces(streamOf("on", "e\r\nt", "wo\n\nth", "ree"), { cut: "lines", ending, most: Infinity }, never))).toEqual(lines);
  });

  it("leaves the lines of files and pipes as they are, also a last one without an end", async () => {
    expect(await textsOf(inputPieces(streamOf("on", "e\r\nt", "wo\n\nth", "ree\r"), { cut: "lines", ending: undefined, most: Infinity }, never))).toEqual(["one\r\n", "two\n", "\n", "three\r"]);
  });

  it("ends the lines of a terminal with a line feed, whatever its system does", async () => {
    const terminal = Object.assign(streamOf("one\r\n"), { isTTY: true });
    expect(await textsOf(inputPieces(terminal, { cut: "lines", ending: undefined, most: Infinity }, never))).toEqual(["one\n"]);
  });

  it("gives what comes as it comes, no piece longer than allowed", async () => {
    expect(await textsOf(inputPieces(streamOf("one\r\ntwo\n"), { cut: "nowhere", ending: undefined, most: 4 }, never))).toEqual(["one\r", "\ntwo", "\n"]);
  });

  it("ends at the signal, and destroys the stream", async () => {
    const stream = new PassThrough();
    const ending = new AbortController();
    const texts = textsOf(inputPieces(stream, { cut: "lines", ending: "\n", most: Infinity }, ending.signal));
    stream.write("one\ntw");
    await new Promise(setImmediate);
    ending.abort();
    expect(await texts).toEqual(["one\n"]);
    expect(stream.destroyed).toBe(true);
  });

  it("fails with what reading fails with", async () => {
    const stream = new PassThrough();
    stream.destroy(new Error("no disk"));
    await expect(textsOf(inputPieces(stream, { cut: "lines", ending: "\n", most: Infinity }, never))).rejects.toThrow("no disk");
  });
});

describe("repeated", () => {
  const data = new TextEncoder().encode("x");

  it("gives the same as often as asked, an interval apart, the first at once", async () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    await clock.run(async () => {
      for await (const _ of repeated(data, { count: 3, interval: 50 }, clock, never)) times.push(clock.now());
    });
    expect(times).toEqual([0, 50, 100]);
  });

  it("goes on until the signal", async () => {
    const clock = new VirtualClock();
    const ending = new AbortController();
    clock.after(1_049, () => ending.abort());
    expect(await clock.run(() => textsOf(repeated(data, { count: undefined, interval: 100 }, clock, ending.signal)))).toHaveLength(11);
    expect(clock.waiting).toBe(0);
  });
});
