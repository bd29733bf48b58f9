import { formatEndpoint, type FaultReason } from "@luat/contract";
import type { TlsOptions } from "../connection/tls-options.js";
import type { Way } from "../connection/way.js";
import { IncompleteError } from "../errors.js";
import { expectOptions } from "../expect.js";
import { expectAuth, type ProxyAuth } from "./proxy-auth.js";
import { ProxyWay } from "./proxy-way.js";
import { Refusal } from "./refusal.js";

/** Where an HTTP proxy is. */
export interface HttpConnectOptions {
  /** The proxy's name or address. */
  readonly host: string;
  /** The proxy's port, 1 to 65535. */
  readonly port: number;
  /** Basic authentication. Default: none. */
  readonly auth?: ProxyAuth | undefined;
  /** TLS between here and the proxy. Default: none. */
  readonly tls?: boolean | TlsOptions | undefined;
}

/** The head of an answer may be so long, in bytes. */
const MOST = 16_384;

/** What statuses mean, where they tell more than that it does not connect. */
const REASONS: { readonly [status: string]: FaultReason } = { 401: "forbidden", 403: "forbidden", 407: "forbidden", 405: "unsupported", 501: "unsupported", 502: "unreachable", 503: "unreachable", 504: "timeout" };

/**
 * The way through an HTTP proxy (`CONNECT`), for the option `through` of `connect`. The proxy resolves the names.
 *
 * @param options - where the proxy is, and who asks.
 * @returns the way; it holds nothing open, and serves any number of connects.
 * @throws TypeError or RangeError when an option is wrong.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 * import { httpConnect } from "@luat/libnet/proxies";
 *
 * const net = new MockNet();
 * net.peer("10.0.0.3", 3128).expect("CONNECT broker.example.com:1883 HTTP/1.1\r\nHost: broker.example.com:1883\r\n\r\n").reply("HTTP/1.1 200 OK\r\n\r\n").expect("hello").reply("welcome");
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
 * const through = httpConnect({ host: "10.0.0.3", port: 3128 });
 * await net.play(async () => {
 *   const connection = await device.connect({ host: "broker.example.com", port: 1883, through });
 *   await connection.tx("hello");
 *   new TextDecoder().decode(await connection.rx()); // "welcome"
 * });
 * await device.stop();
 * ```
 */
export function httpConnect(options: HttpConnectOptions): Way {
  const { host, port, auth, tls } = expectOptions(options);
  const known = expectAuth(auth);
  const who = known === undefined ? "" : `Proxy-Authorization: Basic ${btoa(`${bytesText(known.username)}:${bytesText(known.password)}`)}\r\n`;
  return new ProxyWay({ host, port, tls }, async (connection, target, left) => {
    const to = formatEndpoint(target);
    await connection.tx(`CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n${who}\r\n`, left());
    const head = await connection.rxUntil("\r\n\r\n", { max: MOST, ...left() }).catch((error: unknown) => {
      throw error instanceof IncompleteError && error.flaw === "too-large" ? new Refusal("broken", "more than an HTTP answer") : error;
    });
    if (head === undefined) throw new Refusal("broken", "nothing, and ends the connection");
    const [line = ""] = new TextDecoder().decode(head).split("\r\n");
    const [, status] = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(line) ?? [];
    if (status === undefined) throw new Refusal("broken", JSON.stringify(line.slice(0, 80)));
    if (!status.startsWith("2")) throw new Refusal(REASONS[status] ?? "broken", line.replace(/^HTTP\/1\.\d /, ""));
  });
}

/** Each byte as a character, as `btoa` wants it. */
function bytesText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
