import {
  systemClock,
  type Adapter,
  type BindOptions,
  type Clock,
  type Credentials,
  type Datagrams,
  type DatagramSink,
  type DialOptions,
  type DnsAnswer,
  type DnsQuery,
  type Endpoint,
  type Fault,
  type Listener,
  type ListenOptions,
  type ListenSink,
  type LocalAddress,
  type Stop,
  type Stream,
  type StreamSink,
  type TlsConfig,
  type Traits,
} from "@luat/contract";
import { mustBeAddress, mustBePort } from "../checks/addresses.js";
import { FailedSocket } from "../checks/failed-socket.js";
import { mustKnow } from "../checks/known-options.js";
import { MAX_WINDOW } from "../wire/index.js";
import type { Way } from "./channel.js";
import { mustBeDestination, mustBeFunction, mustBeHost, mustBeLocalAddress, mustBeText, mustBeWebSocketClass, mustBeWebSocketUrl, mustBeWhole } from "./checks.js";
import { shownUrl } from "./ending-fault.js";
import { GatewayDatagrams } from "./gateway-datagrams.js";
import { GatewayListener } from "./gateway-listener.js";
import { GatewayStream } from "./gateway-stream.js";
import { GatewayTls, type CheckTls } from "./gateway-tls.js";
import { noLookUp, unsupported } from "./unsupported.js";
import type { WebSocketClass } from "./web-socket.js";

/** How a card of a gateway is made. */
export interface GatewayCardOptions {
  /** Where the gateway is, such as `"wss://gateway.example/luat"`. */
  readonly url: string | URL;
  /** What the gateway lets in by. Default: none. */
  readonly token?: string | undefined;
  /** Default: the host's, on Node.js that of the package `ws` where it is installed. */
  readonly WebSocket?: WebSocketClass | undefined;
  /**
   * Checks TLS settings before they are sent: `checkTls` of `@luat/adapters/certs`, which browsers need not load where there is no TLS. Default:
   * none, and then the card has no TLS.
   */
  readonly tls?: CheckTls | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For logs and messages. Default: `"gateway"`. */
  readonly name?: string | undefined;
  /** Bytes that a stream has under way in each direction before it waits for the other side, 1 to 16,777,216. Default: 1,048,576. */
  readonly window?: number | undefined;
  /** What `address()` tells; the card cannot know it. Default: `0.0.0.0` everywhere. */
  readonly address?: LocalAddress | undefined;
}

const NOWHERE: LocalAddress = { ip: "0.0.0.0", mask: "0.0.0.0", gateway: "0.0.0.0" };

/**
 * A network card whose network is that of a gateway, reached over WebSockets: so programs in browsers have TCP, TLS and UDP, as clients and
 * as servers. Each socket is a WebSocket of its own, and names are looked up by the gateway.
 *
 * TLS ends at the gateway, which knows the keys and sees what is sent. Multicast groups and DTLS it does not have.
 *
 * @example
 * ```ts
 * import { checkTls } from "@luat/adapters/certs";
 * import { GatewayCard } from "@luat/adapters/websocket";
 * import { createDevice } from "@luat/libnet";
 *
 * const card = new GatewayCard({ url: "wss://gateway.example/luat", token: "a secret", tls: checkTls });
 * const device = createDevice({ adapters: { LWIP_GP: card } });
 * card.traits.udp; // true
 * await device.stop();
 * ```
 */
export class GatewayCard implements Adapter {
  readonly name: string;
  readonly traits: Traits;
  readonly clock?: Clock;
  readonly #way: Way;
  readonly #tls: GatewayTls;
  readonly #address: LocalAddress;

