import { FULL, TAKEN, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import { DATAGRAM_WINDOW, DATAGRAM_WINDOW_BYTES, MAX_DATAGRAM_DATA, readDatagram, WireError, writeDatagram } from "../wire/index.js";
import { Channel, unexpected, type ChannelMessage, type ChannelSink, type Way } from "./channel.js";
import { mustBeDestination } from "./checks.js";

/** A datagram socket of a gateway. */
export class GatewayDatagrams implements Datagrams, ChannelSink {
  readonly #channel: Channel;
  readonly #sink: DatagramSink;
  readonly #hasPeer: boolean;
  #isBound = false;
  #settled = 0;
  /** The sizes of the messages that are not settled yet, oldest first, and all of them together. */
  readonly #sizes: number[] = [];
  #size = 0;
  #isFull = false;

  constructor(way: Way, { port, host, peer }: BindOptions, sink: DatagramSink) {
    this.#sink = sink;
    this.#hasPeer = peer !== undefined;
    this.#channel = new Channel(way, { type: "bind", port, host, peer }, this);
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    if (!this.#isBound) return FULL;
    if (to !== undefined) mustBeDestination("to", to);
    else if (!this.#hasPeer) throw new TypeError("to is undefined; expected an address, as the socket has no peer");
    // What no network takes is refused by the gateway's card in its turn, however much of it comes there.
    const message = writeDatagram(to, bytes.subarray(0, MAX_DATAGRAM_DATA));
    if (this.#sizes.length > 0 && (this.#sizes.length >= DATAGRAM_WINDOW || this.#size + message.length > DATAGRAM_WINDOW_BYTES)) {
      this.#isFull = true;
      return FULL;
    }
    this.#sizes.push(message.length);
    this.#size += message.length;
    this.#channel.pay(message);
    return TAKEN;
  }

  close(): void {
    this.#isBound = false;
    this.#channel.end();
  }

  said(message: ChannelMessage): void {
    if ((message.type === "bound") === this.#isBound) return this.#channel.blame(new WireError(`${message.type} came ${this.#isBound ? "twice" : "before bound"}`));
    switch (message.type) {
      case "bound":
        this.#isBound = true;
        return this.#sink.bound(message.local);
      case "sent":
        return this.#settle(message.total);
      case "failed":
        return this.#sink.failed(message.fault, message.nth);
      default:
        this.#channel.blame(unexpected(message, "a datagram socket"));
    }
  }

  paid(bytes: Uint8Array): void {
    const datagram = this.#isBound ? readDatagram(bytes, "gateway") : new WireError("payload came before bound");
    if (datagram instanceof WireError) return this.#channel.blame(datagram);
    const { data, endpoint, isCut } = datagram;
    this.#sink.received(data, data.length, false, endpoint as Endpoint, isCut);
  }

  over(fault?: Fault): void {
    this.#isBound = false;
    this.#sink.closed(fault);
  }

  #settle(total: number): void {
    const most = this.#settled + this.#sizes.length;
    if (total < this.#settled || total > most) return this.#channel.blame(new WireError(`sent.total is ${total}; expected ${this.#settled} to ${most}`));
    if (total === this.#settled) return;
    for (const size of this.#sizes.splice(0, total - this.#settled)) this.#size -= size;
    this.#settled = total;
    this.#sink.sent(total);
    if (!this.#isFull || !this.#isBound || this.#sizes.length > DATAGRAM_WINDOW / 2 || this.#size > DATAGRAM_WINDOW_BYTES / 2) return;
    this.#isFull = false;
    this.#sink.drained();
  }
}
