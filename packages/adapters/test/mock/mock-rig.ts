import type { Credentials, Datagrams, Endpoint, PreSharedKey } from "@luat/contract";
import type { DtlsServer, Rig, RigNames } from "@luat/contract/conformance";
import { MockNet, type HostProfile, type MockHost, type MockHostOptions, type MockNetOptions, type Rule } from "../../src/mock/index.js";
import { tls } from "./tls-configs.js";

const HOST = "10.0.0.1";
const SELF = "10.0.0.2";
const SOCKETS: Readonly<Record<HostProfile, number>> = { lwip: 8, "host-os": 32, hardware: 8 };

/** Two hosts of a mock network; virtual time moves as far as a law waits. */
export class MockRig implements Rig {
  readonly net: MockNet;
  readonly adapter: MockHost;
  readonly peer: MockHost;
  readonly host = HOST;
  readonly selfHost = SELF;
  readonly names: RigNames;
  readonly broadcast: string;
  readonly sockets: number | undefined;
  readonly ipv6: { readonly host: string; readonly selfHost: string } | undefined;
  readonly tls = tls;
  readonly #servers: Datagrams[] = [];
  readonly multicast = "239.7.7.7";

  /**
   * @param broadcast - one of the two addresses that reach everybody.
   * @param rules - what decides about packets.
   */
  constructor(options: MockNetOptions = {}, hostOptions: MockHostOptions = {}, broadcast = "255.255.255.255", rules: readonly Rule[] = []) {
    this.broadcast = broadcast;
    this.net = new MockNet(options);
    for (const rule of rules) this.net.rule(rule);
    const { profile } = hostOptions;
    if (profile !== undefined) this.sockets = SOCKETS[profile];
    const ipv6 = profile === undefined || profile === "lwip" ? "fd00::2" : undefined;
    this.adapter = this.net.host(SELF, { ipv6, ...hostOptions });
    this.peer = this.net.host(HOST, { ipv6: "fd00::1" });
    if (ipv6 !== undefined) this.ipv6 = { host: "fd00::1", selfHost: ipv6 };
    const spares = ["10.0.0.9", "fd00::9", HOST, "10.0.0.8", "10.0.0.7", "10.0.0.6"];
    this.names = { known: "known.test", unknown: "unknown.test", addresses: [HOST, ...spares], kept: profile === "host-os" ? 1 : undefined };
    this.net.name(this.names.known, this.names.addresses);
  }

  async closedPort(): Promise<number> {
    return 9;
  }

  setLink(up: boolean): void {
    this.adapter.setLink(up);
  }

  silence(port: number): () => void {
    return this.net.blackhole(HOST, port);
  }

  /** A host that is bound with a key and no peer. */
  readonly dtls = async (psk: PreSharedKey): Promise<DtlsServer> => {
    const credentials = this.peer.credentials({ verify: true, psk }) as Credentials;
    const server = { port: 0, heard: "", say: (line: string): unknown => socket.send(new TextEncoder().encode(line), client) };
    let client: Endpoint | undefined;
    const nothing = (): void => undefined;
    const socket = this.peer.bind(
      { host: HOST, secure: { credentials } },
      {
        bound: ({ port }) => (server.port = port),
        received(bytes, length, _lent, from) {
          client = from;
          server.heard += new TextDecoder().decode(bytes.subarray(0, length));
        },
        secured: nothing,
        sent: nothing,
        drained: nothing,
        failed: nothing,
        closed: nothing,
      },
    );
    this.#servers.push(socket);
    await this.until(() => server.port > 0, "the server to be bound");
    return server;
  };

  until(done: () => boolean, what: string): Promise<void> {
    return this.net.clock.until(done).catch((cause: unknown) => {
      throw new Error(`waited in vain for: ${what}`, { cause });
    });
  }

  idle(): Promise<void> {
    return this.net.clock.run();
  }

  /** What a law leaves open on a mock network would be there for ever. */
  async dispose(): Promise<void> {
    for (const server of this.#servers) server.close();
    if (this.#servers.length > 0) await this.net.clock.run();
    const { clock, openStreams, openListeners, openDatagrams } = this.net;
    const left = { timers: clock.waiting, streams: openStreams, listeners: openListeners, datagrams: openDatagrams };
    if (Object.values(left).some((count) => count > 0)) throw new Error(`left open: ${JSON.stringify(left)}`);
  }
}
