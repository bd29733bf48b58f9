import { domainToASCII } from "node:url";

const LABEL = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/;
/** What resolvers of the system take for an IPv4 address in another spelling, such as `127.1` or `0x7f.1`. */
const NUMBER = /^(?:\d+|0x[\da-f]*)$/;

/**
 * A name in its one form: ASCII, small letters, no dot at its end; `undefined`: it is none. What ends in a number is none, as
 * systems read it as an address.
 */
export function readHostName(text: string): string | undefined {
  const ascii = isAscii(text) ? text.toLowerCase() : domainToASCII(text);
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  if (name === "" || name.length > 253) return undefined;
  const labels = name.split(".");
  if (!labels.every((label) => LABEL.test(label)) || NUMBER.test(labels.at(-1) ?? "")) return undefined;
  return name;
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
