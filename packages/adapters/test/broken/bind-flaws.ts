import { FULL, TAKEN, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type Listener, type ListenOptions, type ListenSink, type SendResult } from "@luat/contract";
import { cardFlaw, datagramFlaw, type Flaw } from "./flaw.js";
import { PassCard, PassDatagrams } from "./pass-card.js";

/** Datagram sockets that open and close in the wrong way. */
export const BIND_FLAWS: readonly Flaw[] = [
  datagramFlaw(
    "does not tell the port of a datagram socket",
    ["bind.bound"],
    class extends PassDatagrams {
      override bound(local: Endpoint): void {
        super.bound({ host: local.host, port: 0 });
      }
    },
  ),
  datagramFlaw(
    "tells twice that a datagram socket is bound",
    ["bind.bound"],
    class extends PassDatagrams {
      override bound(local: Endpoint): void {
        super.bound(local);
        super.bound(local);
      }
    },
  ),
  cardFlaw(
    "tells inside bind() that a datagram socket is bound",
    ["bind.bound", "bind.close"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        sink.bound({ host: "10.0.0.2", port: options.port ?? 1 });
        return super.bind(options, sink);
      }
    },
  ),
  cardFlaw(
    "binds only the loopback unless it is given a host",
    ["bind.everywhere"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, host: options.host ?? "127.0.0.1" }, sink);
      }
    },
  ),
  cardFlaw(
    "binds any port and any address",
    ["bind.chosen-port", "bind.in-use", "bind.foreign-address"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, port: 0, host: "10.0.0.2" }, sink);
      }
    },
  ),
  cardFlaw(
    "has one set of ports for listeners and datagram sockets",
    ["bind.tcp-apart"],
    class extends PassCard {
      readonly #taken = new Set<number>();
      override listen(options: ListenOptions, sink: ListenSink): Listener {
        const told = Object.assign(Object.create(sink) as ListenSink, {
          listening: (local: Endpoint) => {
            this.#taken.add(local.port);
            sink.listening(local);
          },
        });
        return super.listen(options, told);
      }
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        const isTaken = this.#taken.has(options.port ?? 0);
        return super.bind(isTaken ? { ...options, host: "203.0.113.7" } : options, sink);
      }
    },
  ),
  datagramFlaw(
    "does not say why a datagram socket cannot be bound, or is over",
    ["bind.in-use", "bind.foreign-address", "link.down-datagrams", "link.bind-while-down"],
    class extends PassDatagrams {
      override closed(): void {
        super.closed();
      }
    },
  ),
  datagramFlaw(
    "closes datagram sockets twice",
    ["bind.in-use", "bind.foreign-address", "bind.after-closed", "link.down-datagrams", "link.bind-while-down"],
    class extends PassDatagrams {
      override closed(fault?: Fault): void {
        super.closed(fault);
        super.closed(fault);
      }
    },
  ),
  datagramFlaw(
    "says of each datagram socket that it is bound before it is closed",
    ["bind.in-use", "bind.foreign-address", "link.bind-while-down"],
    class extends PassDatagrams {
      #isBound = false;
      override bound(local: Endpoint): void {
        this.#isBound = true;
        super.bound(local);
      }
      override closed(fault?: Fault): void {
        if (!this.#isBound) super.bound({ host: "10.0.0.2", port: 1 });
        super.closed(fault);
      }
    },
  ),
  datagramFlaw(
    "does not close datagram sockets",
    ["bind.close", "bind.chosen-port"],
    class extends PassDatagrams {
      override close(): void {}
    },
  ),
  datagramFlaw(
    "says that a datagram socket is closed after close()",
    ["bind.close"],
    class extends PassDatagrams {
      override close(): void {
        super.close();
        this.later(() => this.closed());
      }
    },
  ),
  datagramFlaw(
    "throws from a datagram socket that is over",
    ["bind.after-close", "bind.after-closed"],
    class extends PassDatagrams {
      #isOver = false;
      override closed(fault?: Fault): void {
        this.#isOver = true;
        super.closed(fault);
      }
      override close(): void {
        this.#isOver = true;
        super.close();
      }
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        if (this.#isOver) throw new Error("socket is over");
        return super.send(bytes, to);
      }
    },
  ),
  datagramFlaw(
    "takes datagrams when the socket is over",
    ["bind.after-close", "bind.after-closed"],
    class extends PassDatagrams {
      override send(bytes: Uint8Array, to?: Endpoint): SendResult {
        const answer = super.send(bytes, to);
        return answer === FULL ? TAKEN : answer;
      }
    },
  ),
  cardFlaw(
    "takes a peer of another kind",
    ["bind.kinds"],
    class extends PassCard {
      override bind(options: BindOptions, sink: DatagramSink): Datagrams {
        return super.bind({ ...options, peer: undefined }, sink);
      }
    },
  ),
];