  /**
   * @param options - where the gateway is, and more.
   * @throws TypeError for options that there are not or that are of another kind, and where there is no WebSocket class; RangeError for numbers that are out of range.
   */
  constructor(options: GatewayCardOptions) {
    mustKnow<GatewayCardOptions>("GatewayCard", options, { url: true, token: true, WebSocket: true, tls: true, clock: true, name: true, window: true, address: true });
    const { url, token, tls, clock, name = "gateway", window = 1_048_576, address = NOWHERE } = options;
    const { href } = mustBeWebSocketUrl("url", url);
    if (token !== undefined) mustBeText("token", token);
    if (tls !== undefined) mustBeFunction("tls", tls);
    mustBeText("name", name);
    mustBeWhole("window", window, MAX_WINDOW);
    mustBeLocalAddress("address", address);
    this.name = name;
    if (clock !== undefined) this.clock = clock;
    this.#address = address;
    this.#tls = new GatewayTls(tls);
    this.#way = { Class: mustBeWebSocketClass(options.WebSocket), url: href, whom: `the gateway ${shownUrl(href)}`, token, clock: clock ?? systemClock, window };
    this.traits = {
      names: "opaque",
      tcp: true,
      listen: true,
      clients: "many",
      udp: true,
      tls: tls !== undefined,
      psk: tls !== undefined,
      dtls: false,
      multicast: false,
      halfClose: true,
      reset: true,
      keepAlive: "idle",
      localPort: true,
      ipv6: true,
      pausedSeesEnd: false,
    };
  }

  /** Always: whether the gateway can be reached shows when a socket is opened. */
  isReady(): boolean {
    return true;
  }

  /** What the option `address` says. */
  address(): LocalAddress {
    return this.#address;
  }

  /** Never tells anything, as the card is always ready. */
  watch(): Stop {
    return () => undefined;
  }

  /** What the option `tls` finds wrong; without it the fault "unsupported". */
  credentials(config: TlsConfig): Credentials | Fault {
    return this.#tls.credentials(config);
  }

  /** Always the fault "unsupported": the gateway looks names up when they are dialled. */
  resolve(_name: string, _query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    return noLookUp(this.#way.clock, "the gateway looks names up when they are dialled", done);
  }

  /** Connects to a name or an address, as the gateway sees it. */
  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    mustBeHost("to.host", to.host);
    mustBePort("to.port", to.port);
    mustBePort("localPort", options.localPort);
    const { secure, tunnel } = options;
    if (tunnel !== undefined) return this.#fail(sink, unsupported("a gateway dials no TLS inside a stream of its client"));
    if (secure !== undefined && this.#tls.fault !== undefined) return this.#fail(sink, this.#tls.fault);
    return GatewayStream.dial(this.#way, to, options, secure && this.#tls.settings(secure), sink);
  }

  /** Opens a listener on the gateway's computer. */
  listen(options: ListenOptions, sink: ListenSink): Listener {
    mustBePort("port", options.port);
    mustBeWhole("backlog", options.backlog);
    if (options.host !== undefined) mustBeHost("host", options.host);
    const { secure } = options;
    if (secure !== undefined && this.#tls.fault !== undefined) return this.#fail(sink, this.#tls.fault);
    const settings = secure && this.#tls.serving(secure);
    if (settings !== undefined && "reason" in settings) return this.#fail(sink, settings);
    return new GatewayListener(this.#way, options, settings, (renewed) => this.#tls.serving(renewed), sink);
  }

  /** Opens a datagram socket on the gateway's computer. */
  bind(options: BindOptions, sink: DatagramSink): Datagrams {
    const { port, host, peer } = options;
    mustBePort("port", port);
    const family = host === undefined ? undefined : mustBeAddress("host", host);
    if (peer !== undefined) mustBeDestination("peer", peer);
    if (peer !== undefined && family !== undefined && mustBeAddress("peer.host", peer.host) !== family) {
      throw new TypeError(`peer.host is ${JSON.stringify(peer.host)}; expected an IPv${family} address, as host is one`);
    }
    if (options.secure !== undefined) return this.#fail(sink, unsupported("a gateway has no DTLS"));
    return new GatewayDatagrams(this.#way, options, sink);
  }

  #fail(sink: { closed(fault: Fault): void }, fault: Fault): FailedSocket {
    return new FailedSocket(this.#way.clock, sink, fault);
  }
}
