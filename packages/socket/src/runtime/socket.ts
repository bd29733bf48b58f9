import {
  COPIED,
  FULL,
  ipVersion,
  SENT,
  TAKEN,
  type Adapter,
  type DnsQuery,
  type Endpoint,
  type Fault,
  type KeepAlive,
  type MulticastOptions,
  type Offer,
  type SecureInfo,
  type SecureOptions,
  type SendResult,
  type Stream,
  type StreamSink,
  type Tunnel,
} from "@luat/contract";
import { bornOnline, canRead, canSend, type Goal, type Machine } from "../core/machine.js";
import * as steps from "../core/step.js";
import { TABLE } from "../core/table.js";
import { STATES, type State } from "../ids.js";
import { DatagramEnd, type Arrival } from "./datagram-end.js";
import { Dialing, type Attempt } from "./dialing.js";
import type { Engaged, Engine } from "./engine.js";
import { Flags } from "./flags.js";
import { Incoming, UNREAD_LIMIT } from "./incoming.js";
import { Listening } from "./listening.js";
import { Outgoing } from "./outgoing.js";
import { NOBODY, type Owner } from "./owner.js";
import { interleave, Race, type Racer } from "./race.js";
import { tell } from "./tell.js";

/** {@link Socket.tx} was refused: not connected, or broken. */
export const CANNOT = -1;

const NOTHING = new Uint8Array(0);
const LINK_LOST: Fault = { reason: "link" };

/**
 * One socket at work: the machine's state, the sink of its stream, and the buffers, in one flat object.
 *
 * It feeds commands and low-level events to the machine, does what the machine's step says, and tells the facts to
 * its owner. It is the same for both faces.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { Engine, Socket } from "@luat/socket/runtime";
 *
 * const net = new MockNet();
 * net.peer("10.0.0.1", 7).expect("ping").reply("pong");
 * const socket = new Socket(new Engine(net.clock), net.host("10.0.0.2"));
 * const nothing = () => undefined;
 * socket.owner = {
 *   connected: () => void socket.tx(new TextEncoder().encode("ping")),
 *   failed: (fault) => console.log(fault.reason),
 *   received: () => console.log(new TextDecoder().decode(socket.takeFront())), // prints "pong"
 *   ...{ acked: nothing, writable: nothing, ended: nothing, broken: nothing, disconnected: nothing },
 * };
 * socket.connect("10.0.0.1", 7);
 * await net.play();
 * socket.release();
 * ```
 */
export class Socket extends Flags implements Machine, Racer, Engaged {
  /** Which of LuatOS's eight states it is in. Only the machine changes it. */
  state: State = STATES.LINK_OFF;
  /** What it is after, from the command on until it is over. Only the machine changes it. */
  goal: Goal = "none";
  untried = 0;

  /** Unique in its device, from 1. */
  readonly id: number;
  /** What it shares with the other sockets of its device. */
  readonly engine: Engine;
  /** Where it dials and listens. */
  readonly card: Adapter;
  /** Set it before the first command, or right after `accept`. */
  owner: Owner = NOBODY;
  /** TLS, where it is set; with UDP it is DTLS, and needs a peer. Set it before `connect`, like all that follows. */
  tls: SecureOptions | undefined;
  /** How datagrams go to groups. */
  multicast: MulticastOptions | undefined;
  /** The port of this side, to dial from, listen on or bind; 0: chosen by the card. */
  localPort = 0;
  /** The address to listen on, or to bind; absent: all of the card's. */
  localHost: string | undefined;
  /** Keep-alive probes, of a listener for its clients; absent: none. */
  keepAlive: KeepAlive | undefined;
  /** Milliseconds that the owner gives a connect in all: the addresses of a name share them. It ends nothing itself. Absent: no limit. */
  patience: number | undefined;
  /** Milliseconds after which the next address of a name is dialled beside the others (Happy Eyeballs); absent: one after the other. */
  attemptDelay: number | undefined;
  /** How many clients may wait to be accepted. */
  backlog = 1;
  /** Its own address, from the moment of connection, or of listening; `undefined` once it is closed. */
  local: Endpoint | undefined;
  /** The other side's, from the moment of connection; none of a listener, nor of datagrams for anyone. */
  peer: Endpoint | undefined;
  /** What the TLS handshake settled. */
  security: SecureInfo | undefined;
  /** Why the last attempt or connection failed, when it did. */
  fault: Fault | undefined;
  /** Bytes that arrived on this connection. */
  receivedTotal = 0;


