import { formatTranscript, parseTranscript, TranscriptError } from "@luat/adapters/tape";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transcript } from "./arbitrary-transcript.js";
import { DIAL, HEADER } from "./tapes.js";

function problem(...lines: readonly string[]): string {
  try {
    parseTranscript(lines);
  } catch (error) {
    expect(error).toBeInstanceOf(TranscriptError);
    return (error as TranscriptError).message;
  }
  return "none";
}

describe("a transcript", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(transcript, (one) => {
        expect(parseTranscript(formatTranscript(one))).toEqual(one);
      }),
    );
  });

  it("has bytes as text where they are clean UTF-8 without control characters, and else as hexadecimal digits", () => {
    const line = (bytes: Uint8Array): string => {
      const { header } = parseTranscript(HEADER);
      return formatTranscript({ header, entries: [{ t: 0, ev: "in", id: 1, bytes }] }).split("\n")[1] ?? "";
    };
    const ofText = (text: string): string => line(new TextEncoder().encode(text));
    expect(ofText("AT+OK\r\n\t✓ 你好")).toBe('{"t":0,"id":1,"ev":"in","text":"AT+OK\\r\\n\\t✓ 你好"}');
    expect(ofText("")).toBe('{"t":0,"id":1,"ev":"in","text":""}');
    expect(line(Uint8Array.of(0x68, 0x69, 0xff))).toBe('{"t":0,"id":1,"ev":"in","hex":"68 69 ff"}');
    for (const control of ["\0", "\x1b", "\x7f", "\u0085"]) expect(ofText(control)).toContain('"hex":');
  });

  it("may be one text or lines, with empty lines and notes in it", () => {
    const lines = [HEADER, "", '{"t":1,"id":1,"ev":"dial","to":{"host":"10.0.0.1","port":80,"where":"home"},"note":"the meter"}', ""];
    const { header, entries } = parseTranscript(lines);
    expect(header).toMatchObject({ adapter: "eth", up: true });
    expect(entries).toEqual([{ t: 1, ev: "dial", id: 1, to: { host: "10.0.0.1", port: 80 } }]);
    expect(parseTranscript(lines.join("\r\n"))).toEqual({ header, entries });
  });

  it("of an older card has what its header does not say of that card", () => {
    const older = HEADER.replace('"clients":"many",', "");
    expect(older).not.toBe(HEADER);
    expect(parseTranscript(older)).toEqual(parseTranscript(HEADER));
    const bare = HEADER.replace(/"traits":\{.*?\}/, '"traits":{"clients":"one"}');
    expect(parseTranscript(bare).header.traits).toEqual({
      ...{ names: "resolve", tcp: true, listen: true, clients: "one", udp: true, tls: true, halfClose: true, reset: true },
      ...{ keepAlive: "full", localPort: true, ipv6: true, pausedSeesEnd: false },
    });
    expect(problem(HEADER.replace(/"traits":\{.*?\},/, ""))).toBe("line 1 of the transcript: traits is absent; expected an object");
    expect(problem(HEADER.replace('"clients":"many"', '"clients":2'))).toBe('line 1 of the transcript: traits.clients is 2; expected one of "many", "one"');
  });

  it("of another version or format is refused", () => {
    expect(problem(HEADER.replace(":1,", ":2,"))).toBe("line 1 of the transcript: version is 2; expected 1");
    expect(problem('{"log":{}}')).toBe('line 1 of the transcript: format is absent; expected "luat-transcript"');
    expect(problem("", "")).toBe('line 1 of the transcript: nothing is there; expected a header with "format": "luat-transcript"');
  });

  it.each([
    ["{", /^line 2 of the transcript: .*; expected one object in JSON$/],
    ["7", "line 2 of the transcript: it is 7; expected an object"],
    ['{"t":-1,"ev":"ended"}', "line 2 of the transcript: t is -1; expected milliseconds, at least 0"],
    ['{"t":0,"ev":"dialed"}', /^line 2 of the transcript: ev is "dialed"; expected one of "link", "resolve", /],
    ['{"t":0,"ev":"dial","id":1,"to":{"host":"a","port":70000}}', "line 2 of the transcript: to.port is 70000; expected 0 to 65535"],
    ['{"t":0,"ev":"dial","id":0,"to":{"host":"a","port":7}}', "line 2 of the transcript: id is 0; expected a whole number of at least 1"],
    ['{"t":0,"ev":"dial","id":1,"to":"a:7"}', 'line 2 of the transcript: to is "a:7"; expected an object'],
    ['{"t":0,"ev":"dial","id":1,"to":{"host":"a","port":7},"secure":{"alpn":[1]}}', "line 2 of the transcript: secure.alpn[0] is 1; expected a text"],
    ['{"t":0,"ev":"resolve","id":1,"name":"a","family":5}', "line 2 of the transcript: family is 5; expected 4 or 6"],
    ['{"t":0,"ev":"link","up":"yes"}', 'line 2 of the transcript: up is "yes"; expected true or false'],
  ])("with the line %s is refused, with the number of the line and what was expected", (line, message) => {
    expect(problem(HEADER, line)).toMatch(message);
  });

  it.each([
    ['{"t":2,"id":1,"ev":"in"}', "line 4 of the transcript: hex is absent; expected a text, or pairs of hexadecimal digits with blanks between"],
    ['{"t":2,"id":1,"ev":"in","hex":"1 23"}', 'line 4 of the transcript: hex is "1 23"; expected a text, or pairs of hexadecimal digits with blanks between'],
    ['{"t":2,"id":1,"ev":"in","text":"a","hex":"61"}', "line 4 of the transcript: text and hex are both there; expected one of them"],
    ['{"t":2,"id":1,"ev":"in","text":5}', "line 4 of the transcript: text is 5; expected a text"],
    ['{"t":2,"id":1,"ev":"closed","fault":{"reason":"bad luck"}}', /^line 4 of the transcript: fault.reason is "bad luck"; expected one of "refused", /],
    ['{"t":0.5,"id":1,"ev":"ended"}', "line 4 of the transcript: t is 0.5; expected at least 1, as on line 3"],
    ['{"t":2,"id":2,"ev":"ended"}', "line 4 of the transcript: id is 2, which nothing opened before; expected a stream"],
    ['{"t":2,"id":1,"ev":"close"}', "line 4 of the transcript: id is 1, a stream; expected a listener or datagram socket"],
    ['{"t":2,"id":1,"ev":"bind"}', "line 4 of the transcript: id is 1, a stream; expected a number that is new"],
  ])("with the line %s after a dial is refused", (line, message) => {
    expect(problem(HEADER, "", DIAL, line)).toMatch(message);
  });

  it.each(["0", "0g", "g0", "00ff", "00-ff", "00 ff ", " 00 ff", "00  ff", "00 f", "00 ff\t00", "0\u0660"])("with the bytes %j is refused", (hex) => {
    expect(problem(HEADER, "", DIAL, JSON.stringify({ t: 2, id: 1, ev: "in", hex }))).toContain("hex is ");
  });

  it("with no bytes, or with capital digits, is read", () => {
    const bytes = ["", "0A fF 9a"].map((hex) => parseTranscript([HEADER, DIAL, JSON.stringify({ t: 2, id: 1, ev: "in", hex })]).entries.at(-1));
    expect(bytes).toMatchObject([{ bytes: new Uint8Array(0) }, { bytes: Uint8Array.of(0x0a, 0xff, 0x9a) }]);
  });
});
