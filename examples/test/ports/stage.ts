import { MockNet, type MockHostOptions, type PeerOptions, type PeerScript } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { serve } from "@luat/libnet/servers";
import { expect } from "vitest";

/** The network card of a chip, which counts as sent what was acknowledged, and has eight sockets. */
export const CHIP: MockHostOptions = { profile: "lwip" };

/** A device on a network, and everything that it is to meet there. */
export class Stage {
  static readonly SERVER = "10.0.0.1";
  static readonly DEVICE = "10.0.0.2";
  static readonly PORT = 9000;
  readonly net: MockNet;
  readonly device: Device;
  reboots = 0;
  readonly #peers: PeerScript[] = [];
  readonly #others: Device[] = [];

  constructor(options: MockHostOptions = {}) {
    this.net = new MockNet({ latency: 10 });
    this.device = createDevice({ adapters: { LWIP_GP: this.net.host(Stage.DEVICE, options) }, log: silentLog, onReboot: () => this.reboots++ });
  }

  /** The server that a client under test talks to. */
  peer(options?: PeerOptions): PeerScript {
    const peer = this.net.peer(Stage.SERVER, Stage.PORT, options);
    this.#peers.push(peer);
    return peer;
  }

  /** A server that answers whatever comes, for scenes in which it is not known over which connection that is. */
  async serve(answer: (data: Uint8Array) => string | Uint8Array): Promise<void> {
    const outside = createDevice({ adapters: { LWIP_ETH: this.net.host(Stage.SERVER) }, log: silentLog });
    this.#others.push(outside);
    const server = await serve({ port: Stage.PORT }, outside);
    outside.sys.taskInit(() =>
      server.each(async (client) => {
        for await (const data of client) await client.tx(answer(data));
      }),
    );
  }

  /** A client of the server under test; the address tells clients apart. */
  dial(address = Stage.SERVER, options?: PeerOptions): PeerScript {
    return this.net.caller(address).dial(Stage.DEVICE, Stage.PORT, options);
  }

  /** Takes the link of the device away, for so many milliseconds. */
  linkDown(ms: number): void {
    this.net.host(Stage.DEVICE).setLink(false);
    this.net.clock.after(ms, () => this.net.host(Stage.DEVICE).setLink(true));
  }

  /** Stops all: every script must have been played, and nothing may be left open. */
  async end(): Promise<void> {
    const { net, device } = this;
    await net.clock.run(async () => {
      for (const stopped of [device, ...this.#others]) await stopped.stop();
    });
    for (const peer of this.#peers) peer.stop();
    net.assertDone();
    await net.clock.run();
    device.assertIdle();
    expect(net.host(Stage.DEVICE)).toMatchObject({ openStreams: 0, openListeners: 0, openDatagrams: 0 });
  }
}

/** A device on the network of this computer. */
export function realDevice(): Device {
  return createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog, onTaskError: "throw" });
}

/** Something that was told until enough was told. */
export class Told<T> {
  readonly all: T[] = [];
  readonly enough: Promise<void>;
  readonly #count: number;
  #resolve: () => void = () => undefined;

  constructor(count: number) {
    this.#count = count;
    this.enough = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  readonly tell = (value: T): void => {
    this.all.push(value);
    if (this.all.length === this.#count) this.#resolve();
  };
}
