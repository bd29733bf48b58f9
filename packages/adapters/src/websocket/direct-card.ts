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
import { mustBePort } from "../checks/addresses.js";
import { FailedSocket } from "../checks/failed-socket.js";
import { mustKnow } from "../checks/known-options.js";
import { shown } from "../checks/shown.js";
import { mustBeFunction, mustBeHost, mustBeLocalAddress, mustBeText, mustBeWebSocketClass, mustBeWebSocketUrl, mustBeWhole } from "./checks.js";
import { DirectStream } from "./direct-stream.js";
import { directCredentials, secureFault } from "./direct-tls.js";
import { noLookUp, unsupported } from "./unsupported.js";
import type { WebSocketClass } from "./web-socket.js";

/** What an address for a WebSocket is chosen by, beside the endpoint. */
export interface DirectDialOptions {
  /** Whether the dial is to be TLS: then the address must begin with `wss://`. */
  readonly isSecure: boolean;
}

/** How a card is made whose streams are WebSockets. */
export interface DirectCardOptions {
  /** Where a dial to an endpoint leads to. What it throws is told as the fault "unsupported" of that dial. */
  readonly url: (to: Endpoint, options: DirectDialOptions) => string | URL;
  /** The subprotocols that are offered to the server, such as `["mqtt"]`. Default: none. */
  readonly protocols?: readonly string[] | undefined;
  /** Default: the host's, on Node.js that of the package `ws` where it is installed. */
  readonly WebSocket?: WebSocketClass | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For logs and messages. Default: `"websocket"`. */
  readonly name?: string | undefined;
  /** Bytes that a stream holds before it says that it is full. At least 1. Default: 65,536. */
  readonly highWater?: number | undefined;
  /** Bytes that may come while a stream is paused: no WebSocket but that of `ws` can stop reading, and one with more is closed with the fault "limit". Default: 16,777,216. */
  readonly pauseLimit?: number | undefined;
  /** What `address()` tells; the card cannot know it. Default: `0.0.0.0` everywhere. */
  readonly address?: LocalAddress | undefined;
}

const NOWHERE: LocalAddress = { ip: "0.0.0.0", mask: "0.0.0.0", gateway: "0.0.0.0" };
/** The ports that systems give to clients begin here. */
const FIRST_PORT = 49_152;

/**
 * A network card whose TCP streams are WebSockets to servers that speak them, such as an MQTT broker's, or to a bridge such as websockify.
 * It dials and nothing else.
 *
 * Bytes go in binary messages of at most 65,536; where one message ends and the next begins means nothing. A text message that comes is taken as
 * its UTF-8. A WebSocket has no half-close and no reset: after `finish()` what still comes may be lost, and a peer's end is the end. As it knows no
 * address of its own, `0.0.0.0` is told, with a port that counts the streams of the card. With `wss://` the TLS is that of the WebSocket: verified with the
 * host's authorities, for the host of the address that `url` gave; other settings have the fault "unsupported".
 *
 * @example
 * ```ts
 * import { DirectCard } from "@luat/adapters/websocket";
 * import { createDevice } from "@luat/libnet";
 *
 * const url = ({ host }: { host: string }) => `wss://${host}/mqtt`;
 * const device = createDevice({ adapters: { LWIP_GP: new DirectCard({ url, protocols: ["mqtt"] }) } });
 * await device.ready(); // "0.0.0.0"
 * await device.stop();
 * ```
 */
export class DirectCard implements Adapter {
  readonly name: string;
  readonly traits: Traits = {
    names: "opaque",
    tcp: true,
    listen: false,
    clients: "many",
    udp: false,
    tls: true,
    psk: false,
    dtls: false,
    multicast: false,
    halfClose: false,
    reset: false,
    keepAlive: "none",
    localPort: false,
    ipv6: true,
    pausedSeesEnd: false,
  };
  readonly clock?: Clock;
  readonly #clock: Clock;
  readonly #Class: WebSocketClass;
  readonly #url: DirectCardOptions["url"];
  readonly #protocols: readonly string[];
  readonly #highWater: number;
  readonly #pauseLimit: number;
  readonly #address: LocalAddress;
  #dials = 0;

