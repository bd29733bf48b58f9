import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode, MessageReader, type Message } from "../../../src/mock/tls/message.js";

const HELLO: Message = { kind: "client-hello", versions: ["TLSv1.3"], name: "müller.test", alpn: [] };

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant("client-hello" as const), versions: fc.array(fc.string()), name: fc.option(fc.string()), alpn: fc.array(fc.string()) }),
  fc.record({ kind: fc.constant("server-hello" as const), version: fc.string(), alpn: fc.option(fc.string()), cert: fc.string(), asks: fc.boolean() }),
  fc.record({ kind: fc.constant("finished" as const), cert: fc.option(fc.string()) }),
);

function raw(number: number, body: string, length = body.length): Uint8Array {
  return Uint8Array.of(number, length >> 16, (length >> 8) & 255, length & 255, ...new TextEncoder().encode(body));
}

function read(...pieces: Uint8Array[]): unknown {
  const reader = new MessageReader();
  for (const piece of pieces) reader.push(piece);
  return reader.take();
}

describe("messages", () => {
  it("are read as they were written, however they are cut", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), fc.nat(50), (messages, size) => {
        const bytes = Uint8Array.from(messages.flatMap((each) => [...encode(each)]));
        const reader = new MessageReader();
        const seen: unknown[] = [];
        for (let at = 0; at < bytes.length; at += size + 1) {
          reader.push(bytes.slice(at, at + size + 1));
          for (let next = reader.take(); next !== undefined; next = reader.take()) seen.push(next);
        }
        expect(seen).toEqual(messages);
      }),
    );
  });

  it("have the number and the length that TLS gives them", () => {
    const bytes = encode(HELLO);
    expect([...bytes.subarray(0, 4)]).toEqual([1, 0, 0, bytes.length - 4]);
    expect(encode({ kind: "finished", cert: null })[0]).toBe(20);
  });

  it("are waited for until they are whole", () => {
    const bytes = encode(HELLO);
    expect(read()).toBeUndefined();
    expect(read(bytes.subarray(0, 3))).toBeUndefined();
    expect(read(bytes.subarray(0, -1))).toBeUndefined();
    expect(read(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(HELLO);
  });

  it.each([
    ["no JSON", raw(1, "hello")],
    ["no object", raw(1, "3")],
    ["nothing", raw(1, "null")],
    ["another number", raw(2, JSON.stringify(HELLO))],
    ["another kind", raw(1, '{"kind":"goodbye"}')],
    ["a field missing", raw(20, '{"kind":"finished"}')],
    ["a list of other things", raw(1, '{"kind":"client-hello","versions":[1],"name":null,"alpn":[]}')],
    ["a text for a list", raw(1, '{"kind":"client-hello","versions":"TLSv1.3","name":null,"alpn":[]}')],
    ["a number for a name", raw(1, '{"kind":"client-hello","versions":[],"name":1,"alpn":[]}')],
    ["no certificate", raw(2, '{"kind":"server-hello","version":"TLSv1.3","alpn":null,"cert":null,"asks":true}')],
    ["a length that nobody needs", raw(1, "", 262_141)],
  ])("are none with %s", (_, bytes) => {
    expect(read(bytes)).toBe("nonsense");
  });
});
