import { describe, expect, test } from "vitest";
import { MAX_CONTROL, parseFromClient, parseFromGateway, WireError, writeFromClient, writeFromGateway } from "../../src/wire/index.js";
import { fromClient, fromGateway } from "./examples.js";

type Json = Record<string, unknown>;

const sides = [
  { side: "a client", parse: parseFromClient, messages: Object.values(fromClient).map((message) => JSON.parse(String(writeFromClient(message))) as Json) },
  { side: "a gateway", parse: parseFromGateway, messages: Object.values(fromGateway).map((message) => JSON.parse(writeFromGateway(message)) as Json) },
];

/** What may be absent, whatever has it. */
const OPTIONAL = new Set([
  ...["localPort", "keepAlive", "secure of dial", "secure of listen", "secure of offered", "token", "host of listen", "port of bind", "host of bind", "peer of bind", "nth", "fault of closed"],
  ...["name", "alpn", "resume", "clientCertificate", "ca", "crl", "cert", "key of config", "passphrase", "psk", "minVersion", "maxVersion"],
  ...["cipher", "peerCertificates", "errno", "tls", "text"],
]);

/** Every field of a message, those of its values too, with the object that has it. */
function* fieldsOf(value: unknown, path: string): Generator<{ owner: Json; name: string; path: string }> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* fieldsOf(item, `${path}[${i}]`);
  else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (path === "" && name === "type") continue;
      const place = path === "" ? `${(value as Json)["type"]}.${name}` : `${path}.${name}`;
      yield { owner: value as Json, name, path: place };
      yield* fieldsOf(item, place);
    }
  }
}

function problem(answer: unknown): string {
  expect(answer).toBeInstanceOf(WireError);
  return (answer as WireError).message;
}

describe.each(sides)("a message of $side", ({ parse, messages }) => {
  for (const message of messages) {
    for (const { owner, name, path } of fieldsOf(message, "")) {
      const isOptional = [name, `${name} of ${path.split(".").at(-2)}`].some((known) => OPTIONAL.has(known));

      test(`${path} of a wrong type is named`, () => {
        const kept = owner[name];
        for (const wrong of [typeof kept === "boolean" ? 1 : true, null, typeof kept === "number" ? "1" : 1, {}, [[]]]) {
          if (wrong === null && /valid(From|To)$/.test(path)) continue;
          if (typeof kept === "number" && typeof wrong === "number") continue;
          owner[name] = wrong;
          expect(problem(parse(JSON.stringify(message)))).toContain(path);
        }
        owner[name] = kept;
      });

      test(`${path} may ${isOptional ? "" : "not "}be absent`, () => {
        const kept = owner[name];
        delete owner[name];
        const answer = parse(JSON.stringify(message));
        owner[name] = kept;
        if (isOptional) expect(answer).not.toBeInstanceOf(WireError);
        else expect(problem(answer)).toContain(`${path} is absent; expected `);
      });
    }

    test(`${message["type"]} has no other fields`, () => {
      const answer = parse(JSON.stringify({ ...message, colour: "red" }));
      expect(problem(answer)).toMatch(new RegExp(`^${message["type"]}\\.colour is no field; expected `));
    });
  }

  test.each([
    ["", "the message is no JSON; expected one object"],
    ["{", "the message is no JSON; expected one object"],
    ["\u{feff}{}", "the message is no JSON; expected one object"],
    ["[".repeat(MAX_CONTROL), "the message is no JSON; expected one object"],
    ["[]", "the message is an array; expected an object"],
    ["null", "the message is null; expected an object"],
    ["7", "the message is 7; expected an object"],
    ["{}", "type is absent; expected one of "],
    ['{"type":1}', "type is 1; expected one of "],
    ['{"type":"dail"}', 'type is "dail"; expected one of '],
    ['{"type":"toString"}', 'type is "toString"; expected one of '],
    ['{"type":"__proto__"}', 'type is "__proto__"; expected one of '],
    [`{"type":"${"x".repeat(1000)}"}`, `type is "${"x".repeat(64)}…"; expected one of `],
  ])("%j is refused", (text, expected) => {
    expect(problem(parse(text))).toContain(expected);
  });

  test("a message that is no UTF-8 is refused", () => {
    expect(problem(parse(Uint8Array.of(123, 255, 125)))).toBe("the message is no UTF-8");
  });

  test("a byte order mark is not passed over", () => {
    expect(problem(parse(new TextEncoder().encode("\u{feff}{}")))).toBe("the message is no JSON; expected one object");
  });

  test("a message may have so many bytes and no more", () => {
    const { type, ...rest } = messages[0] as Json;
    const json = JSON.stringify({ type, ...rest });
    const longest = json + " ".repeat(MAX_CONTROL - json.length);
    expect(parse(longest)).not.toBeInstanceOf(WireError);
    for (const larger of [`${longest} `, new TextEncoder().encode(`${longest} `), "€".repeat(MAX_CONTROL / 3 + 1)]) {
      const answer = parse(larger);
      expect(problem(answer)).toBe(`the message is longer than ${MAX_CONTROL} bytes`);
      expect((answer as WireError).kind).toBe("size");
    }
  });
});

