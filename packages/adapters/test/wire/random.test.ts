import fc from "fast-check";
import { expect, test } from "vitest";
import {
  parseFromClient,
  parseFromGateway,
  readDatagram,
  WireError,
  writeDatagram,
  writeFromClient,
  writeFromGateway,
  type ClientMessage,
  type GatewayMessage,
} from "../../src/wire/index.js";
import { fromClient, fromGateway } from "./examples.js";

const parsers = [parseFromClient, parseFromGateway];

/** An answer is an error of the protocol, or a message that can be written and means the same. */
function expectAnswer(source: string | Uint8Array): void {
  for (const parse of parsers) {
    const answer = parse(source);
    if (answer instanceof WireError) continue;
    const again = parse === parseFromClient ? writeFromClient(answer as ClientMessage) : writeFromGateway(answer as GatewayMessage);
    expect(parse(again as string)).toEqual(answer);
  }
}

test("nothing that bytes may say is thrown", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expectAnswer(bytes)));
});

test("nothing that JSON may say is thrown", () => {
  const types = fc.constantFrom(...Object.keys(fromClient), ...Object.keys(fromGateway));
  const names = fc.constantFrom("host", "port", "window", "secure", "config", "verify", "total", "fault", "reason", "offer", "info", "local", "peer");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.json().map((text): unknown => JSON.parse(text)), fc.dictionary(names, tie("value"), { maxKeys: 5 })),
  }));
  fc.assert(
    fc.property(types, fc.dictionary(names, value), (type, fields) => {
      expectAnswer(JSON.stringify({ type, ...fields }));
    }),
  );
});

test("a message with one change is refused, or still means what it says", () => {
  const sources = [...Object.values(fromClient).map((message) => String(writeFromClient(message))), ...Object.values(fromGateway).map(writeFromGateway)];
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.nat(), fc.nat(8), fc.string({ maxLength: 5 }), (source, place, count, put) => {
      const at = place % source.length;
      expectAnswer(source.slice(0, at) + put + source.slice(at + count));
    }),
    { numRuns: 300 },
  );
});

test("nothing that a datagram may hold is thrown, and what is read can be written", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom("client", "gateway"), fc.boolean(), (bytes, sender, isAddress) => {
      const message = isAddress ? writeDatagram({ host: "10.0.0.1", port: bytes.length }, bytes) : bytes;
      const answer = readDatagram(message, sender);
      if (!(answer instanceof WireError)) expect(writeDatagram(answer.endpoint, answer.data, answer.isCut)).toEqual(message);
      else expect(isAddress && bytes.length > 0).toBe(false);
    }),
  );
});

test("texts and bytes of any kind travel", () => {
  const secret = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array());
  fc.assert(
    fc.property(secret, secret, fc.string({ unit: "binary" }), (ca, key, passphrase) => {
      const message = { type: "renew", secure: { config: { verify: true, ca, passphrase, psk: { identity: key, key } } } } as const;
      expect(parseFromClient(writeFromClient(message) as string)).toEqual(message);
    }),
    { numRuns: 50 },
  );
});
