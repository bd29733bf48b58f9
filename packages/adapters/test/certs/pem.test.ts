import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBlocks } from "../../src/certs/pem.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function pem(label: string, der: Uint8Array, width = 64): string {
  const lines = Buffer.from(der).toString("base64").match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

describe("readBlocks", () => {
  it("gives back what was written, from text and from bytes, whatever stands around it", () => {
    const block = fc.record({ label: fc.constantFrom("CERTIFICATE", "RSA PRIVATE KEY"), der: fc.uint8Array() });
    const between = fc.constantFrom("", "\n", "Bag Attributes\n  friendlyName: é\n", "\r\n\r\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(between, block), { minLength: 1 }), fc.constantFrom("\n", "\r\n", " \n"), (parts, end) => {
        const text = parts.map(([before, { label, der }]) => before + pem(label, der)).join("").replaceAll("\n", end);
        const expected = parts.map(([, { label, der }]) => ({ label, headers: new Map(), der: Buffer.from(der).toString("latin1") }));
        expect(readBlocks(text)).toEqual(expected);
        expect(readBlocks(bytes(text))).toEqual(expected);
      }),
    );
  });

  it("reads the headers of a block", () => {
    const text = "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,F8143EDE5960C597\n\nAAEC\n-----END X-----";
    const headers = new Map([["Proc-Type", "4,ENCRYPTED"], ["DEK-Info", "DES-CBC,F8143EDE5960C597"]]);
    expect(readBlocks(text)).toEqual([{ label: "X", headers, der: "\0\u0001\u0002" }]);
  });

  it("takes bytes without a BEGIN line as DER", () => {
    expect(readBlocks(Uint8Array.of(0x30, 0x80, 0xff))).toEqual([{ label: "DER", headers: new Map(), der: "\x30\x80\xff" }]);
  });

  it.each([
    ["", "it is empty"],
    ["hello", "the text is not PEM"],
    [new Uint8Array(), "it is empty"],
    ["-----BEGIN X-----\nAAEC\n", 'the line "-----BEGIN X-----" has no counterpart'],
    ["AAEC\n-----END X-----\n", 'the line "-----END X-----" has no counterpart'],
    ["-----BEGIN X-----\nAAEC\n-----END Y-----\n", 'the line "-----END Y-----" has no counterpart'],
    ["-----BEGIN X-----\n-----BEGIN X-----\nAAEC\n-----END X-----\n", 'the line "-----BEGIN X-----" has no counterpart'],
    [" -----BEGIN X-----\nAAEC\n-----END X-----\n", 'the line "-----END X-----" has no counterpart'],
    ["-----BEGIN X-----\nAA_EC\n-----END X-----\n", 'what follows the line "-----BEGIN X-----" is not base64'],
  ])("refuses %j", (input, message) => {
    expect(() => readBlocks(input)).toThrow(message);
  });
});
