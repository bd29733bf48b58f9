import { parseIPv4, parseIPv6, type Endpoint, type FaultReason } from "@luat/contract";
import type { Connection } from "../connection/connection.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { Way } from "../connection/way.js";
import { expectOptions } from "../expect.js";
import { expectAuth, type ProxyAuth } from "./proxy-auth.js";
import { ProxyWay } from "./proxy-way.js";
import { Refusal } from "./refusal.js";

/** Where a SOCKS proxy is. */
export interface Socks5Options {
  /** The proxy's name or address. */
  readonly host: string;
  /** The proxy's port, 1 to 65535. */
  readonly port: number;
  /** User name and password (RFC 1929), each of at most 255 bytes. Default: none are shown. */
  readonly auth?: ProxyAuth | undefined;
}

const VERSION = 5;
const NO_AUTH = 0;
const PASSWORD = 2;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
/** The longest text that has its length in a byte. */
const LONGEST = 255;

/** What the codes of an answer mean, from 1 on. */
const FAILURES: ReadonlyArray<readonly [reason: FaultReason, text: string]> = [
  ["broken", "general failure"],
  ["forbidden", "not allowed"],
  ["unreachable", "network unreachable"],
  ["unreachable", "host unreachable"],
  ["refused", "connection refused"],
  ["timeout", "TTL expired"],
  ["unsupported", "command not supported"],
  ["unsupported", "address type not supported"],
];

/**
 * The way through a SOCKS proxy, version 5 (RFC 1928), for the option `through` of `connect`. The proxy resolves the names.
 *
 * @param options - where the proxy is, and who asks.
 * @returns the way; it holds nothing open, and serves any number of connects.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 * import { socks5 } from "@luat/libnet/proxies";
 *
 * const net = new MockNet();
 * net.peer("10.0.0.3", 1080)
 *   .expect(new Uint8Array([5, 1, 0])).reply(new Uint8Array([5, 0]))
 *   .expect(new Uint8Array([5, 1, 0, 1, 10, 9, 8, 7, 0, 80])).reply(new Uint8Array([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
 *   .expect("hello").reply("welcome");
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
 * const through = socks5({ host: "10.0.0.3", port: 1080 });
 * await net.play(async () => {
 *   const connection = await device.connect({ host: "10.9.8.7", port: 80, through });
 *   await connection.tx("hello");
 *   new TextDecoder().decode(await connection.rx()); // "welcome"
 * });
 * await device.stop();
 * ```
 */
export function socks5(options: Socks5Options): Way {
  const { host, port, auth } = expectOptions(options);
  const known = expectAuth(auth);
  for (const name of ["username", "password"] as const) {
    const { length = 0 } = known?.[name] ?? {};
    if (length > LONGEST) throw new RangeError(`auth.${name} has ${length} bytes; expected at most ${LONGEST}`);
  }
  return new ProxyWay({ host, port }, async (connection, target, left) => {
    await connection.tx(known === undefined ? bytes(VERSION, 1, NO_AUTH) : bytes(VERSION, 2, NO_AUTH, PASSWORD), left());
    const [version, method] = await read(connection, 2, left());
    if (version !== VERSION) throw new Refusal("broken", `it speaks version ${version}, not ${VERSION}`);
    if (method === PASSWORD && known !== undefined) {
      const { username, password } = known;
      await connection.tx([bytes(1, username.length), username, bytes(password.length), password], left());
      const [, status] = await read(connection, 2, left());
      if (status !== 0) throw new Refusal("forbidden", "wrong user name or password");
    } else if (method !== NO_AUTH) throw new Refusal("forbidden", "it wants to know who asks");
    await connection.tx([bytes(VERSION, CONNECT, 0), address(target), bytes(target.port >> 8, target.port & 0xff)], left());
    const [, code, , kind] = await read(connection, 4, left());
    if (code !== 0) throw new Refusal(...(FAILURES[Number(code) - 1] ?? (["broken", `failure ${code}`] as const)));
    // Where it dialled from is of no interest, but comes before the server's first byte.
    const length = kind === IPV4 ? 4 : kind === IPV6 ? 16 : Number((await read(connection, 1, left()))[0]);
    await read(connection, length + 2, left());
  });
}

function address({ host }: Endpoint): Uint8Array {
  const v4 = parseIPv4(host);
  if (v4 !== undefined) return bytes(IPV4, ...v4);
  const v6 = parseIPv6(host);
  if (v6 !== undefined) return bytes(IPV6, ...v6);
  const name = new TextEncoder().encode(host);
  if (name.length > LONGEST) throw new RangeError(`host has ${name.length} bytes; expected at most ${LONGEST} through a SOCKS proxy`);
  return bytes(NAME, name.length, ...name);
}

async function read(connection: Connection, size: number, limits: WaitOptions): Promise<Uint8Array> {
  const answer = await connection.rxExactly(size, limits);
  if (answer === undefined) throw new Refusal("broken", "nothing, and ends the connection");
  return answer;
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}
