import { describe, expect, it } from "vitest";
import { formatUrl, parseUrl } from "../src/index.js";
import { parseListenUrl } from "../src/url.js";
import { refusal } from "./refusal.js";

describe("parseUrl", () => {
  it.each([
    ["tcp://127.0.0.1:7", "tcp", "127.0.0.1", 7],
    ["TLS://a-b.c:65535/", "tls", "a-b.c", 65_535],
    ["udp://[::1]:80", "udp", "::1", 80],
  ])("reads %s", (url, scheme, host, port) => {
    expect(parseUrl(url)).toEqual({ scheme, host, port });
  });

  const FORM = "expected tcp://host:port, tls://host:port or udp://host:port";
  it.each([
    ["http://a:1", `http:// is unknown; ${FORM}`],
    ["localhost:80", `"localhost:80" is not a server; ${FORM}`],
    ["tcp://a", `"tcp://a" has no port; ${FORM}`],
    ["tcp://a:1/path", `"tcp://a:1/path" is not a server; ${FORM}`],
    ["tcp://user@a:1", `"tcp://user@a:1" is not a server; ${FORM}`],
    ["tcp://[::g]:1", `"tcp://[::g]:1" is not a server; ${FORM}`],
    ["tcp://[1.2.3.4]:1", `"tcp://[1.2.3.4]:1" is not a server; ${FORM}`],
    ["tcp://::1:80", `"tcp://::1:80" is not a server; ${FORM}`],
    ["tcp://:80", `"tcp://:80" has no host; ${FORM}`],
    ["tcp://[]:80", `"tcp://[]:80" is not a server; ${FORM}`],
    ["tcp://a:0", 'the port of "tcp://a:0" is 0; expected 1 to 65535'],
    ["tcp://a:65536", 'the port of "tcp://a:65536" is 65536; expected 1 to 65535'],
  ])("refuses %s, and says why", (url, message) => {
    expect(() => parseUrl(url)).toThrow(refusal(message));
  });

  it.each(["tcp://127.0.0.1:7", "tls://[2001:db8::1]:8883", "udp://netlab.luatos.com:1"])("formatUrl gives %s back", (url) => {
    expect(formatUrl(parseUrl(url))).toBe(url);
  });
});

describe("parseListenUrl", () => {
  it.each([
    ["tcp://:8080", "tcp", "", 8_080],
    ["tls://0.0.0.0:0", "tls", "0.0.0.0", 0],
    ["udp://[::]:53", "udp", "::", 53],
    ["tcp://localhost:1", "tcp", "127.0.0.1", 1],
  ])("reads %s", (url, scheme, host, port) => {
    expect(parseListenUrl(url)).toEqual({ scheme, host, port });
  });

  const FORM = "expected tcp://[host]:port, tls://[host]:port or udp://[host]:port, the host may be left out";
  it.each([
    [":8888", `":8888" is not where to listen; ${FORM}`],
    ["http://:1", `http:// is unknown; ${FORM}`],
    ["tcp://:65536", 'the port of "tcp://:65536" is 65536; expected 0 to 65535'],
  ])("refuses %s, and says why", (url, message) => {
    expect(() => parseListenUrl(url)).toThrow(refusal(message));
  });

  it("refuses names, which are no addresses of this side", () => {
    expect(() => parseListenUrl("tcp://example.test:1")).toThrow(
      refusal('the host of "tcp://example.test:1" is a name; expected an address of this computer, or none for all of them'),
    );
  });
});