describe("a message of a client", () => {
  const bad = (change: Json): string => problem(parseFromClient(JSON.stringify({ type: "dial", host: "h", port: 1, window: 1, ...change })));

  test.each([
    [{ host: "" }, 'dial.host is ""; expected a name or an address of 1 to 255 characters without blanks'],
    [{ host: "x".repeat(256) }, "expected a name or an address of 1 to 255 characters without blanks"],
    [{ host: "a b" }, 'dial.host is "a b"; expected a name or an address'],
    [{ host: "a\u0000b" }, "expected a name or an address"],
    [{ port: 65_536 }, "dial.port is 65536; expected a whole number from 0 to 65535"],
    [{ port: -1 }, "dial.port is -1; expected"],
    [{ port: 1.5 }, "dial.port is 1.5; expected"],
    [{ window: 0 }, "dial.window is 0; expected a whole number from 1 to 16777216"],
    [{ window: 16_777_217 }, "dial.window is 16777217; expected"],
    [{ token: "" }, 'dial.token is ""; expected a text of 1 to 4096 characters'],
    [{ keepAlive: { idle: -1, interval: 1, count: 1 } }, "dial.keepAlive.idle is -1; expected a number of at least 0"],
    [{ secure: { config: { verify: true, ca: { base64: "AA" } } } }, 'dial.secure.config.ca.base64 is "AA"; expected base64 with padding'],
    [{ secure: { config: { verify: true, ca: { base64: "AB==" } } } }, 'dial.secure.config.ca.base64 is "AB=="; expected base64 with padding'],
    [{ secure: { config: { verify: true, minVersion: "TLSv1.1" } } }, 'dial.secure.config.minVersion is "TLSv1.1"; expected one of "TLSv1.2", "TLSv1.3"'],
    [{ secure: { config: { verify: true }, alpn: new Array(65).fill("x") } }, "dial.secure.alpn.length is 65; expected at most 64"],
  ])("%j is refused", (change, expected) => {
    expect(bad(change)).toContain(expected);
  });

  test("a number too large for a double is none", () => {
    const source = '{"type":"dial","host":"h","port":1,"window":1,"keepAlive":{"idle":1e999,"interval":1,"count":1}}';
    expect(problem(parseFromClient(source))).toContain("dial.keepAlive.idle is Infinity");
  });

  test("the peer of a datagram socket is a literal address, the id of an offer cannot be guessed", () => {
    expect(problem(parseFromClient('{"type":"bind","peer":{"host":"name.test","port":1}}'))).toBe('bind.peer.host is "name.test"; expected a literal address');
    expect(problem(parseFromClient('{"type":"accept","offer":"1","window":1}'))).toBe('accept.offer is "1"; expected 22 to 64 letters, digits, - or _');
  });

  test("a field named __proto__ is a field that there is not", () => {
    expect(problem(parseFromClient('{"type":"finish","__proto__":{}}'))).toContain("finish.__proto__ is no field");
  });
});
