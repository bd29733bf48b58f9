import { describe, expect, it } from "vitest";
import { flawOf, kissCode, mayBeForeign, type AnswerFlaw } from "../../src/sntp/answer-flaw.js";
import { UNSET } from "../../src/sntp/ntp-time.js";
import { decodePacket, encodePacket, type Packet } from "../../src/sntp/packet.js";

const sent = { seconds: 3_976_214_400, fraction: 77 };
const now = { seconds: 3_976_214_401, fraction: 0 };
const good: Partial<Packet> = { mode: 4, stratum: 2, origin: sent, receive: now, transmit: now };
const letters = (text: string): Uint8Array => Uint8Array.from([...text.padEnd(4, "\0")], (letter) => letter.charCodeAt(0));

function flaw(fields: Partial<Packet>, size = 48): AnswerFlaw | undefined {
  return flawOf(decodePacket(encodePacket({ ...good, ...fields }).slice(0, size)), size, sent);
}

describe("an answer", () => {
  it("of a server to this very question is fine", () => {
    expect([flaw({}), flaw({ leap: 1 }), flaw({ leap: 2, version: 3, stratum: 15 }), flaw({}, 68)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each<[AnswerFlaw, string, AnswerFlaw | undefined]>([
    ["short", "of 47 bytes", flaw({}, 47)],
    ["short", "of 5 bytes", flaw({}, 5)],
    ["mode", "of a client", flaw({ mode: 3 })],
    ["mode", "of a broadcast", flaw({ mode: 5 })],
    ["origin", "to nothing", flaw({ origin: UNSET })],
    ["origin", "to another question", flaw({ origin: { ...sent, fraction: 78 } })],
    ["kiss", "with a kiss of death", flaw({ stratum: 0, leap: 3, reference: letters("RATE") })],
    ["unsynchronised", "of a clock that is not synchronised", flaw({ leap: 3 })],
    ["unsynchronised", "without a stratum or a reason", flaw({ stratum: 0 })],
    ["unsynchronised", "from too far away", flaw({ stratum: 16 })],
    ["zero", "without the time of sending", flaw({ transmit: UNSET })],
    ["zero", "without the time of arrival", flaw({ receive: UNSET })],
  ])("has the flaw %s %s", (expected, _, found) => {
    expect(found).toBe(expected);
  });

  it("is checked for whom it is for before what it says is believed", () => {
    expect(flaw({ stratum: 0, reference: letters("DENY"), origin: UNSET })).toBe("origin");
    expect(flaw({ leap: 3, mode: 3 })).toBe("mode");
  });

  it("may be another's when it is not made as an answer to this question", () => {
    const flaws: AnswerFlaw[] = ["short", "mode", "origin", "kiss", "unsynchronised", "zero"];
    expect(flaws.filter(mayBeForeign)).toEqual(["short", "mode", "origin"]);
  });

  it("names the code of a kiss of death, and nothing that is none", () => {
    const code = (fields: Partial<Packet>): string | undefined => kissCode(decodePacket(encodePacket(fields)) as Packet);
    expect(["RATE", "DENY", "X"].map((text) => code({ reference: letters(text) }))).toEqual(["RATE", "DENY", "X"]);
    expect([code({}), code({ stratum: 1, reference: letters("GPS") }), code({ reference: Uint8Array.of(65, 0, 66, 0) })]).toEqual([undefined, undefined, undefined]);
  });
});
