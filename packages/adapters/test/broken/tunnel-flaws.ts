import type { Clock, DialOptions, Endpoint, Fault, SecureInfo, SecureOptions, Stream, StreamSink, Tunnel } from "@luat/contract";
import { cardFlaw, streamFlaw, type Flaw } from "./flaw.js";
import { MissingSocket } from "./lesser-cards.js";
import { PassCard, PassStream } from "./pass-card.js";

/** A stream that remembers what tunnels are told apart by. */
class KnownStream extends PassStream {
  isPaused = false;
  isSecured = false;
  override pause(): void {
    this.isPaused = true;
    super.pause();
  }
  override secured(info: SecureInfo): void {
    this.isSecured = true;
    super.secured(info);
  }
}

/** What was asked for: TLS inside a stream. */
interface Inside extends DialOptions {
  readonly secure: SecureOptions;
  readonly tunnel: Tunnel & { readonly stream: KnownStream };
}

type Pass = (to: Endpoint, options: DialOptions, sink: StreamSink) => Stream;

/** A card that goes about TLS inside tunnels in another way, and may still pass it on. */
function insideFlaw(title: string, breaks: readonly string[], dial: (pass: Pass, to: Endpoint, inside: Inside, sink: StreamSink, clock: Clock) => Stream): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends PassCard {
      override Stream = KnownStream;
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        const pass: Pass = (...args) => super.dial(...args);
        return options.secure === undefined || options.tunnel === undefined ? pass(to, options, sink) : dial(pass, to, options as Inside, sink, this.clock);
      }
    },
  );
}

/** Cards that are wrong about TLS inside streams that are open. */
export const TUNNEL_FLAWS: readonly Flaw[] = [
  insideFlaw("dials the other end of the tunnel anew", ["tunnel.secured", "tunnel.verified", "tunnel.paused"], (pass, _to, { secure, tunnel }, sink) => pass(tunnel.peer, { secure }, sink)),
  insideFlaw("says that it is connected with the server itself", ["tunnel.secured"], (pass, to, { secure, tunnel }, sink) => pass(to, { secure, tunnel: { ...tunnel, peer: to } }, sink)),
  insideFlaw("tells who dialled the tunnel that it is secured", ["tunnel.secured"], (pass, to, inside, sink) => {
    const { sink: first } = inside.tunnel.stream;
    const stream = pass(to, inside, sink) as KnownStream;
    stream.secured = (info) => {
      first.secured(info);
      sink.secured(info);
    };
    return stream;
  }),
  insideFlaw("leaves a paused tunnel as it is", ["tunnel.paused"], (pass, to, inside, sink) => {
    const { inner, isPaused } = inside.tunnel.stream;
    if (isPaused) inner.resume = () => undefined;
    return pass(to, inside, sink);
  }),
  insideFlaw("forgets what was unread", ["tunnel.unread"], (pass, to, { secure, tunnel }, sink) => pass(to, { secure, tunnel: { ...tunnel, unread: new Uint8Array(0) } }, sink)),
  insideFlaw("lets any name pass", ["tunnel.verified"], (pass, to, { secure, tunnel }, sink) => pass(to, { secure: { ...secure, name: undefined }, tunnel }, sink)),
  insideFlaw("speaks no TLS inside TLS", ["tunnel.inside-tls"], (pass, to, inside, sink, clock) => (inside.tunnel.stream.isSecured ? new MissingSocket(clock, sink) : pass(to, inside, sink))),
  insideFlaw("takes the streams of others for broken ones", ["tunnel.wrong"], (pass, to, inside, sink, clock) => (inside.tunnel.stream instanceof PassStream ? pass(to, inside, sink) : new MissingSocket(clock, sink))),
  streamFlaw(
    "has no fault for a tunnel that was cut off",
    ["tunnel.cut-off", "tunnel.over-before"],
    class extends PassStream {
      override closed(): void {
        super.closed();
      }
    },
  ),
  streamFlaw(
    "takes every failure for one of TLS",
    ["tunnel.link-down"],
    class extends PassStream {
      override closed(): void {
        super.closed({ reason: "tls", tls: "refused" });
      }
    },
  ),
  streamFlaw(
    "leaves the tunnel open",
    ["tunnel.destroy"],
    class extends PassStream {
      #isSilent = false;
      override connected(local: Endpoint, peer: Endpoint): void {
        if (!this.#isSilent) super.connected(local, peer);
      }
      override secured(info: SecureInfo): void {
        if (!this.#isSilent) super.secured(info);
      }
      override closed(fault?: Fault): void {
        if (!this.#isSilent) super.closed(fault);
      }
      override destroy(): void {
        this.#isSilent = true;
      }
    },
  ),
];
