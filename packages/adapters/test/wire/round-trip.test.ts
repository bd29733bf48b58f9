import { describe, expect, test } from "vitest";
import { MAX_CONTROL, parseFromClient, parseFromGateway, WireError, writeFromClient, writeFromGateway } from "../../src/wire/index.js";
import { fromClient, fromGateway } from "./examples.js";

const utf8 = new TextEncoder();

describe("what is written is read as it was", () => {
  test.each(Object.values(fromClient))("$type of a client", (message) => {
    const source = writeFromClient(message) as string;
    expect(parseFromClient(source)).toEqual(message);
    expect(parseFromClient(utf8.encode(source))).toEqual(message);
  });

  test.each(Object.values(fromGateway))("$type of a gateway", (message) => {
    const source = writeFromGateway(message);
    expect(parseFromGateway(source)).toEqual(message);
    expect(parseFromGateway(utf8.encode(source))).toEqual(message);
  });

  test("what is undefined is absent", () => {
    const message = { type: "listen", port: 1, host: undefined, backlog: 1, secure: undefined } as const;
    expect(writeFromClient(message)).toBe('{"type":"listen","port":1,"backlog":1}');
  });
});

describe("of a fault", () => {
  const through = (cause: unknown): unknown => {
    const message = parseFromGateway(writeFromGateway({ type: "closed", fault: { reason: "broken", cause } }));
    return (message as typeof fromGateway.closed).fault?.cause;
  };

  test("the cause travels as its text, and becomes an Error", () => {
    expect(through(new RangeError("too much"))).toEqual(new Error("too much"));
    expect(through("a text")).toEqual(new Error("a text"));
  });

  test("a note travels in place of the cause's text, as it says more", () => {
    const message = parseFromGateway(writeFromGateway({ type: "closed", fault: { reason: "refused", note: "the next gateway is away", cause: new Error("x") } }));
    expect(message).toEqual({ type: "closed", fault: { reason: "refused", cause: new Error("the next gateway is away") } });
  });

  test("a cause without a text stays here", () => {
    expect(through({ message: "no Error" })).toBeUndefined();
    expect(through(undefined)).toBeUndefined();
  });
});

describe("what belongs to TLS settings alone", () => {
  test("travels, and nothing else that an object may hold", () => {
    const config = { verify: true, comment: "mine" };
    const source = writeFromClient({ type: "dial", host: "h", port: 1, window: 1, secure: { config } });
    expect(source).toBe('{"type":"dial","host":"h","port":1,"secure":{"config":{"verify":true}},"window":1}');
  });

  test("bytes of subclasses travel as bytes", () => {
    const message = { type: "renew", secure: { config: { verify: true, ca: Buffer.from("\u0000ÿ", "latin1") } } } as const;
    expect(writeFromClient(message)).toContain('"ca":{"base64":"AP8="}');
  });

  test("long bytes travel whole", () => {
    const ca = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
    const message = { type: "renew", secure: { config: { verify: true, ca } } } as const;
    expect(parseFromClient(writeFromClient(message) as string)).toEqual(message);
  });
});

describe("a message that would be too large", () => {
  const many = new Array(2).fill({ ...fromGateway.secured.info.peerCertificates?.[0], subject: "x".repeat(MAX_CONTROL / 2) });
  const fault = { ...fromGateway.failed.fault, peerCertificates: many, cause: new Error("y".repeat(5000)) };
  const info = { ...fromGateway.secured.info, peerCertificates: many };

  test("is not written for a gateway", () => {
    const secure = { config: { verify: true, ca: "x".repeat(MAX_CONTROL) } };
    const answer = writeFromClient({ type: "renew", secure });
    expect(answer).toBeInstanceOf(WireError);
    expect(String(answer)).toBe("WireError: renew is longer than 262144 bytes");
  });

  test.each([
    { ...fromGateway.secured, info },
    { ...fromGateway.offered, secure: info },
  ])("lacks the certificates of the peer: $type", (message) => {
    const [kept, expected] = [parseFromGateway(writeFromGateway(message)), JSON.parse(JSON.stringify(message, (key, value: unknown) => (key === "peerCertificates" ? undefined : value)))];
    expect(kept).toEqual(expected);
  });

  test.each([
    { ...fromGateway.rejected, fault },
    { ...fromGateway.failed, fault },
    { ...fromGateway.closed, fault },
  ])("lacks the certificates of the peer, and the end of the text: $type", (message) => {
    expect(parseFromGateway(writeFromGateway(message))).toEqual({ ...message, fault: { reason: "tls", errno: "ECODE", tls: "expired", cause: new Error("y".repeat(1024)) } });
  });

  test("says what it can of a fault whose cause is a text", () => {
    const answer = parseFromGateway(writeFromGateway({ type: "closed", fault: { reason: "broken", cause: "y".repeat(MAX_CONTROL) } }));
    expect(answer).toEqual({ type: "closed", fault: { reason: "broken", cause: new Error("y".repeat(1024)) } });
  });
});

test("a time of a certificate that nobody can read stays unknown", () => {
  const [certificate] = fromGateway.secured.info.peerCertificates ?? [];
  if (certificate === undefined) throw new Error("the example has no certificate");
  const message = { ...fromGateway.secured, info: { ...fromGateway.secured.info, peerCertificates: [{ ...certificate, validTo: Number.NaN }] } };
  expect(parseFromGateway(writeFromGateway(message))).toEqual(message);
});
