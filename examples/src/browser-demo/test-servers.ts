import { createAuthority } from "@luat/adapters/certs";
import type { DatagramSocket, Device } from "@luat/libnet";
import { serve, type Client, type ManagedServer } from "@luat/libnet/servers";

const HOST = "127.0.0.1";

/** Ports of the test servers. */
export interface TestPorts {
  readonly tcp: number;
  readonly tls: number;
  readonly udp: number;
}

/** Echo servers for TCP, TLS and UDP on this computer. */
export class TestServers {
  readonly #device: Device;
  readonly #udp: DatagramSocket;
  #tcp: ManagedServer;
  readonly #tls: ManagedServer;
  readonly ports: TestPorts;

  private constructor(device: Device, tcp: ManagedServer, tls: ManagedServer, udp: DatagramSocket) {
    this.#device = device;
    this.#tcp = tcp;
    this.#tls = tls;
    this.#udp = udp;
    this.ports = { tcp: tcp.local.port, tls: tls.local.port, udp: udp.local.port };
  }

  static async start(device: Device): Promise<TestServers> {
    // Nobody knows this authority: who connects with TLS must not verify.
    const issued = createAuthority({ keyType: "ec" }).issue({ names: ["localhost", HOST] });
    const [tcp, tls, udp] = await Promise.all([echo(device, 0), echo(device, 0, issued), device.bind({ host: HOST })]);
    void answer(udp);
    return new TestServers(device, tcp, tls, udp);
  }

  /** The TCP server goes away, with all its clients, ... */
  async drop(): Promise<void> {
    await this.#tcp.close({ deadline: 0 });
  }

  /** ... and comes back. */
  async restart(): Promise<void> {
    this.#tcp = await echo(this.#device, this.ports.tcp);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#tcp.close({ deadline: 0 }), this.#tls.close({ deadline: 0 }), this.#udp.close()]);
  }
}

async function echo(device: Device, port: number, tls?: { readonly cert: string; readonly key: string }): Promise<ManagedServer> {
  const server = await serve({ host: HOST, port, tls }, device);
  void server.each(async (client: Client) => {
    await client.tx("welcome: this server sends back what it gets\r\n");
    for await (const bytes of client) await client.tx(bytes);
  });
  return server;
}

async function answer(udp: DatagramSocket): Promise<void> {
  for await (const { bytes, from } of udp) await udp.tx(bytes, from);
}
