import type { Clock, Credentials, Datagrams, DatagramSink, Endpoint, Fault, SecureOptions, Stream, StreamSink, TlsConfig, Tunnel } from "@luat/contract";
import type { Certificate } from "../../certs/index.js";
import { tlsFault } from "../../certs/tls-fault.js";
import { SecuredDatagrams } from "../../dtls/secured-datagrams.js";
import { MockDtlsClient } from "../dtls/mock-dtls-client.js";
import { MockDtlsServer } from "../dtls/mock-dtls-server.js";
import { FailedSocket } from "../host/failed-socket.js";
import { MockStream } from "../tcp/mock-stream.js";
import { ClientHandshake } from "./client-handshake.js";
import { MockCredentials } from "./mock-credentials.js";
import { SecureStream } from "./secure-stream.js";
import type { ServerSecurity } from "./server-handshake.js";

/** The most bytes that the name of an application protocol has. */
const LONGEST_PROTOCOL = 255;

/** Ms that a DTLS handshake may take, as on Node's card. */
const HANDSHAKE_TIMEOUT = 30_000;

/** What one host needs to speak TLS. */
export class HostTls {
  readonly #clock: Clock;
  readonly #highWater: number;
  readonly #authorities: readonly Certificate[];
  /** How many sessions of DTLS there were. */
  #sessions = 0;
  readonly #made = new WeakSet<MockCredentials>();

  /** @param authorities - those that are known without being named. */
  constructor(clock: Clock, highWater: number, authorities: readonly Certificate[]) {
    this.#clock = clock;
    this.#highWater = highWater;
    this.#authorities = authorities;
  }

  credentials(config: TlsConfig): Credentials | Fault {
    const credentials = MockCredentials.read(config);
    if ("reason" in credentials) return credentials;
    this.#made.add(credentials);
    return credentials.opaque;
  }

  /**
   * A stream that speaks TLS over another one.
   *
   * @param dial - makes the other one, with the given sink.
   * @throws TypeError for credentials of others, or an application protocol that is none.
   */
  dial(secure: SecureOptions, sink: StreamSink, dial: (sink: StreamSink) => Stream): Stream {
    const stream = this.#client(secure, sink);
    return stream.dialled(dial(stream));
  }

  /**
   * A stream that speaks TLS inside a tunnel.
   *
   * @throws as {@link dial}, and TypeError for a tunnel of others.
   */
  inside(tunnel: Tunnel, secure: SecureOptions, sink: StreamSink): Stream {
    const { stream: carrier } = tunnel;
    if (!(carrier instanceof MockStream || carrier instanceof SecureStream)) throw new TypeError("tunnel.stream is another card's; expected a stream that this one dialled");
    const stream = this.#client(secure, sink);
    if (carrier.isSilent) return new FailedSocket(this.#clock, sink, { reason: "broken" });
    stream.enter({ ...tunnel, stream: carrier });
    return stream;
  }

  /**
   * What a listener needs for handshakes, or what of it is missing.
   *
   * @throws as {@link dial}.
   */
  serve({ credentials: given, alpn }: SecureOptions): ServerSecurity | Fault {
    const credentials = this.#mustBeMine(given);
    const { psk, verify, authorities } = credentials;
    const known = protocols(alpn);
    const cert = psk === undefined ? credentials.cert : "";
    if (cert === undefined) return tlsFault("certificate", "cert is missing: a listener must have one");
    if (verify && authorities === undefined) return tlsFault("ca", "ca is missing: a listener that verifies must have it");
    return { credentials, cert, authorities: authorities ?? [], alpn: known, wall: this.#wall };
  }

  /**
   * A datagram socket that speaks DTLS over another one: as a client with the peer, or without one as the server of many.
   *
   * @param bind - makes the other one, with the given sink.
   * @throws TypeError for credentials of others.
   */
  bind({ credentials: given }: SecureOptions, peer: Endpoint | undefined, sink: DatagramSink, bind: (sink: DatagramSink) => Datagrams): Datagrams | Fault {
    const { psk } = this.#mustBeMine(given);
    if (psk === undefined) return { reason: "unsupported", cause: new Error("DTLS is spoken with a pre-shared key only, not with certificates") };
    const nextRandom = (): number => ++this.#sessions;
    if (peer === undefined) return new MockDtlsServer(psk, nextRandom, bind, sink);
    return new SecuredDatagrams(
      {
        peer,
        timeout: HANDSHAKE_TIMEOUT,
        after: (ms, fn) => this.#clock.after(ms, fn),
        open: bind,
        begin: (user, begun) => begun(new MockDtlsClient(psk, nextRandom(), user)),
      },
      sink,
    );
  }

  #client({ credentials: given, name, alpn }: SecureOptions, sink: StreamSink): SecureStream {
    const credentials = this.#mustBeMine(given);
    const { authorities = this.#authorities } = credentials;
    const handshake = new ClientHandshake({ credentials, authorities, name, alpn: protocols(alpn), wall: this.#wall });
    return new SecureStream({ clock: this.#clock, highWater: this.#highWater, handshake, sink });
  }

  readonly #wall = (): number => this.#clock.wall();

  #mustBeMine(credentials: Credentials): MockCredentials {
    const made: unknown = credentials;
    if (made instanceof MockCredentials && this.#made.has(made)) return made;
    throw new TypeError(`secure.credentials is ${String(made)}; expected what credentials() of this card gave`);
  }
}

function protocols(names: readonly string[] = []): readonly string[] {
  for (const name of names) {
    const { length } = new TextEncoder().encode(name);
    if (length < 1 || length > LONGEST_PROTOCOL) throw new TypeError(`secure.alpn holds ${JSON.stringify(name)}; expected names of 1 to ${LONGEST_PROTOCOL} bytes`);
  }
  return names;
}
