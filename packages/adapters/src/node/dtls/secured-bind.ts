import type { BindOptions, Datagrams, DatagramSink, Endpoint } from "@luat/contract";
import type { KeyBytes } from "../../certs/pre-shared-key.js";
import { SecuredDatagrams } from "../../dtls/secured-datagrams.js";
import { NodeDatagrams } from "../node-datagrams.js";
import { DtlsClient } from "./dtls-client.js";
import type { DtlsLibrary } from "./dtls-library.js";

/** What a secured socket of Node's is made of. */
export interface SecuredBind {
  readonly options: BindOptions & { readonly peer: Endpoint };
  readonly key: KeyBytes;
  readonly highWater: number;
  /** Ms that the handshake may take. */
  readonly timeout: number;
  readonly load: () => Promise<DtlsLibrary>;
}

/** Binds a socket that talks DTLS with its peer; its timers are the system's. */
export function bindSecured({ options, key, highWater, timeout, load }: SecuredBind, sink: DatagramSink): Datagrams {
  const { peer } = options;
  return new SecuredDatagrams(
    {
      peer,
      timeout,
      after(ms, fn) {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
      open: (inner) => new NodeDatagrams(options, inner, highWater),
      begin(user, begun, failed) {
        load().then(
          (library) => begun(new DtlsClient(library, key, user)),
          (cause: unknown) => failed({ reason: "unsupported", cause }),
        );
      },
    },
    sink,
  );
}