  /**
   * @param options - `url` at least.
   * @throws TypeError for options that there are not or that are of another kind, and where there is no WebSocket class; RangeError for numbers that are out of range.
   */
  constructor(options: DirectCardOptions) {
    mustKnow<DirectCardOptions>("DirectCard", options, { url: true, protocols: true, WebSocket: true, clock: true, name: true, highWater: true, pauseLimit: true, address: true });
    const { url, protocols = [], clock, name = "websocket", highWater = 65_536, pauseLimit = 16_777_216, address = NOWHERE } = options;
    mustBeFunction("url", url);
    if (!Array.isArray(protocols)) throw new TypeError(`protocols is ${shown(protocols)}; expected an array of texts`);
    for (const [i, protocol] of protocols.entries()) mustBeText(`protocols[${i}]`, protocol);
    mustBeText("name", name);
    mustBeWhole("highWater", highWater);
    mustBeWhole("pauseLimit", pauseLimit);
    mustBeLocalAddress("address", address);
    this.name = name;
    if (clock !== undefined) this.clock = clock;
    this.#clock = clock ?? systemClock;
    this.#Class = mustBeWebSocketClass(options.WebSocket);
    this.#url = url;
    this.#protocols = protocols;
    this.#highWater = highWater;
    this.#pauseLimit = pauseLimit;
    this.#address = address;
  }

  /** Always: whether a server can be reached shows when it is dialled. */
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

  /**
   * Takes settings that choose nothing, and those that ask for less than is done in any case: to verify, and to speak TLS 1.2 or later. All
   * others have the fault "unsupported".
   */
  credentials(config: TlsConfig): Credentials | Fault {
    return directCredentials(config);
  }

  /** Always the fault "unsupported": names are passed on. */
  resolve(_name: string, _query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    return noLookUp(this.#clock, "names are looked up when a WebSocket is opened", done);
  }

  /** Opens a WebSocket to where the option `url` leads. */
  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    mustBeHost("to.host", to.host);
    mustBePort("to.port", to.port);
    mustBePort("localPort", options.localPort);
    const { secure, localPort = 0, tunnel } = options;
    if (tunnel !== undefined) return this.#fail(sink, unsupported("a WebSocket cannot be opened inside a stream"));
    if (localPort !== 0) return this.#fail(sink, unsupported("the local port of a WebSocket cannot be chosen"));
    let url: URL;
    try {
      url = mustBeWebSocketUrl("what url() gave", this.#url(to, { isSecure: secure !== undefined }));
    } catch (cause) {
      return this.#fail(sink, { reason: "unsupported", cause });
    }
    const fault = secure && secureFault(secure, to, url);
    if (fault !== undefined) return this.#fail(sink, fault);
    const local = { host: "0.0.0.0", port: FIRST_PORT + (this.#dials++ % (65_536 - FIRST_PORT)) };
    const shared = { Class: this.#Class, clock: this.#clock, protocols: this.#protocols, highWater: this.#highWater, pauseLimit: this.#pauseLimit };
    try {
      return new DirectStream({ ...shared, url: url.href, isSecure: secure !== undefined, local, peer: to }, sink);
    } catch (cause) {
      return this.#fail(sink, { reason: "unsupported", cause });
    }
  }

  /** Always ends with the fault "unsupported". */
  listen(_options: ListenOptions, sink: ListenSink): Listener {
    return this.#fail(sink, unsupported("a WebSocket can only dial"));
  }

  /** Always ends with the fault "unsupported". */
  bind(_options: BindOptions, sink: DatagramSink): Datagrams {
    return this.#fail(sink, unsupported("a WebSocket carries no datagrams"));
  }

  #fail(sink: { closed(fault: Fault): void }, fault: Fault): FailedSocket {
    return new FailedSocket(this.#clock, sink, fault);
  }
}
