import type { Bus, BusTarget, Corelib, OpenItem, Origin } from "@luat/corelib";
import { formatEndpoint, describeFault, type Credentials, type Endpoint, type Fault, type KeepAlive } from "@luat/contract";
import { EVENTS, STATES } from "../ids.js";
import type { Owner } from "../runtime/owner.js";
import type { Socket } from "../runtime/socket.js";
import { failureLines, offerLines, settledLines, type TlsLog } from "./tls-log.js";
import { afterReceived, brokenEvent, type WaitTarget } from "./wait-target.js";

/** Told with (ctrl, event, param); a promise it returns is watched for rejection. */
export type SocketCallback = (ctrl: Ctrl, event: number, param: number) => unknown;

/** A bus message that is no event: only its delivery shows whether it is a TX_OK, so that no later tx is answered by it. */
const SETTLE = 0;

/** What `socket.config` was told: it counts from the next connect or listen on. */
export interface CtrlSettings {
  readonly localPort: number;
  readonly udp: boolean;
  readonly keepAlive: KeepAlive | undefined;
  /** `"failed"`: TLS was asked for and cannot be had, so nothing is sent in plain text instead. */
  readonly tls: Credentials | "failed" | undefined;
  /** For the log: what is asked of TLS. */
  readonly tlsText: string;
}

const EVENT_NAMES = new Map<number, string>(Object.entries(EVENTS).map(([name, event]) => [event, name]));

const DEFAULTS: CtrlSettings = { localPort: 0, udp: false, keepAlive: undefined, tls: undefined, tlsText: "" };

declare const brand: unique symbol;

/** One LuatOS socket, as `socket.create` and `socket.accept` return it: to be passed on. Its text is unique and stable (`ctrl#7`). */
export interface Ctrl {
  readonly [brand]: never;
  /** Such as `ctrl#7`. */
  toString(): string;
}

/** What a {@link Ctrl} really is: the owner of a socket, which makes LuatOS's events of what happens to it. */
export class LuatCtrl implements Ctrl, Owner, BusTarget, OpenItem {
  declare readonly [brand]: never;
  readonly socket: Socket;
  readonly adapterIndex: number;
  readonly origin: Origin | undefined;
  waitTarget: WaitTarget = 0;
  debug = false;
  settings: CtrlSettings = DEFAULTS;
  /** What kind of addresses the last connect asked for. */
  family: 4 | 6 = 4;
  readonly #target: SocketCallback | string | undefined;
  readonly #corelib: Corelib;
  readonly #bus: Bus;
  readonly #tlsLog: TlsLog;

  constructor(corelib: Corelib, tlsLog: TlsLog, socket: Socket, adapterIndex: number, target: SocketCallback | string | undefined) {
    this.#corelib = corelib;
    this.#tlsLog = tlsLog;
    this.#bus = corelib.bus;
    this.origin = corelib.origins.note();
    this.socket = socket;
    this.adapterIndex = adapterIndex;
    this.#target = target;
  }

  toString(): string {
    return `ctrl#${this.socket.id}`;
  }

  get what(): string {
    const { state, local, peer = this.socket.target } = this.socket;
    const name = Object.keys(STATES)[state] ?? "";
    const where = peer !== undefined ? `, to ${formatEndpoint(peer)}` : local !== undefined ? `, on ${formatEndpoint(local)}` : ", not open";
    // "Not open", because in LuatOS the state of a ctrl that was on line stays so when it is closed.
    return `${String(this)}, state ${state} ${name}${where}`;
  }

