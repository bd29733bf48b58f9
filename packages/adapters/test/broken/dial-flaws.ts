import type { DialOptions, Endpoint, ListenOptions, Listener, ListenSink, Stream, StreamSink } from "@luat/contract";
import { cardFlaw, streamFlaw, type Flaw } from "./flaw.js";
import { MissingSocket } from "./lesser-cards.js";
import { PassCard, PassStream } from "./pass-card.js";

/** Cards that dial in the wrong way. */
export const DIAL_FLAWS: readonly Flaw[] = [
  streamFlaw(
    "swaps the endpoints",
    ["dial.connected"],
    class extends PassStream {
      override connected(local: Endpoint, peer: Endpoint): void {
        super.connected(peer, local);
      }
    },
  ),
  streamFlaw(
    "tells no address of its own",
    ["dial.connected"],
    class extends PassStream {
      override connected(_local: Endpoint, peer: Endpoint): void {
        super.connected({ host: "", port: 0 }, peer);
      }
    },
  ),
  streamFlaw(
    "is connected twice",
    ["dial.connected"],
    class extends PassStream {
      override connected(local: Endpoint, peer: Endpoint): void {
        super.connected(local, peer);
        super.connected(local, peer);
      }
    },
  ),
  streamFlaw(
    "is connected before it is refused",
    ["dial.refused", "dial.local-port-in-use", "link.dial-while-down", "tls.refused"],
    class extends PassStream {
      #isConnected = false;
      override connected(local: Endpoint, peer: Endpoint): void {
        this.#isConnected = true;
        super.connected(local, peer);
      }
      override closed(fault?: Parameters<StreamSink["closed"]>[0]): void {
        if (!this.#isConnected) super.connected({ host: "10.0.0.2", port: 1 }, { host: "10.0.0.1", port: 1 });
        super.closed(fault);
      }
    },
  ),
  cardFlaw(
    "closes inside dial()",
    ["dial.refused"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        const stream = super.dial(to, options, sink);
        if (to.port === 9) sink.closed({ reason: "refused" });
        return stream;
      }
    },
  ),
  cardFlaw(
    "mixes the bytes of streams that are dialled at once",
    ["dial.many", "tls.many"],
    class extends PassCard {
      #last: StreamSink | undefined;
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        this.#last = sink;
        const mixed = Object.create(sink) as StreamSink;
        const current = (): StreamSink => this.#last ?? sink;
        mixed.connected = (local, peer) => sink.connected(local, peer);
        mixed.received = (bytes, length, lent) => current().received(bytes, length, lent);
        mixed.secured = (info) => sink.secured(info);
        mixed.closed = (fault) => sink.closed(fault);
        mixed.ended = () => sink.ended();
        return super.dial(to, options, mixed);
      }
    },
  ),
  cardFlaw(
    "takes any local port",
    ["dial.local-port", "dial.local-port-in-use"],
    class extends PassCard {
      override dial(to: Endpoint, { keepAlive }: DialOptions, sink: StreamSink): Stream {
        return super.dial(to, { keepAlive }, sink);
      }
    },
  ),
  cardFlaw(
    "never gives a local port back",
    ["dial.local-port-again"],
    class extends PassCard {
      readonly #used = new Set<number>();
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        const { localPort = 0 } = options;
        if (this.#used.has(localPort)) return new MissingSocket(this.clock, sink, { reason: "in-use" });
        if (localPort > 0) this.#used.add(localPort);
        return super.dial(to, options, sink);
      }
    },
  ),
  cardFlaw(
    "throws at keep-alive options",
    ["dial.keep-alive", "listen.keep-alive"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        if (options.keepAlive !== undefined) throw new Error("no keep-alive");
        return super.dial(to, options, sink);
      }
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        if (options.keepAlive !== undefined) throw new Error("no keep-alive");
        return super.listen(options, sink);
      }
    },
  ),
];
