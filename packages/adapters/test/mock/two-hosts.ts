import type { BindOptions, DialOptions, ListenOptions, Offer } from "@luat/contract";
import { MockNet, type MockHost, type MockHostOptions, type MockNetOptions } from "../../src/mock/index.js";
import { DatagramRecorder, ListenRecorder, Recorder } from "./recorder.js";

export const SERVER = "10.0.0.1";
export const CLIENT = "10.0.0.2";

/** A mock network with a server and a client, whose streams and listeners are written down. */
export class TwoHosts {
  readonly net: MockNet;
  readonly server: MockHost;
  readonly client: MockHost;

  /** @param clientOptions - where the client is not made as the server. */
  constructor(options?: MockNetOptions, hostOptions: MockHostOptions = {}, clientOptions: MockHostOptions = hostOptions) {
    this.net = new MockNet(options);
    this.server = this.net.host(SERVER, { ipv6: "fd00::1", ...hostOptions });
    this.client = this.net.host(CLIENT, { ipv6: "fd00::2", ...clientOptions });
  }

  /** Lets everything happen. */
  run(): Promise<void> {
    return this.net.clock.run();
  }

  listen(options: Partial<ListenOptions> = {}, on: MockHost = this.server): ListenRecorder {
    const recorder = new ListenRecorder(this.net.clock);
    recorder.listener = on.listen({ port: 80, backlog: 8, ...options }, recorder);
    return recorder;
  }

  dial(host = SERVER, port = 80, options: DialOptions = {}, from: MockHost = this.client): Recorder {
    const recorder = new Recorder(this.net.clock);
    recorder.stream = from.dial({ host, port }, options, recorder);
    return recorder;
  }

  accept(offer: Offer | undefined): Recorder {
    if (offer === undefined) throw new Error("no client was offered");
    const recorder = new Recorder(this.net.clock);
    recorder.stream = offer.accept(recorder);
    return recorder;
  }

  /** A datagram socket that is not bound yet. */
  open(options: BindOptions = {}, on: MockHost = this.client): DatagramRecorder {
    const recorder = new DatagramRecorder(this.net.clock);
    recorder.socket = on.bind(options, recorder);
    return recorder;
  }

  /** A datagram socket that is bound, with nothing written down yet. */
  async bind(options: BindOptions = {}, on: MockHost = this.client): Promise<DatagramRecorder> {
    const recorder = this.open(options, on);
    await this.net.clock.advance(0);
    recorder.events.length = 0;
    return recorder;
  }

  /** A connection, with nothing written down yet. */
  async pair(options: DialOptions = {}, listenOptions: Partial<ListenOptions> = {}): Promise<{ here: Recorder; there: Recorder; listener: ListenRecorder }> {
    const listener = this.listen(listenOptions);
    const here = this.dial(SERVER, listenOptions.port, options);
    await this.run();
    const there = this.accept(listener.offers[0]);
    await this.run();
    here.events.length = 0;
    return { here, there, listener };
  }
}

/** The bytes 0, 1, 2 … so that a lost or moved byte shows. */
export function counted(length: number, from = 0): Uint8Array {
  // Not Uint8Array.from: tests ask for megabytes, and that takes a call for each byte.
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (from + i) % 251;
  return bytes;
}
