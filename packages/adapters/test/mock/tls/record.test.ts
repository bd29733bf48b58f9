import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordReader } from "../../../src/mock/tls/record-reader.js";
import { ALERT, carriedBy, DATA, HANDSHAKE, MAX_RECORD, readHeader, toRecords, type RecordType } from "../../../src/mock/tls/record.js";
import { counted } from "../two-hosts.js";

type Seen = [type: RecordType, bytes: number[]];

function reader(): { seen: Seen[]; records: RecordReader } {
  const seen: Seen[] = [];
  return { seen, records: new RecordReader((type, bytes, length) => seen.push([type, [...bytes.subarray(0, length)]])) };
}

describe("records", () => {
  it("have a header as in TLS", () => {
    expect([...toRecords(ALERT, Uint8Array.of(1, 0))]).toEqual([21, 3, 3, 0, 2, 1, 0]);
    expect([...toRecords(DATA, new Uint8Array(0))]).toEqual([23, 3, 3, 0, 0]);
    expect(readHeader(Uint8Array.of(22, 3, 1, 0x40, 0))).toEqual({ type: HANDSHAKE, length: MAX_RECORD });
  });

  it.each([
    ["another type", [20, 3, 3, 0, 1]],
    ["another version", [22, 2, 0, 0, 1]],
    ["more than 16,384 bytes", [23, 3, 3, 0x40, 1]],
    ["text", [...new TextEncoder().encode("HTTP/")]],
  ])("are not what has %s", (_, header) => {
    expect(readHeader(Uint8Array.from(header))).toBeUndefined();
    const { seen, records } = reader();
    expect(records.read(Uint8Array.from(header).subarray(0, 4))).toBe(true);
    expect(records.read(Uint8Array.from(header).subarray(4))).toBe(false);
    expect(seen).toEqual([]);
  });

  it("carry all bytes, 16,384 in each but the last, however they are cut on the way", () => {
    const lengths = fc.array(fc.oneof(fc.nat(40), fc.integer({ min: MAX_RECORD - 1, max: MAX_RECORD + 1 }), fc.constant(3 * MAX_RECORD)), { maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.array(fc.oneof(fc.nat(7), fc.nat(30_000)), { minLength: 1 }), (sizes, cuts) => {
        const { seen, records } = reader();
        const sent = sizes.map((size, n) => toRecords(DATA, counted(size, n)));
        const bytes = Uint8Array.from(sent.flatMap((each) => [...each]));
        for (let at = 0, n = 0; at < bytes.length; n++) {
          const end = at + (cuts[n % cuts.length] ?? 0) + 1;
          expect(records.read(bytes.subarray(at, end))).toBe(true);
          at = end;
        }
        const wanted = sizes.flatMap((size, n) => {
          const count = Math.max(1, Math.ceil(size / MAX_RECORD));
          const all = counted(size, n);
          return Array.from({ length: count }, (_, i) => [DATA, [...all.subarray(i * MAX_RECORD, (i + 1) * MAX_RECORD)]]);
        });
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it("carry as many bytes in each part of them as can be counted", () => {
    const size = 2 * MAX_RECORD + 3;
    const records = toRecords(DATA, new Uint8Array(size).fill(9));
    const { length } = records;
    expect([0, 4, 5, 6, 5 + MAX_RECORD, 9 + MAX_RECORD, 10 + MAX_RECORD, 11 + MAX_RECORD, length].map(carriedBy)).toEqual(
      [0, 0, 0, 1, MAX_RECORD, MAX_RECORD, MAX_RECORD, MAX_RECORD + 1, size],
    );
  });
});
