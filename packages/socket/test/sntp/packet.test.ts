import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket, encodePacket, type Packet } from "../../src/sntp/packet.js";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const time = fc.record({ seconds: word, fraction: word });
const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
/** Milliseconds that fit into 16.16 bits of seconds without a rest. */
const short = word.map((units) => (units / 65_536) * 1000);
const packet: fc.Arbitrary<Packet> = fc.record({
  ...{ leap: small(3), version: small(7), mode: small(7), stratum: small(255) },
  ...{ poll: fc.integer({ min: -128, max: 127 }), precision: fc.integer({ min: -128, max: 127 }), rootDelay: short, rootDispersion: short },
  reference: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  ...{ updated: time, origin: time, receive: time, transmit: time },
});

describe("packets of NTP", () => {
  it("are what they were before they were bytes, whatever follows them", () => {
    fc.assert(
      fc.property(packet, fc.uint8Array({ maxLength: 40 }), (one, more) => {
        expect(decodePacket(encodePacket(one))).toEqual(one);
        expect(decodePacket(Uint8Array.of(...encodePacket(one), ...more))).toEqual(one);
      }),
    );
  });

  it("are the bytes that they were, but for what follows", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 60 }), (bytes) => {
        expect(encodePacket(decodePacket(bytes) as Packet)).toEqual(bytes.slice(0, 48));
      }),
    );
  });

  it("may lack the last fraction, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 47 }), (bytes) => {
        const decoded = decodePacket(bytes);
        if (bytes.length < 44) expect(decoded).toBeUndefined();
        else expect(decoded).toEqual(decodePacket(Uint8Array.of(...bytes, ...new Uint8Array(48 - bytes.length))));
      }),
      { numRuns: 500 },
    );
  });

  it("look as RFC 5905 draws them", () => {
    const bytes = encodePacket({
      ...{ leap: 1, version: 4, mode: 4, stratum: 2, poll: 6, precision: -20, rootDelay: 1500, rootDispersion: 0.5 },
      reference: Uint8Array.of(10, 0, 0, 9),
      ...{ updated: { seconds: 1, fraction: 2 }, origin: { seconds: 3, fraction: 4 }, receive: { seconds: 5, fraction: 6 }, transmit: { seconds: 7, fraction: 0xffff_fffe } },
    });
    const words = ["640206ec", "00018000", "00000021", "0a000009", "00000001", "00000002", "00000003", "00000004", "00000005", "00000006", "00000007", "fffffffe"];
    expect(Buffer.from(bytes).toString("hex")).toBe(words.join(""));
  });

  it("are empty requests of version 4, unless told otherwise", () => {
    expect(encodePacket({})).toEqual(Uint8Array.of(0x23, ...new Uint8Array(47)));
    expect(encodePacket({ version: 3 })[0]).toBe(0x1b);
  });
});
