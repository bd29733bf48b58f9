import type { Adapter } from "../adapter.js";
import type { BindOptions } from "../datagrams.js";
import { describeFault, type Fault, type FaultReason } from "../fault.js";
import type { ListenOptions, Offer } from "../listener.js";
import type { Credentials, SecureInfo, SecureOptions, TlsConfig, TlsReason } from "../secure.js";
import { FULL, type DialOptions, type SendResult } from "../stream.js";
import { Bench } from "./bench.js";
import type { DatagramProbe } from "./datagram-probe.js";
import { LawBroken } from "./law-broken.js";
import type { Law, Need } from "./law.js";
import type { ListenProbe } from "./listen-probe.js";
import { firstDifference } from "./pattern.js";
import type { Rig, RigRevocation, RigTls } from "./rig.js";
import type { StreamProbe } from "./stream-probe.js";

/** How a stream of the card under test came to be. */
export type Origin = "dialled" | "accepted" | "dialled-tls" | "accepted-tls";

/** Whether streams of this origin speak TLS. */
export function isSecure(origin: Origin): boolean {
  return origin.endsWith("-tls");
}

/** Two ends of one connection. */
export interface Pair {
  /** The end of the card under test. */
  readonly mine: StreamProbe;
  readonly theirs: StreamProbe;
  readonly listener: ListenProbe;
}

/** One law being tried: what happens on the bench, and the words to judge with. */
export class Trial extends Bench {
  constructor(
    readonly law: string,
    rig: Rig,
  ) {
    super(rig);
  }

  /** Opens a listener on the card under test, and waits until it listens. */
  async listen(options?: Partial<ListenOptions>): Promise<ListenProbe> {
    const probe = this.open(options);
    await this.until(() => probe.local !== undefined, "listening");
    return probe;
  }

  /** Opens a listener on the peer, and waits until it listens. */
  async peerListens(options?: Partial<ListenOptions>): Promise<ListenProbe> {
    const probe = this.open(options, this.rig.peer, this.rig.host);
    await this.until(() => probe.local !== undefined, "the peer to listen");
    return probe;
  }

  /** As many sockets as are wanted, or as the card under test has beside those in use. */
  room(wanted: number, inUse = 0): number {
    return Math.min(wanted, (this.rig.sockets ?? Infinity) - inUse);
  }

  /** Waits for the n-th offer (from 0) of a listener. */
  async offer(listener: ListenProbe, n = 0): Promise<Offer> {
    await this.until(() => listener.offers.length > n, `${n + 1} offers`);
    return listener.offers[n] as Offer;
  }

  /** Connects the card under test with its peer; over TLS nobody is verified. */
  async pair(origin: Origin, options: DialOptions = {}): Promise<Pair> {
    const isDialled = origin.startsWith("dialled");
    const { adapter, peer } = this.rig;
    const [dials, listens] = isDialled ? [adapter, peer] : [peer, adapter];
    const secure = (card: Adapter, side: "trusting" | "server"): { secure?: SecureOptions } => (isSecure(origin) ? { secure: this.secure(this.tls[side], {}, card) } : {});
    const listenOptions = secure(listens, "server");
    const dialOptions = { ...options, ...secure(dials, "trusting") };
    const listener = isDialled ? await this.peerListens(listenOptions) : await this.listen(listenOptions);
    const client = isDialled ? this.dial(listener.port, dialOptions) : this.dialBack(listener, dialOptions);
    const server = this.accept(await this.offer(listener));
    await this.until(() => client.connections === 1, "connected");
    if (isSecure(origin)) await this.secured(client);
    return isDialled ? { mine: client, theirs: server, listener } : { mine: server, theirs: client, listener };
  }

  /** The rig's settings for TLS. */
  get tls(): RigTls {
    if (this.rig.tls === undefined) throw new Error("the rig has no settings for TLS");
    return this.rig.tls;
  }

  /** The rig's settings for revocation. */
  get revocation(): RigRevocation {
    if (this.tls.revocation === undefined) throw new Error("the rig has no settings for revocation");
    return this.tls.revocation;
  }

  /** Makes settings ready on a card; the default is the card under test. */
  secure(config: TlsConfig, options: Omit<SecureOptions, "credentials"> = {}, card: Adapter = this.rig.adapter): SecureOptions {
    const credentials: Credentials | Fault = this.referee.during("credentials", () => card.credentials(config));
    if ("reason" in credentials) throw new LawBroken(this.law, "no fault for good settings", describeFault(credentials));
    return { credentials, ...options };
  }

  /** Makes settings ready on the peer. */
  peerSecure(config: TlsConfig, options: Omit<SecureOptions, "credentials"> = {}): SecureOptions {
    return this.secure(config, options, this.rig.peer);
  }

  /** Waits until the TLS handshake of a dialled stream is done. */
  async secured(stream: StreamProbe): Promise<SecureInfo> {
    await this.until(() => stream.info !== undefined || stream.isClosed, "secured");
    this.expect(!stream.isClosed, "secured", `${stream}`);
    return stream.info as SecureInfo;
  }

