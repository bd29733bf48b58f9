import type { BindOptions, Credentials, DialOptions, ListenOptions, TlsConfig } from "@luat/contract";
import { VirtualClock } from "@luat/adapters/mock";
import { GatewayCard, type GatewayCardOptions } from "@luat/adapters/websocket";
import { FakeWebSockets, type FakeWebSocket } from "./fake-web-sockets.js";
import { Told } from "./told.js";

export const local = { host: "10.0.0.9", port: 40_000 };
export const peer = { host: "10.0.0.1", port: 1883 };
export const OFFER = "an-offer-of-22-letters";
export const connected = { type: "connected", local, peer, window: 100_000 };

/** A card of a gateway that the test plays, in virtual time. */
export class GatewayScene {
  readonly clock = new VirtualClock();
  readonly sockets = new FakeWebSockets();
  readonly card: GatewayCard;

  constructor(options: Partial<GatewayCardOptions> = {}) {
    this.card = new GatewayCard({ url: "ws://gateway.test/path", WebSocket: this.sockets.Class, clock: this.clock, tls: () => undefined, ...options });
  }

  /** Settings that the card finds good. */
  secure(config: TlsConfig = { verify: true }): { credentials: Credentials } {
    return { credentials: this.card.credentials(config) as Credentials };
  }

  dial(options: DialOptions = {}): { readonly told: Told; readonly socket: FakeWebSocket } {
    const told = new Told();
    told.stream = this.card.dial({ host: "broker.test", port: 1883 }, options, told);
    return { told, socket: this.sockets.last };
  }

  /** A dialled stream that is connected; nothing of that is news. */
  connect(): { readonly told: Told; readonly socket: FakeWebSocket } {
    const { told, socket } = this.dial();
    socket.open().say(connected);
    void told.news;
    void socket.news;
    return { told, socket };
  }

  /** A listener that listens; nothing of that is news. */
  listen(options: Partial<ListenOptions> = {}): { readonly told: Told; readonly socket: FakeWebSocket } {
    const told = new Told();
    told.listener = this.card.listen({ port: 80, backlog: 4, ...options }, told);
    const socket = this.sockets.last.open().say({ type: "listening", local });
    void told.news;
    void socket.news;
    return { told, socket };
  }

  /** A datagram socket that is bound; nothing of that is news. */
  bind(options: BindOptions = {}): { readonly told: Told; readonly socket: FakeWebSocket } {
    const told = new Told();
    told.datagrams = this.card.bind(options, told);
    const socket = this.sockets.last.open().say({ type: "bound", local });
    void told.news;
    void socket.news;
    return { told, socket };
  }
}