  /**
   * What is added to the lines of `socket.debug`. LuatOS writes state and wait target there too, because of them it depends
   * which event is told next.
   */
  get #situation(): string {
    const { state, available } = this.socket;
    const wait = this.waitTarget === 0 ? "" : `, waits for ${EVENT_NAMES.get(this.waitTarget) ?? this.waitTarget}`;
    return ` [state ${state} ${Object.keys(STATES)[state] ?? ""}${wait}${available === 0 ? "" : `, ${available} unread`}]`;
  }

  /** The system had the bytes at once: tells it as an event, later. */
  settleLater(): void {
    this.#noteSent();
    this.#bus.post(this, SETTLE, 0);
  }

  /** Logs that a handshake is given up by this side, where `socket.sslLog` wants it. */
  noteGivenUp(): void {
    if (this.#tlsLog.level > 0 && this.socket.isShakingHands) this.#warn("failed: closed before the handshake was done");
  }

  /** Logs what the handshake settled, where `socket.sslLog` wants it. */
  noteSecurity(): void {
    const { security } = this.socket;
    if (security === undefined) return;
    for (const line of settledLines(this.#tlsLog.level, security)) this.#corelib.log.info("socket", String(this), line);
  }

  /** Only one kind of addresses was looked for, which is easily forgotten. */
  #nameHint({ reason }: Fault): string {
    const { lookup, target } = this.socket;
    if (reason !== "name" || !lookup) return "";
    const missing = `, ${target?.host ?? "it"} has no IPv${this.family} address that could be found; `;
    return missing + (this.family === 4 ? "pass need_ipv6_dns for IPv6 ones" : "for IPv4 ones leave need_ipv6_dns out");
  }

  #noteFailure(fault: Fault): void {
    for (const line of failureLines(this.#tlsLog.level, fault)) this.#corelib.log.warn("socket", String(this), line);
  }

  deliver(event: number, param: number): void {
    // LuatOS: what is queued is still told after close, but not after release.
    if (this.socket.released) return;
    if (event === SETTLE) {
      if (!this.#settled()) return;
      event = EVENTS.TX_OK;
    }
    const target = this.#target;
    if (typeof target === "function") {
      this.#call(target, event, param);
    } else if (target === undefined) {
      this.#corelib.sys.publish("NWCTRL*", this.adapterIndex, this.socket.id, event, param);
    } else {
      this.#corelib.sys.sendMsg(target, event, param);
    }
  }

  #call(callback: SocketCallback, event: number, param: number): void {
    const { errors } = this.#bus;
    try {
      const result = callback(this, event, param);
      if (result !== undefined) errors.watch(result, `callback of ${String(this)}`);
    } catch (error) {
      errors.report(error, `callback of ${String(this)}`);
    }
  }

  linked(): void {
    this.note("link up");
    if (this.waitTarget !== EVENTS.LINK) return;
    this.waitTarget = 0;
    this.#bus.direct(this, EVENTS.LINK, 0);
  }

  shakesHands(): void {
    const { tls, peer, target = peer } = this.socket;
    const where = target === undefined ? "the peer" : formatEndpoint(target);
    for (const line of offerLines(this.#tlsLog.level, where, tls?.name, this.settings.tlsText)) this.#corelib.log.info("socket", String(this), line);
  }

  connected(): void {
    if (this.debug) this.note(onLineText(this.socket));
    this.noteSecurity();
    this.waitTarget = 0;
    this.#bus.direct(this, EVENTS.ON_LINE, 0);
  }

  attemptFailed(to: Endpoint, fault: Fault): void {
    if (this.debug) this.#warn(`no connection to ${formatEndpoint(to)}: ${describeFault(fault)}`);
  }

  failed(fault: Fault): void {
    // That a package is missing is told in any case: no other try can be better.
    const isOfHandshake = fault.reason === "tls" || this.socket.state === STATES.SHAKEHAND;
    if (this.debug || fault.reason === "unsupported" || (isOfHandshake && this.#tlsLog.level > 0)) this.#warn(`failed: ${failureText(fault, this.socket.datagram && isOfHandshake)}${this.#nameHint(fault)}`);
    this.#noteFailure(fault);
    this.waitTarget = 0;
    this.#bus.direct(this, EVENTS.ON_LINE, -1);
  }

  listening(local: Endpoint): void {
    // LuatOS tells nothing here: only the state becomes 6.
    if (this.debug) this.note(`listening on ${formatEndpoint(local)}`);
  }

  offered(): void {
    if (this.debug) this.note("a client waits");
    this.#bus.direct(this, EVENTS.ON_LINE, 0);
  }

  received(): void {
    if (this.debug) this.note("received");
    this.waitTarget = afterReceived(this.waitTarget);
    this.#bus.direct(this, EVENTS.EVENT, 0);
  }

  acked(): void {
    this.#noteSent();
    if (this.waitTarget === EVENTS.TX_OK) this.#bus.direct(this, SETTLE, 0);
  }

  writable(): void {
    // A tx that was refused as full waits for room, not for an acknowledgement; a pending one gets its TX_OK.
    if (this.waitTarget === EVENTS.TX_OK) return;
    this.waitTarget = 0;
    this.#bus.direct(this, EVENTS.EVENT, 0);
  }

  rejected(from: Endpoint, fault: Fault): void {
    if (this.debug || this.#tlsLog.level > 0) this.#warn(`rejected ${formatEndpoint(from)}: ${describeFault(fault)}`);
    this.#noteFailure(fault);
  }

  undelivered(fault: Fault, nth: number | undefined): void {
    if (nth !== undefined) this.#warn(`a datagram could not be sent: ${describeFault(fault)}`);
    else this.note(`a datagram was sent back: ${describeFault(fault)}`);
  }

  ended(): void {
    this.broken(undefined);
  }

  broken(fault: Fault | undefined): void {
    if (this.debug) this.#warn(`broken: ${fault === undefined ? "the peer ended the connection" : describeFault(fault)}`);
    // What the system had before the break was sent well, though nobody was told yet.
    if (this.#settled()) this.#bus.direct(this, EVENTS.TX_OK, 0);
    const event = brokenEvent(this.waitTarget);
    this.waitTarget = 0;
    this.#bus.direct(this, event, -1);
  }

  disconnected(inOrder: boolean): void {
    this.note("disconnected");
    this.waitTarget = 0;
    this.#bus.direct(this, EVENTS.CLOSED, inOrder ? 0 : -1);
  }

  /** One TX_OK stands for all that was sent: it is told when the system has the last byte, and nobody waits for something else. */
  #settled(): boolean {
    const { sent, accepted } = this.socket.outgoing;
    if (this.waitTarget !== EVENTS.TX_OK || sent < accepted) return false;
    this.waitTarget = 0;
    return true;
  }

  noteTimeout(op: string, after: number): void {
    if (this.debug) this.#warn(`${op} timed out after ${after} ms`);
  }

  #noteSent(): void {
    if (!this.debug) return;
    const { sent, accepted } = this.socket.outgoing;
    this.note(`sent ${sent} of ${accepted} ${this.socket.datagram ? "datagrams" : "bytes"}`);
  }

  /** A line of `socket.debug`. */
  note(text: string): void {
    if (this.debug) this.#corelib.log.debug("socket", String(this), text + this.#situation);
  }

  #warn(text: string): void {
    this.#corelib.log.warn("socket", String(this), this.debug ? text + this.#situation : text);
  }
}

/** Of a peer that falls silent in a handshake of datagrams, the card knows what is likely. */
function failureText(fault: Fault, ofDatagrams: boolean): string {
  const { reason, cause } = fault;
  const likely = ofDatagrams && reason === "timeout" && cause instanceof Error ? `, ${cause.message}` : "";
  return describeFault(fault) + likely;
}

function onLineText({ local, peer, addresses }: Socket): string {
  if (local === undefined) return `resolved: ${addresses.join(" ")}`;
  return `on line, ${formatEndpoint(local)}${peer === undefined ? "" : ` to ${formatEndpoint(peer)}`}`;
}
