import {
  FULL,
  type BindOptions,
  type Clock,
  type Credentials,
  type Datagrams,
  type DatagramSink,
  type DialOptions,
  type Endpoint,
  type Fault,
  type Listener,
  type ListenOptions,
  type ListenSink,
  type Stop,
  type Stream,
  type StreamSink,
  type Traits,
} from "@luat/contract";
import { PassCard } from "./pass-card.js";

export const UNSUPPORTED: Fault = { reason: "unsupported" };

/** A socket that is none, because its card does not have that kind, or for another reason. */
export class MissingSocket implements Stream, Listener, Datagrams {
  readonly queued = 0;
  readonly destroy: Stop;
  readonly close: Stop;

  constructor(clock: Clock, sink: { closed(fault?: Fault): void }, fault = UNSUPPORTED) {
    this.destroy = this.close = clock.after(1, () => sink.closed(fault));
  }

  send(): typeof FULL {
    return FULL;
  }
  pause(): void {}
  resume(): void {}
  finish(): void {}
}

/** A good card that does not speak TLS. */
export class PlainCard extends PassCard {
  override get traits(): Traits {
    return { ...super.traits, tls: false };
  }
  override credentials(): Credentials | Fault {
    return UNSUPPORTED;
  }
  override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
    return options.secure === undefined ? super.dial(to, options, sink) : new MissingSocket(this.clock, sink);
  }
  override listen(options: ListenOptions, sink: ListenSink): Listener {
    return options.secure === undefined ? super.listen(options, sink) : new MissingSocket(this.clock, sink);
  }
}

/** A good card that has no sockets of any kind. */
export class IdleCard extends PassCard {
  override get traits(): Traits {
    return { ...super.traits, tcp: false, listen: false, udp: false, tls: false };
  }
  override dial(_to: Endpoint, _options: DialOptions, sink: StreamSink): Stream {
    return new MissingSocket(this.clock, sink);
  }
  override listen(_options: ListenOptions, sink: ListenSink): Listener {
    return new MissingSocket(this.clock, sink);
  }
  override bind(_options: BindOptions, sink: DatagramSink): Datagrams {
    return new MissingSocket(this.clock, sink);
  }
}
