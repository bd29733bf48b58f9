import type { BindOptions, DialOptions } from "@luat/contract";
import { MockNet, type MockHost, type MockNetOptions, type PeerOptions, type PeerScript } from "../../../src/mock/index.js";
import { DatagramRecorder, ListenRecorder, Recorder } from "../recorder.js";

export const PEER = "10.0.0.1";
export const HOST = "10.0.0.2";
export const PORT = 1883;

/** A net with a host for the code under test, which here is written by hand on the host's card. */
export class Stage {
  readonly net: MockNet;
  readonly host: MockHost;

  constructor(options?: MockNetOptions) {
    this.net = new MockNet(options);
    this.host = this.net.host(HOST);
  }

  get now(): number {
    return this.net.clock.now();
  }

  peer(options?: PeerOptions): PeerScript {
    return this.net.peer(PEER, PORT, options);
  }

  caller(options?: PeerOptions): PeerScript {
    return this.net.caller(PEER).dial(HOST, PORT, options);
  }

  /** Dials the peer, and waits until it is on line. */
  async connect(options: DialOptions = {}): Promise<Recorder> {
    const client = new Recorder(this.net.clock);
    client.stream = this.host.dial({ host: PEER, port: PORT }, options, client);
    const line = options.secure === undefined ? "connected" : "secured";
    await this.net.clock.until(() => client.events.some((event) => event.includes(line) || event.includes("closed")));
    return client;
  }

  /** Dials the peer and sends a text. */
  async say(text: string): Promise<Recorder> {
    const client = await this.connect();
    client.stream.send(bytes(text));
    return client;
  }

  /** A socket for datagrams: to the peer, unless told otherwise. */
  async bind(options: BindOptions = { peer: { host: PEER, port: PORT } }): Promise<DatagramRecorder> {
    const socket = new DatagramRecorder(this.net.clock);
    socket.socket = this.host.bind(options, socket);
    await this.net.clock.advance(0);
    return socket;
  }

  /** Listens, and answers each client with what `answer` makes of its bytes. */
  serve(answer: (text: string, client: Recorder) => string | undefined): ListenRecorder {
    const server = new ListenRecorder(this.net.clock);
    server.onOffered = (offer) => {
      const client = new Recorder(this.net.clock);
      client.onReceived = (received) => {
        const text = answer(new TextDecoder().decode(received), client);
        if (text !== undefined) client.stream.send(bytes(text));
      };
      client.stream = offer.accept(client);
    };
    server.listener = this.host.listen({ port: PORT, backlog: 8 }, server);
    return server;
  }

  /** What is open or ticking. */
  get left(): number[] {
    const { clock, openStreams, openListeners, openDatagrams } = this.net;
    return [clock.waiting, openStreams, openListeners, openDatagrams];
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What is said of a failure, without the place where the step was written. */
export async function messageOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => new Error("nothing failed"),
    (reason: unknown) => reason,
  );
  return (error as Error).message.replace(/^written in .*[/\\]([^/\\]+):\d+:\d+$/gm, "written in $1");
}