  // Made when they are needed: most sockets wait most of the time.
  #incoming: Incoming | undefined;
  #outgoing: Outgoing | undefined;
  #stream: Stream | undefined;
  #listening: Listening | undefined;
  #datagrams: DatagramEnd | undefined;
  #dialing: Dialing | undefined;

  constructor(engine: Engine, card: Adapter) {
    super();
    this.id = engine.nextId();
    this.engine = engine;
    this.card = card;
    engine.sockets.add(this);
  }

  /** What arrived and was not read. */
  get incoming(): Incoming {
    return (this.#incoming ??= new Incoming(this.keepsRecords));
  }

  /** What was accepted for sending. */
  get outgoing(): Outgoing {
    return (this.#outgoing ??= new Outgoing());
  }

  /** Bytes that were accepted for sending on this connection. */
  get sentTotal(): number {
    return (this.datagram ? this.#datagrams?.sentBytes : this.#outgoing?.accepted) ?? 0;
  }

  // --- commands ---------------------------------------------------------------------------------------------------

  /** Asks for the link. DONE, or PENDING and later `linked()`. */
  linkup(): number {
    return this.#perform(TABLE[this.state].linkup(this, this.card.isReady()));
  }

  /**
   * Starts connecting. REFUSED while a low-level socket exists; else PENDING and later `connected()` or `failed()`.
   * There is no time limit: whoever has one calls {@link close}; but an address that does not answer is given up after its
   * share of {@link patience} (2 to 30 seconds) while the name has others. With UDP it is only bound, and `host` is the peer, unless
   * it is a literal address with port 0: then there is none.
   *
   * @param tunnel - the way to it, for TLS inside it; nothing is looked up or dialled then.
   */
  connect(host: string, port: number, query?: DnsQuery, tunnel?: Tunnel): number {
    if (this.open || this.released) return steps.REFUSED;
    this.#begin();
    this.datagram = this.udp;
    this.secure = this.tls !== undefined;
    this.lookup = tunnel === undefined && (Dialing.needsLookup(this.card, host, this.udp) || this.engine.hosts?.has(host) === true);
    this.resolveOnly = this.lookup && port === 0;
    this.#dialing = new Dialing(host, port, this.lookup, query, tunnel);
    return this.#perform(TABLE[this.state].connect(this, this.card.isReady()));
  }

  /** Starts listening on {@link localPort}. REFUSED while a low-level socket exists, except PENDING while listening already. */
  listen(): number {
    if (this.released) return steps.REFUSED;
    if (!this.open) {
      this.#begin();
      this.datagram = false;
    }
    return this.#perform(TABLE[this.state].listen(this, this.card.isReady()));
  }

  /** Takes the client that waits longest, as a new connected socket; `undefined` when none waits. */
  accept(): Socket | undefined {
    const offer = this.#listening?.offers.shift();
    return offer === undefined ? undefined : Socket.of(this.engine, this.card, offer, this.halfOpen);
  }

  /** The connected socket of a client, or of whatever else comes as an offer. */
  static of(engine: Engine, card: Adapter, offer: Offer, halfOpen: boolean): Socket {
    const socket = new Socket(engine, card);
    socket.halfOpen = halfOpen;
    bornOnline(socket);
    socket.#take(offer);
    return socket;
  }

  /** Where the client is that waits longest to be accepted. */
  get waitingFrom(): Endpoint | undefined {
    return this.#listening?.offers[0]?.from;
  }

  /** Sends the client away that waits longest. */
  turnAway(): void {
    const offer = this.#listening?.offers.shift();
    if (offer !== undefined) this.refuse(offer);
  }

  /** Lets the clients that come from now on see another certificate; gives what the settings lack. */
  renew(secure: SecureOptions): Fault | undefined {
    return this.#listening?.renew(secure);
  }

  /** How many clients wait to be accepted. */
  get waiting(): number {
    return this.#listening?.offers.length ?? 0;
  }

  /** Ends in order: what was accepted goes out, then FIN. DONE, or PENDING and later `disconnected()`. */
  discon(): number {
    return this.#perform(TABLE[this.state].discon(this));
  }

  /** Ends this side alone: what was accepted goes out, then FIN, and nothing may be sent after it. Receiving goes on where the card can. */
  finish(): void {
    if (canSend(this)) this.#endSide();
  }

  /** Whether the program runs on as long as it is connected; of no effect where the card has no such hold. */
  hold(program: boolean): void {
    if (program) this.#stream?.ref?.();
    else this.#stream?.unref?.();
  }

  /** Ends at once and silently; what is with the system already still goes out. */
  close(): void {
    this.#perform(TABLE[this.state].close(this));
  }

  /** Ends at once; the peer sees a reset where the card can. */
  reset(): void {
    this.#stream?.destroy("reset");
    this.#stream = undefined;
    this.close();
  }

  /** Closes it for good; it cannot be used again. */
  release(): void {
    this.close();
    this.released = true;
    this.engine.sockets.delete(this);
  }

  /** Gives the connection away with what is unread, as the way to somewhere else, and is released. Nothing may be queued. `undefined`: there is none any more. */
  surrender(): Tunnel | undefined {
    const { local, peer } = this;
    const stream = this.#stream;
    if (!canSend(this) || stream === undefined || local === undefined || peer === undefined) return undefined;
    const unread = this.#incoming?.take(this.available) ?? NOTHING;
    this.#stream = undefined;
    this.release();
    return { stream, unread, local, peer };
  }

  /** Lets the device forget it, though its unread bytes can still be taken. Only for one whose stream is gone. */
  detach(): void {
    this.engine.sockets.delete(this);
    this.#tellClosed();
  }

  /**
   * Takes all of `bytes` for sending, or nothing: FULL, and later `writable()`; {@link CANNOT} when not connected.
   * TAKEN: `acked()` tells when the system has it, and until then the bytes may not be changed; COPIED: they may. SENT: the system has
   * it already, and nothing is told.
   *
   * @param now - give it to the card at once instead of gathering the small sends of a turn.
   */
  tx(bytes: Uint8Array, now = false): SendResult | typeof CANNOT {
    const stream = this.#stream;
    if (!canSend(this) || stream === undefined) return CANNOT;
    const { outgoing } = this;
    if (outgoing.full) return bytes.length > 0 ? FULL : COPIED;
    const result = outgoing.put(stream, bytes, now);
    if (result === FULL) outgoing.full = true;
    else if (!outgoing.isDue && outgoing.gathered > 0) {
      if (this.answering && !this.engine.telling) {
        this.answering = false;
        return this.push() === SENT ? SENT : COPIED;
      }
      outgoing.isDue = true;
      this.engine.flushSoon(this);
    }
    return result;
  }

  /**
   * Takes one datagram, or nothing: as {@link tx}, but that `outgoing` counts datagrams, and that the bytes may not be changed
   * until it is settled.
   *
   * @param to - a literal address with a port above 0; absent: the peer, which there must be.
   */
  txTo(bytes: Uint8Array, to?: Endpoint): SendResult | typeof CANNOT {
    if (!canSend(this) || this.#datagrams?.isDoomed !== false) return CANNOT;
    const { outgoing } = this;
    const result = outgoing.full ? FULL : this.#datagrams.send(bytes, to);
    if (result === FULL) {
      outgoing.full = true;
      return FULL;
    }
    outgoing.accepted++;
    if (result === SENT) outgoing.sent = outgoing.accepted;
    return result;
  }

  /** Breaks it for a reason of this side's; told later, as if the network had done it. No datagram goes out from now on. */
  breakSoon(fault: Fault): void {
    const datagrams = this.#datagrams;
    const attempt = datagrams ?? this.#stream;
    if (attempt === undefined || datagrams?.isDoomed === true) return;
    if (datagrams !== undefined) datagrams.isDoomed = true;
    this.engine.clock.dry(() => {
      if (attempt !== (this.#datagrams ?? this.#stream)) return;
      this.#stream?.destroy();
      this.#datagrams?.close();
      this.closed(fault);
    });
  }

  /** Gives what small sends gathered to the card now. SENT: the system has all that was accepted, and nothing is told. */
  push(): SendResult {
    const stream = this.#stream;
    if (stream === undefined) return FULL;
    const { outgoing } = this;
    const result = outgoing.flush(stream);
    if (result === FULL) {
      outgoing.full = true;
      return FULL;
    }
    return outgoing.sent === outgoing.accepted ? SENT : TAKEN;
  }

  /** For the engine only: the end of the turn in which something was gathered. */
  flush(): void {
    const outgoing = this.#outgoing;
    if (outgoing === undefined) return;
    outgoing.isDue = false;
    if (outgoing.gathered > 0 && this.push() === SENT) tell(this, TABLE[this.state].sent(this), undefined);
  }

  /** Lets the diagnostics know that a call waited so many milliseconds in vain. */
  timedOut(op: string, after: number): void {
    this.engine.diagnostics?.({ kind: "timed-out", id: this.id, op, after });
  }

  /** Whether the handshake of TLS is under way. */
  get isShakingHands(): boolean {
    return this.state === STATES.SHAKEHAND && this.goal === "connect";
  }

  /** Where it was told to connect to, as long as that is of concern. */
  get target(): Endpoint | undefined {
    const { host = "", port = 0 } = this.#dialing ?? {};
    return port === 0 ? undefined : { host, port };
  }

  /** Unread bytes. */
  get available(): number {
    return this.#incoming === undefined ? 0 : this.#incoming.length;
  }

  /** Whether reading makes sense: connected, or broken with something left. */
  get readable(): boolean {
    return canRead(this) && (!this.broken || this.available > 0 || this.firstDatagram !== undefined);
  }

  /** The oldest unread datagram. */
  get firstDatagram(): Arrival | undefined {
    return this.#datagrams?.first;
  }

  /** How many datagrams were dropped because nobody read. */
  get dropped(): number {
    return this.#datagrams?.dropped ?? 0;
  }

  /** Joins a multicast group, or leaves it; says why not. */
  regroup(call: "join" | "leave", group: string, on: string | undefined): Fault | undefined {
    return this.#datagrams?.regroup(call, group, on);
  }

  /** Takes the oldest unread datagram. */
  takeDatagram(): Arrival | undefined {
    const arrival = this.#datagrams?.take();
    if (arrival !== undefined) this.fresh = false;
    return arrival;
  }

  /** Whether it is connected and not broken. */
  get writable(): boolean {
    return canSend(this);
  }

  /** Copies up to `max` unread bytes to `target` at `at`; returns how many. */
  read(target: Uint8Array, at: number, max: number): number {
    const count = this.incoming.read(target, at, max);
    if (count > 0) this.#relieve();
    return count;
  }

  /** Up to `max` unread bytes, the caller's own. */
  take(max: number): Uint8Array {
    const bytes = this.incoming.take(max);
    this.#relieve();
    return bytes;
  }

  /** Some unread bytes, the caller's own, copied as little as possible; empty when there are none. */
  takeFront(): Uint8Array {
    const bytes = this.incoming.takeFront();
    this.#relieve();
    return bytes;
  }

  /** What is unread from byte `from` on, in pieces that are valid until the running code has ended, or something is read. */
  views(from: number): readonly Uint8Array[] {
    return this.incoming.views(from);
  }

  /** Lets at least so many unread bytes in before the peer is slowed down; 0: as many as usual. */
  admit(count: number): void {
    const { incoming } = this;
    incoming.limit = Math.max(UNREAD_LIMIT, count);
    if (!incoming.paused || incoming.length >= count) return;
    incoming.paused = false;
    this.#stream?.resume();
  }

  /** Lends the oldest unread bytes to `visit`, which says how many it took. */
  visit(visit: (view: Uint8Array) => number): void {
    this.incoming.visit(visit);
    this.#relieve();
  }

  /** The addresses that the last name was resolved to. */
  get addresses(): readonly string[] {
    return this.#dialing?.isLookup === true ? this.#dialing.addresses : [];
  }

  /** The addresses that were dialled, where a name has several, until it is closed. */
  get attempts(): readonly Attempt[] {
    return this.#dialing?.attempts ?? [];
  }

  // --- what the network tells -------------------------------------------------------------------------------------

  /** For the engine only: the link of its card came up. */
  linkUp(): void {
    this.#event(TABLE[this.state].linkUp(this), undefined);
  }

  /** For the engine only: the link of its card went down, which breaks what is under way. */
  linkDown(): void {
    this.#event(TABLE[this.state].linkDown(this), LINK_LOST);
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#arrived();
    this.local = local;
    this.peer = peer;
    this.engine.diagnostics?.({ kind: "connected", id: this.id, local, peer });
    this.#event(TABLE[this.state].connected(this), undefined);
    if (this.secure) this.#tellHandshake();
  }

  /** For its datagrams only: their low-level socket is open, and this is its own address. */
  bound(local: Endpoint): void {
    this.#arrived();
    this.local = local;
    this.engine.diagnostics?.({ kind: "bound", id: this.id, card: this.card.name, local });
    this.#event(TABLE[this.state].connected(this), undefined);
    if (this.secure) this.#tellHandshake();
  }

  /** For its datagrams only: whether what arrives is kept; if so, `arrived` follows. */
  admits(): boolean {
    return TABLE[this.state].received(this) === steps.RECEIVED;
  }

  /** For its datagrams only: one of so many bytes was kept. */
  arrived(length: number): void {
    this.receivedTotal += length;
    this.engine.enter();
    this.owner.received();
    this.engine.leave();
  }

  /** For its datagrams only: one was dropped, because nobody read. */
  overflowed(from: Endpoint): void {
    this.engine.diagnostics?.({ kind: "dropped", id: this.id, from });
  }

  /** For its datagrams only: one failed; `nth` as in `DatagramSink.failed`. */
  undelivered(fault: Fault, nth: number | undefined): void {
    this.engine.diagnostics?.({ kind: "undelivered", id: this.id, fault });
    this.engine.enter();
    this.owner.undelivered?.(fault, nth);
    this.engine.leave();
  }

  secured(info: SecureInfo): void {
    this.security = info;
    this.engine.diagnostics?.({ kind: "secured", id: this.id, info });
    this.#event(TABLE[this.state].secured(this), undefined);
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    if (TABLE[this.state].received(this) !== steps.RECEIVED) return;
    const { incoming, engine } = this;
    this.receivedTotal += length;
    this.answering = true;
    engine.enter();
    if (lent) {
      incoming.lend(bytes, length);
      this.owner.received();
      incoming.settle();
    } else {
      incoming.keep(bytes, length);
      this.owner.received();
    }
    if (incoming.length >= incoming.limit && !incoming.paused) {
      incoming.paused = true;
      this.#stream?.pause();
    }
    engine.leave();
  }

  sent(total: number): void {
    const { outgoing } = this;
    outgoing.systemHas(total);
    // A stream that holds nothing takes anything, though its `drained` is still to come.
    if (total === outgoing.accepted) outgoing.full = false;
    this.#event(TABLE[this.state].sent(this), undefined);
  }

  drained(): void {
    const { outgoing } = this;
    outgoing.full = false;
    this.flush();
    if (outgoing.full) return;
    if (this.finishing) {
      this.finishing = false;
      this.#stream?.finish();
      return;
    }
    this.#event(TABLE[this.state].drained(this), undefined);
  }

  ended(): void {
    this.#event(TABLE[this.state].ended(this), undefined);
  }

  closed(fault?: Fault): void {
    this.#stream = undefined;
    const dialing = this.#dialing;
    const isAttempt = this.state === STATES.CONNECTING || this.state === STATES.SHAKEHAND;
    if (dialing !== undefined && dialing.addresses.length > 1 && this.goal === "connect" && isAttempt && !this.#races) {
      this.missed(dialing.place, fault ?? { reason: "broken" });
      // Who was told may have closed it, or begun anew.
      if (this.#dialing !== dialing) return;
    }
    const row = TABLE[this.state];
    this.#event(fault?.reason === "link" ? row.linkDown(this) : row.closed(this), fault);
  }

  /** For its listener only: it listens, and this is where. */
  listening(local: Endpoint): void {
    this.local = local;
    this.engine.diagnostics?.({ kind: "listened", id: this.id, card: this.card.name, local });
    this.#event(TABLE[this.state].listening(this), undefined);
  }

  /** For its listener only: a client is there, which is kept, taken or sent away, as the machine says. */
  offered(offer: Offer): void {
    const step = TABLE[this.state].offered(this);
    const action = steps.actionOf(step);
    if (action === steps.TURN_AWAY) {
      this.refuse(offer);
      return;
    }
    if (action === steps.ACCEPT) this.#take(offer);
    else this.#listening?.offers.push(offer);
    this.#event(step, undefined);
  }

  /** For its listener only: the handshake of TLS with a client failed. */
  rejected(from: Endpoint, fault: Fault): void {
    this.engine.diagnostics?.({ kind: "rejected", id: this.id, from, fault });
    this.engine.enter();
    this.owner.rejected?.(from, fault);
    this.engine.leave();
  }

  /** For its listener only: sends a client away. */
  refuse(offer: Offer): void {
    this.engine.diagnostics?.({ kind: "refused", id: this.id, from: offer.from });
    offer.refuse();
  }

  /** For its listener only: it broke. */
  listenerClosed(fault: Fault): void {
    // One to one, the connection with the client does not need the listener.
    if (this.#stream === undefined) this.closed(fault);
  }

  missed(place: number, fault: Fault): void {
    const dialing = this.#dialing;
    const host = dialing?.addresses[place];
    if (dialing === undefined || host === undefined) return;
    dialing.failed(place, fault);
    const to = { host, port: dialing.port };
    this.engine.diagnostics?.({ kind: "missed", id: this.id, to, fault });
    this.engine.enter();
    this.owner.attemptFailed?.(to, fault);
    this.engine.leave();
  }

  won(stream: Stream): void {
    this.#stream = stream;
  }

  // --- doing and telling ------------------------------------------------------------------------------------------

  #perform(step: steps.Step): number {
    switch (steps.actionOf(step)) {
      case steps.RESOLVE:
        this.#lookUp();
        break;
      case steps.DIAL:
        this.#dial();
        break;
      case steps.BIND:
        this.#bind();
        break;
      case steps.FINISH:
        this.#finish();
        break;
      case steps.DROP:
        this.#drop();
        break;
    }
    return steps.replyOf(step);
  }

  #event(step: steps.Step, fault: Fault | undefined): void {
    if (step === steps.IGNORED) return;
    const { engine } = this;
    const fact = steps.factOf(step);
    const over = fact === steps.FAILED || fact === steps.BROKEN;
    engine.enter();
    if (over) engine.diagnostics?.({ kind: "broke", id: this.id, online: fact === steps.BROKEN, fault });
    else if (fact === steps.ENDED) engine.diagnostics?.({ kind: "ended", id: this.id });
    this.#perform(step);
    if (over) this.fault = fault;
    tell(this, step, fault);
    engine.leave();
  }

  #lookUp(): void {
    const dialing = this.#dialing;
    if (dialing === undefined) throw new Error("the machine looks up a name that there is not");
    const { hosts, clock } = this.engine;
    this.engine.diagnostics?.({ kind: "asked", id: this.id, to: { host: dialing.host, port: dialing.port } });
    if (this.patience !== undefined) dialing.due = clock.now() + this.patience;
    dialing.lookUp(hosts?.has(dialing.host) === true ? hosts : this.card, (answer) => {
      const count = "addresses" in answer ? answer.addresses.length : 0;
      const fault = "fault" in answer ? answer.fault : undefined;
      const { addresses } = dialing;
      if (this.#races) dialing.addresses = interleave(addresses);
      // To the machine a race is one attempt.
      this.#event(TABLE[this.state].resolved(this, this.#races ? 1 : count), fault ?? { reason: "name" });
    });
  }

  /** Whether the addresses are dialled at overlapping times. */
  get #races(): boolean {
    return this.attemptDelay !== undefined && !this.datagram && (this.#dialing?.addresses.length ?? 0) > 1;
  }

  #dial(): void {
    const { localPort, localHost } = this;
    if (this.datagram) {
      const to = this.#nextAddress();
      const isServer = to.port === 0;
      this.peer = isServer ? undefined : to;
      const anyIPv6 = isServer && ipVersion(to.host) === 6 ? "::" : undefined;
      this.#datagrams = new DatagramEnd(this, this.card, { port: localPort, host: localHost ?? anyIPv6, peer: this.peer, secure: this.tls, multicast: this.multicast });
      return;
    }
    const { clock } = this.engine;
    if (this.attemptDelay !== undefined && this.#races) {
      const count = this.#dialing?.addresses.length ?? 0;
      this.#stream = new Race(this, clock, { count, delay: this.attemptDelay, secure: this.secure });
      return;
    }
    this.#stream = this.dialNext(this);
    if (this.untried > 0) {
      this.#dialing?.limit(clock, this.untried, () => {
        this.#giveUp();
      });
    }
  }

  dialNext(sink: StreamSink): Stream {
    const to = this.#nextAddress();
    const { localPort, keepAlive } = this;
    const tunnel = this.#dialing?.tunnel;
    this.engine.diagnostics?.({ kind: "dialed", id: this.id, card: this.card.name, to });
    try {
      return this.card.dial(to, { localPort, keepAlive, secure: this.tls, tunnel }, sink);
    } catch (error) {
      // A call that throws has not taken it.
      tunnel?.stream.destroy();
      throw error;
    }
  }

  #nextAddress(): Endpoint {
    const host = this.#dialing?.next();
    if (this.#dialing === undefined || host === undefined) throw new Error("the machine dials more addresses than there are");
    return { host, port: this.#dialing.port };
  }

  /** It is where it was told to go: of the way there only what a name came to is of concern. */
  #arrived(): void {
    this.#dialing?.stop();
    if (this.#dialing?.isLookup !== true) this.#dialing = undefined;
  }

  /** The address that is being dialled has had its time. */
  #giveUp(): void {
    this.#stream?.destroy();
    this.closed({ reason: "timeout" });
  }

  #bind(): void {
    const { localPort: port, localHost: host, backlog, keepAlive, tls: secure } = this;
    this.#listening = new Listening(this, this.card, { port, host, backlog, keepAlive, secure });
  }

  #take(offer: Offer): void {
    this.begun = true;
    this.local = offer.local;
    this.peer = offer.from;
    this.security = offer.secure;
    this.engine.diagnostics?.({ kind: "accepted", id: this.id, from: offer.from });
    if (offer.secure !== undefined) this.engine.diagnostics?.({ kind: "secured", id: this.id, info: offer.secure });
    this.#stream = offer.accept(this);
  }

  #finish(): void {
    this.#incoming?.clear();
    const stream = this.#stream;
    if (stream === undefined) {
      // It has ended by itself already; the answer still comes later, as for any other.
      this.engine.clock.dry(() => {
        if (this.state === STATES.DISCONNECTING && this.#stream === undefined) this.closed();
      });
      return;
    }
    // A paused stream would never see the peer's FIN.
    const incoming = this.#incoming;
    if (incoming?.paused === true) {
      incoming.paused = false;
      stream.resume();
    }
    this.#endSide();
  }

  #endSide(): void {
    const stream = this.#stream;
    if (stream === undefined || this.sideEnded) return;
    this.sideEnded = true;
    if (this.#outgoing?.flush(stream) === FULL) this.finishing = true;
    else stream.finish();
  }

  #drop(): void {
    const stream = this.#stream;
    if (stream !== undefined) {
      this.#stream = undefined;
      // What was accepted this turn is the system's business, as if it had not been gathered.
      this.#outgoing?.flush(stream);
      stream.destroy();
    }
    this.#listening?.close();
    this.#listening = undefined;
    this.#datagrams?.close();
    this.#dialing?.stop();
    // What failed still tells where it went, until it is closed.
    if (this.open) return;
    this.#tellClosed();
    this.#clear();
  }

  #begin(): void {
    this.#tellClosed();
    this.#clear();
    this.begun = true;
  }

  #tellHandshake(): void {
    if (!this.isShakingHands) return;
    this.engine.enter();
    this.owner.shakesHands?.();
    this.engine.leave();
  }

  #tellClosed(): void {
    if (!this.begun) return;
    this.begun = false;
    this.engine.diagnostics?.({ kind: "closed", id: this.id, received: this.receivedTotal, sent: this.sentTotal });
  }

  /** Forgets what belongs to one attempt or connection. */
  #clear(): void {
    this.#dialing?.stop();
    this.#dialing = undefined;
    this.#incoming = undefined;
    this.#outgoing = undefined;
    this.local = undefined;
    this.peer = undefined;
    this.security = undefined;
    this.#datagrams = undefined;
    this.fault = undefined;
    this.receivedTotal = 0;
    this.answering = false;
    this.finishing = false;
    this.sideEnded = false;
  }

  #relieve(): void {
    this.fresh = false;
    const { incoming } = this;
    if (incoming.paused && incoming.length < UNREAD_LIMIT / 2) {
      incoming.paused = false;
      this.#stream?.resume();
    }
  }
}
