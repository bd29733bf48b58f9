import type { DatagramSocket, Device } from "@luat/libnet";
import type { Link, LinkOwner, Target } from "./link.js";

/** Datagrams to and from one host. */
export class UdpLink implements Link {
  readonly #binding: Promise<DatagramSocket>;
  #closed = false;

  constructor(device: Device, { host, port }: Target, owner: LinkOwner) {
    this.#binding = device.bind({ peer: { host, port } });
    void this.#run(`${host}:${port}`, owner);
  }

  async send(bytes: Uint8Array): Promise<void> {
    const datagrams = await this.#binding;
    await datagrams.tx(bytes);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const datagrams = await this.#binding.catch(() => undefined);
    await datagrams?.close();
  }

  async #run(peer: string, owner: LinkOwner): Promise<void> {
    owner.changed({ kind: "connecting" });
    try {
      const datagrams = await this.#binding;
      if (!this.#closed) owner.changed({ kind: "online", peer });
      for await (const { bytes } of datagrams) if (!this.#closed) owner.received(bytes);
      if (!this.#closed) owner.changed({ kind: "offline", cause: undefined });
    } catch (cause) {
      if (!this.#closed) owner.changed({ kind: "offline", cause });
    }
  }
}
