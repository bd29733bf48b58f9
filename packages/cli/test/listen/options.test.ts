import { expect, it } from "vitest";
import { parseListenOptions } from "../../src/listen/options.js";
import { refusal } from "../refusal.js";

const parse = (line: string): ReturnType<typeof parseListenOptions> => parseListenOptions(line.split(" "), {});

it("luat listen has a default for everything but the URL", () => {
  const { args: _, ...options } = parse("tcp://:80");
  expect(options).toEqual({
    target: { scheme: "tcp", host: "", port: 80 },
    answer: undefined,
    ending: undefined,
    view: "text",
    loudness: "usual",
    lang: "en",
    maxClients: 1_000,
  });
});

it("it answers with what came, or with a text", () => {
  const came = Uint8Array.of(1, 2);
  expect(parse("tcp://:80 --echo").answer?.(came)).toBe(came);
  expect(parse("tcp://:80 --reply ok").answer?.(came)).toEqual(Buffer.from("ok"));
  expect(parse("tcp://:80 --reply-hex 01:fF").answer?.(came)).toEqual(Buffer.of(1, 255));
  expect(parse("tcp://:80 --reply ok --eol crlf").answer?.(came)).toEqual(Buffer.from("ok\r\n"));
});

it.each([
  ["--echo", "where? Expected tcp://[host]:port, tls://[host]:port or udp://[host]:port"],
  ["tcp://:1 --echo --reply x", "--echo and --reply exclude each other"],
  ["tcp://:1 --reply-hex 01 --reply x", "--reply and --reply-hex exclude each other"],
  ["tcp://:1 --reply-hex 0", '--reply-hex is "0"; expected pairs of hex digits, such as "01 03 0a"'],
  ["tcp://:1 --self-signed", "--self-signed is for tls:// only"],
  ["udp://:1 --cert x", "--cert is for tls:// only"],
  ["tls://:1", "tls:// needs a certificate: --cert and --key, or --self-signed"],
  ["tls://:1 --cert x --self-signed", "--self-signed and --cert exclude each other"],
  ["tls://:1 --cert x --key y --name z", "--name is for --self-signed only"],
  ["tcp://:1 --max-clients 0", '--max-clients is "0"; expected an integer of at least 1'],
])("it refuses %s, and says why", (line, message) => {
  expect(() => parse(line)).toThrow(refusal(message));
});
