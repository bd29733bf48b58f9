import type { ListenOptions, SecureOptions, TlsConfig } from "@luat/contract";
import type { MockHost, MockHostOptions, MockNetOptions } from "../../../src/mock/index.js";
import type { ListenRecorder, Recorder } from "../recorder.js";
import { tls } from "../tls-configs.js";
import { SERVER, TwoHosts } from "../two-hosts.js";

type Settings = Omit<SecureOptions, "credentials">;

/** The settings of the tests, ready for use on a host. */
export function secure(host: MockHost, config: TlsConfig, settings: Settings = {}): SecureOptions {
  const credentials = host.credentials(config);
  if ("reason" in credentials) throw new Error("settings that are not good", { cause: credentials });
  return { credentials, ...settings };
}

/** Two hosts that speak TLS with each other. */
export class SecureHosts extends TwoHosts {
  constructor(options?: MockNetOptions, hostOptions?: MockHostOptions) {
    super(options, hostOptions);
  }

  serve(config: TlsConfig = tls.server, settings: Settings = {}, options: Partial<ListenOptions> = {}): ListenRecorder {
    return this.listen({ secure: secure(this.server, config, settings), ...options });
  }

  dialTls(config: TlsConfig = tls.trusting, settings: Settings = {}): Recorder {
    return this.dial(SERVER, 80, { secure: secure(this.client, config, settings) });
  }

  /** A connection that is secured on both sides, with nothing written down yet. */
  async securePair(server: TlsConfig = tls.server, client: TlsConfig = tls.trusting): Promise<{ here: Recorder; there: Recorder; listener: ListenRecorder }> {
    const listener = this.serve(server);
    const here = this.dialTls(client);
    await this.run();
    const there = this.accept(listener.offers[0]);
    await this.run();
    here.events.length = 0;
    return { here, there, listener };
  }
}
