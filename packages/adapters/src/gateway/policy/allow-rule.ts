import { shown } from "../../checks/shown.js";
import { AddressRange, readRange } from "./address-range.js";
import { readHostName } from "./host-name.js";

/** What a rule is about: `tls` is dialling with TLS that ends at the gateway, `tcp` without. */
export type Protocol = "tcp" | "tls" | "udp" | "listen";

/** One line of the list of what is allowed. */
export interface AllowRule {
  readonly protocol: Protocol;
  /** `"any"`: everything public; a name, with `isWild` everything below it; or a range of addresses. */
  readonly host: "any" | { readonly name: string; readonly isWild: boolean } | AddressRange;
  /** First and last port of each range. */
  readonly ports: ReadonlyArray<readonly [number, number]>;
}

const FORM = /^([a-z]+):\/\/(?:\[([^\]]*)\]|([^[\]:]*)):([\d,*-]+)$/i;
const PROTOCOLS: readonly Protocol[] = ["tcp", "tls", "udp", "listen"];
const EXPECTED = 'expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"';

/**
 * Reads a rule, such as `tcp://broker.test:1883`, `tls://*.example.com:443,8000-8999`, `udp://10.0.0.0/8:*` or `listen://*:9000`.
 *
 * @throws TypeError when it is none.
 */
export function readRule(text: unknown): AllowRule {
  const wrong = (what: string): TypeError => new TypeError(`allow has ${shown(text)}; ${what}`);
  if (typeof text !== "string") throw wrong(EXPECTED);
  const [, word = "", literal, plain, list = ""] = FORM.exec(text) ?? [];
  const protocol = PROTOCOLS.find((one) => one === word.toLowerCase());
  if (protocol === undefined) throw wrong(EXPECTED);
  const host = literal === undefined ? readHost(plain ?? "") : readV6(literal);
  if (host === undefined) throw wrong("expected a name, *.name, an address, a range such as 10.0.0.0/8 or [fd00::/8], or * before the ports");
  if (host instanceof AddressRange && !host.isExact) throw wrong(`expected the first address of the range, ${host.first.text}/${host.bits}`);
  if (protocol === "listen" && typeof host === "object" && "name" in host) throw wrong("expected * or addresses of this side to listen on");
  const ports = readPorts(list, protocol === "listen" ? 0 : 1);
  if (ports === undefined) throw wrong('expected ports such as "80", "80,443", "8000-8999" or "*"');
  return { protocol, host, ports };
}

function readHost(text: string): AllowRule["host"] | undefined {
  if (text === "*") return "any";
  const range = readRange(text);
  if (range !== undefined) return range;
  const isWild = text.startsWith("*.");
  const name = readHostName(isWild ? text.slice(2) : text);
  return name === undefined ? undefined : { name, isWild };
}

function readV6(text: string): AddressRange | undefined {
  return text.includes(":") ? readRange(text) : undefined;
}

function readPorts(text: string, least: number): AllowRule["ports"] | undefined {
  if (text === "*") return [[least, 65_535]];
  const ranges: Array<readonly [number, number]> = [];
  for (const part of text.split(",")) {
    const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    const [first, last] = [Number(low), Number(high)];
    if (!(first >= least && first <= last && last <= 65_535)) return undefined;
    ranges.push([first, last]);
  }
  return ranges;
}