  /** Opens a datagram socket on the card under test, and waits until it is bound. */
  async bind(options?: BindOptions): Promise<DatagramProbe> {
    const probe = this.openSocket(options);
    await this.until(() => probe.local !== undefined, "bound");
    return probe;
  }

  /** Opens a datagram socket on the peer, and waits until it is bound. */
  async peerBinds(options?: BindOptions): Promise<DatagramProbe> {
    const probe = this.openSocket(options, this.rig.peer, this.rig.host);
    await this.until(() => probe.local !== undefined, "the peer to be bound");
    return probe;
  }

  /** Sends one datagram to another socket, waiting where there is no room. */
  async sendDatagram(from: DatagramProbe, bytes: Uint8Array, to: DatagramProbe): Promise<void> {
    for (;;) {
      const { drains } = from;
      if (from.send(bytes, to.endpoint) !== FULL) return;
      await this.until(() => from.drains > drains, "drained after FULL");
    }
  }

  /** Waits until a socket has received exactly these datagrams, all from one sender. */
  async gets(socket: DatagramProbe, pieces: readonly Uint8Array[], from: DatagramProbe): Promise<void> {
    const { host, port } = from.endpoint;
    await this.until(() => socket.arrived.length >= pieces.length, `${pieces.length} datagrams received`);
    for (const [n, { copy, from: sender, isCut }] of socket.arrived.entries()) {
      const piece = pieces[n];
      const isSame = piece !== undefined && firstDifference(copy, piece) < 0;
      this.expect(isSame, `exactly the ${pieces.length} datagrams that were sent`, `another one (number ${n + 1}, ${copy.length} bytes)`);
      this.expect(!isCut, "whole datagrams", `number ${n + 1} is said to be cut`);
      this.expect(sender.host === host && sender.port === port, `datagrams from ${host} ${port}`, `one from ${sender.host} ${sender.port}`);
    }
  }

  /** Sends pieces in order, waiting where the stream is full. */
  async sendAll(stream: StreamProbe, pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) await this.send(stream, piece);
  }

  /** Sends, and waits as long as the stream is full; gives what it answered then. */
  async send(stream: StreamProbe, bytes: Uint8Array): Promise<SendResult> {
    for (;;) {
      const { drains } = stream;
      const result = stream.send(bytes);
      if (result !== FULL) return result;
      await this.until(() => stream.drains > drains || stream.isClosed, "drained after FULL");
      this.expect(!stream.isClosed, "all to be sent", `${stream}`);
    }
  }

  /** Waits until a stream has received exactly these bytes. */
  async receives(stream: StreamProbe, bytes: Uint8Array): Promise<void> {
    await this.until(() => stream.length >= bytes.length, `${bytes.length} bytes received`);
    const got = stream.bytes();
    const at = firstDifference(got, bytes);
    this.expect(at < 0, `exactly the ${bytes.length} bytes that were sent`, `${got.length} bytes, different from byte ${at} on`);
  }

  async until(done: () => boolean, what: string): Promise<void> {
    try {
      await this.rig.until(done, what);
    } catch (cause) {
      throw new LawBroken(this.law, what, this.story(), { cause });
    }
  }

  async idle(): Promise<void> {
    await this.rig.idle();
  }

  expect(holds: boolean, expected: string, seen: string): void {
    if (!holds) throw new LawBroken(this.law, expected, seen);
  }

  /** @param what - what the card must not take. */
  expectTypeError(call: () => unknown, what: string): void {
    let seen = "no exception";
    try {
      call();
    } catch (error) {
      if (error instanceof TypeError) return;
      seen = String(error);
    }
    this.expect(false, `a TypeError for ${what}`, seen);
  }

  expectFault(fault: Fault | undefined, reason: FaultReason): void {
    this.expect(fault?.reason === reason, `the fault "${reason}"`, fault === undefined ? "no fault" : `the fault "${fault.reason}"`);
  }

  expectTlsFault(fault: Fault | undefined, reason: TlsReason): void {
    const seen = fault === undefined ? "no fault" : `the fault "${fault.reason}", tls "${fault.tls}"`;
    this.expect(fault?.reason === "tls" && fault.tls === reason, `the fault "tls", tls "${reason}"`, seen);
  }
}

/** Writes a law down. */
export function law(id: string, title: string, needs: readonly Need[], script: (trial: Trial) => Promise<void>): Law {
  return {
    id,
    title,
    needs,
    async check(rig) {
      const trial = new Trial(id, rig);
      try {
        await script(trial);
      } catch (error) {
        // A foul explains why the script did not get what it waited for.
        judge(trial);
        throw error instanceof LawBroken ? error : new LawBroken(id, "no exception", String(error), { cause: error });
      } finally {
        await trial.end();
      }
      judge(trial);
    },
  };
}

function judge({ law: id, referee: { foul } }: Trial): void {
  if (foul !== undefined) throw new LawBroken(id, foul.expected, foul.seen);
}
