import { describe, expect, test } from "vitest";
import { MAX_DATAGRAM_DATA, MAX_DATAGRAM_HEADER, readDatagram, WireError, writeDatagram } from "../../src/wire/index.js";

const data = Uint8Array.of(1, 2, 3);
const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];

describe("a datagram", () => {
  test("has flags, the length of the address, the address, the port, and the data", () => {
    expect([...writeDatagram({ host: "10.0.0.1", port: 0x1234 }, data)]).toEqual([0, 8, ...ascii("10.0.0.1"), 0x12, 0x34, 1, 2, 3]);
    expect([...writeDatagram({ host: "fe80::1%eth0", port: 1 }, data, true)]).toEqual([1, 12, ...ascii("fe80::1%eth0"), 0, 1, 1, 2, 3]);
    expect([...writeDatagram(undefined, data)]).toEqual([0, 0, 0, 0, 1, 2, 3]);
  });

  test("is read as it was written", () => {
    const endpoint = { host: "fe80::1%eth0", port: 65_535 };
    expect(readDatagram(writeDatagram(endpoint, data), "client")).toEqual({ endpoint, data, isCut: false });
    expect(readDatagram(writeDatagram(endpoint, data, true), "gateway")).toEqual({ endpoint, data, isCut: true });
    expect(readDatagram(writeDatagram(undefined, new Uint8Array(0)), "client")).toEqual({ data: new Uint8Array(0), isCut: false });
  });

  test("may have so much data and no more", () => {
    const longest = writeDatagram(undefined, new Uint8Array(MAX_DATAGRAM_DATA));
    expect(readDatagram(longest, "client")).not.toBeInstanceOf(WireError);
    const answer = readDatagram(new Uint8Array(longest.length + 1), "client");
    expect(answer).toMatchObject({ kind: "size", message: "the datagram has 65537 bytes of data; expected at most 65536" });
  });

  test("may have a header so long", () => {
    const host = `fe80::1%${"x".repeat(247)}`;
    expect(writeDatagram({ host, port: 1 }, new Uint8Array(0))).toHaveLength(MAX_DATAGRAM_HEADER);
    expect(readDatagram(writeDatagram({ host, port: 1 }, data), "gateway")).toEqual({ endpoint: { host, port: 1 }, data, isCut: false });
  });

  test.each([
    [[], "client", "the datagram has 0 bytes; expected at least those of its header"],
    [[0], "client", "the datagram has 1 bytes; expected at least those of its header"],
    [[0, 0, 0], "client", "the datagram has 3 bytes; expected at least those of its header"],
    [[0, 8, ...ascii("10.0.0.1"), 0], "gateway", "the datagram has 11 bytes; expected at least those of its header"],
    [[1, 0, 0, 0], "client", "the flags of the datagram are 1; expected 0"],
    [[2, 8, ...ascii("10.0.0.1"), 0, 1], "gateway", "the flags of the datagram are 2; expected 0 or 1"],
    [[0, 0, 0, 1], "client", "the datagram has port 1 and no address; expected port 0"],
    [[0, 0, 0, 0], "gateway", 'the address of the datagram is ""; expected a literal address'],
    [[0, 4, ...ascii("host"), 0, 1], "client", 'the address of the datagram is "host"; expected a literal address'],
    [[0, 9, ...ascii("fe80::1%\u00e9"), 0, 1], "gateway", 'the address of the datagram is "fe80::1%é"; expected a literal address'],
    [[0, 8, ...ascii("10.0.0.1"), 0, 0], "client", "the port of the datagram is 0; expected 1 to 65535"],
  ] as const)("%j of a %s is refused", (bytes, sender, expected) => {
    const answer = readDatagram(Uint8Array.from(bytes), sender);
    expect(answer).toBeInstanceOf(WireError);
    expect((answer as WireError).message).toBe(expected);
    expect((answer as WireError).kind).toBe("protocol");
  });

  test("may come from port 0", () => {
    expect(readDatagram(writeDatagram({ host: "10.0.0.1", port: 0 }, data), "gateway")).toMatchObject({ endpoint: { host: "10.0.0.1", port: 0 } });
  });
});
