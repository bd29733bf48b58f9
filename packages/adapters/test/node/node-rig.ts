import { once } from "node:events";
import { lookup } from "node:dns/promises";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Adapter, PreSharedKey } from "@luat/contract";
import type { DtlsServer, Rig, RigNames } from "@luat/contract/conformance";
import { nodeAdapter, type NodeAdapterOptions } from "@luat/adapters/node";
import { hasProgram, Program } from "./peers.js";
import { tls } from "./tls-configs.js";

const hasOpenssl = hasProgram("openssl", "version");
/** How often a byte goes round before all else is taken to have happened. */
const ROUNDS = 4;
/** A law that waits longer has failed. */
const PATIENCE = 5000;

/**
 * Node's card on a loopback address, playing both sides.
 *
 * To know that all which was under way has happened, a byte is sent round a connection of the rig's own: the loopback
 * delivers in order, and Node reads what is there in one go.
 */
export class NodeRig implements Rig {
  readonly adapter: Adapter;
  readonly peer: Adapter;
  readonly selfHost: string;
  readonly tls = tls;
  readonly broadcast?: string;
  readonly multicast?: string;
  readonly ipv6?: { readonly host: string; readonly selfHost: string };
  #fence: { readonly server: Server; readonly client: Socket } | undefined;

  constructor(
    readonly host: string,
    readonly names?: RigNames,
    options?: NodeAdapterOptions,
  ) {
    this.adapter = nodeAdapter(options);
    this.peer = this.adapter;
    this.selfHost = host;
    if (host === "127.0.0.1" && this.adapter.traits.ipv6) this.ipv6 = { host: "::1", selfHost: "::1" };
    // IPv6 has none, and other systems have none on their loopback.
    if (host === "127.0.0.1" && process.platform === "linux") {
      this.broadcast = "127.255.255.255";
      this.multicast = "239.7.7.7";
    }
  }

  readonly #programs: Program[] = [];

  /** The `openssl` command, where it is there. */
  readonly dtls = !hasOpenssl
    ? undefined
    : async ({ identity, key }: PreSharedKey): Promise<DtlsServer> => {
        const options = ["-psk", Buffer.from(key).toString("hex"), "-psk_identity", String(identity)];
        const at = this.host.includes(":") ? `[${this.host}]` : this.host;
        const program = new Program("openssl", ["s_server", "-dtls1_2", "-accept", `${at}:0`, "-nocert", ...options]);
        this.#programs.push(program);
        const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
        return {
          port: Number(port),
          get heard() {
            return program.said;
          },
          say: (line) => program.write(line),
        };
      };

  async closedPort(): Promise<number> {
    for (;;) {
      // Below what systems give to clients, so that nobody gets it by chance.
      const port = 20_000 + Math.floor(Math.random() * 12_000);
      const server = createServer();
      const listens = new Promise<boolean>((resolve) => server.on("error", () => resolve(false)).listen(port, this.host, () => resolve(true)));
      if (!(await listens)) continue;
      server.close();
      await once(server, "close");
      return port;
    }
  }

  async until(done: () => boolean, what: string): Promise<void> {
    const start = performance.now();
    while (!done()) {
      if (performance.now() - start > PATIENCE) throw new Error(`waited ${PATIENCE} ms for ${what}`);
      await new Promise(setImmediate);
    }
  }

  async idle(): Promise<void> {
    const { client } = (this.#fence ??= await makeFence(this.host));
    for (let n = 0; n < ROUNDS; n++) {
      client.write("x");
      await once(client, "data");
      await new Promise(setImmediate);
    }
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs) await program.stop();
    this.#fence?.client.destroy();
    this.#fence?.server.close();
  }
}

async function makeFence(host: string): Promise<{ server: Server; client: Socket }> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(0, host);
  await once(server, "listening");
  const client = connect({ host, port: (server.address() as AddressInfo).port, noDelay: true });
  await once(client, "connect");
  return { server, client };
}

/** What this host's own resolver says of its loopback. */
export async function localNames(): Promise<RigNames> {
  const found = await lookup("localhost", { all: true, verbatim: true });
  return { known: "localhost", addresses: found.map(({ address }) => address), unknown: "nobody.invalid" };
}
