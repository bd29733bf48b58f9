import { formatEndpoint, type Fault } from "@luat/contract";
import { bytesOf, expectFunction, expectPort, expectText, limitOf, millisecondsOf, type Nil, type SendData } from "../arguments.js";
import { connectText } from "../core/connect-text.js";
import type { CoreSocket } from "../core/core-socket.js";
import type { Hearer, Result } from "../core/hearer.js";
import { PROTOCOLS, type Target } from "../core/target.js";
import { Arrivals } from "./arrivals.js";
import type { TaskCert } from "./certificates.js";
import type { ConnectResult, ReadFunction, RecvResult, SocketClient } from "./client-table.js";
import type { Clients, Live } from "./clients.js";
import { dial } from "./dial.js";
import { Ending, type Reason } from "./ending.js";
import { Heartbeat, type PingReq } from "./heartbeat.js";
import { MessageWake } from "./message-wake.js";
import { Outbox } from "./outbox.js";
import { Sender } from "./sender.js";
import { Waiting } from "./waiting.js";

const DEFAULT_TIMEOUT = 120_000;
const NOT_CONNECTED = "the client is not connected";

/** How a client was made. */
export interface ClientOptions {
  readonly kind: Target["kind"];
  readonly cert: TaskCert | undefined;
  readonly ipv6: boolean;
}

/** A {@link SocketClient} at work. */
export class LiveClient implements SocketClient, Hearer, Live {
  readonly #clients: Clients;
  readonly #options: ClientOptions;
  readonly #arrivals: Arrivals;
  readonly #sender: Sender;
  readonly #outbox = new Outbox();
  readonly #ending = new Ending();
  readonly #heartbeat: Heartbeat;
  readonly #messages: MessageWake;
  #core: CoreSocket | undefined;
  #target: Target | undefined;
  #isConnected = false;
  /** The call that waits. */
  #busy: string | undefined;
  #connecting: Waiting | undefined;
  #receiving: Waiting | undefined;
  /** Whether a message wakes it. */
  #heedsMessages = true;
  #parked: Waiting | undefined;
  #closing: Waiting | undefined;
  #ended: Promise<void> | undefined;
  id: number | undefined;

  constructor(clients: Clients, options: ClientOptions) {
    this.#clients = clients;
    this.#options = options;
    const { sys } = clients.corelib;
    this.#arrivals = new Arrivals(clients, options.kind === "udp");
    this.#sender = new Sender(clients, options.kind, () => this.#ending.text ?? this.#core ?? NOT_CONNECTED);
    this.#heartbeat = new Heartbeat(sys, (data) => this.asyncSend(data));
    this.#messages = new MessageWake(sys, (param) => {
      this.#message(param);
    });
  }

  get isConnected(): boolean {
    return this.#isConnected && this.#isUsable;
  }

  // --- for tasks --------------------------------------------------------------------------------------------------

  async connect(address: string, port: number | string, timeout?: number | Nil): Promise<ConnectResult> {
    const host = expectText("address", address);
    const number = expectPort("port", port);
    const ms = millisecondsOf("timeout", timeout, DEFAULT_TIMEOUT);
    return this.#alone("connect", async () => {
      const { slots } = this.#clients;
      const why = this.#whyNotNew();
      if (why !== undefined) {
        this.#warn("connect", why);
        return [false];
      }
      const { kind, ipv6 } = this.#options;
      this.#target = { kind, host, port: number, ipv6 };
      const core = dial(this.#clients, this.#target, this.#options.cert, this);
      if (typeof core === "string") {
        this.#warn("connect", core);
        return this.#connectFailed();
      }
      core.patience = ms;
      this.#core = core;
      this.id = core.id;
      this.#clients.add(this);
      this.#connecting = this.#waiting("connect");
      const cause = await this.#connecting.end(ms);
      this.#connecting = undefined;
      if (cause !== "done" || slots.get(core.id) !== core || core.state === "closed") {
        if (cause === undefined) this.#warn("connect", `no connection to ${formatEndpoint({ host, port: number })}: no answer within ${ms / 1_000} s`);
        else if (this.#ending.text !== undefined) this.#warn("connect", this.#ending.text);
        core.stopNow();
        this.#core = undefined;
        this.#clients.delete(this);
        return this.#connectFailed();
      }
      this.#isConnected = true;
      this.#clients.activityChanged();
      return [true, core.id];
    });
  }

  async send(data: SendData | Nil, timeout?: number | Nil): Promise<boolean> {
    const bytes = data == null ? new Uint8Array(0) : bytesOf(data);
    const ms = millisecondsOf("timeout", timeout, DEFAULT_TIMEOUT);
    return this.#alone("send", async () => {
      if (!this.#isUsable) return this.#refused("send");
      const ok = await this.#sender.send(bytes, ms);
      if (!ok) this.#publish("LIB_SOCKET_SEND_FAIL_IND");
      return ok;
    });
  }

  async recv(timeout?: number | Nil, msg?: string | Nil, msgNoResume?: boolean | Nil): Promise<RecvResult> {
    const ms = limitOf("timeout", timeout);
    const topic = msg == null ? undefined : expectText("msg", msg);
    return this.#alone("recv", async () => {
      if (topic !== undefined && !this.#ending.isClosed) this.#messages.subscribe(topic);
      const heeds = msgNoResume !== true;
      if (this.#arrivals.count > 0) return [true, this.asyncRecv()];
      if (!this.#isUsable) return this.#ending.result();
      if (heeds && topic !== undefined && topic === this.#messages.topic && this.#outbox.count > 0) return [false, topic, this.#outbox.take()];
      const waiting = this.#waiting("recv");
      this.#receiving = waiting;
      this.#heedsMessages = heeds;
      switch (await waiting.end(ms)) {
        case "data":
          return [true, this.#arrivals.handed];
        case "message":
          return [false, topic, this.#outbox.take()];
        case undefined:
          return [false, "timeout"];
        default:
          return this.#ending.result();
      }
    });
  }

  close(): Promise<void> {
    if (this.#ended !== undefined) return this.#ended;
    if (this.#busy !== undefined) return Promise.reject(this.#mismatch("close"));
    this.#ended = this.#alone("close", () => this.#close());
    return this.#ended;
  }

  async #close(): Promise<void> {
    this.#ending.closing();
    this.#messages.unsubscribe();
    this.#heartbeat.stop();
    const core = this.#core;
    if (core !== undefined && this.#clients.slots.get(core.id) === core) {
      this.#closing = this.#waiting("close");
      core.close();
      await this.#closing.end(undefined);
      core.destroy();
    }
    this.#arrivals.clear();
    this.#outbox.clear();
    this.#ending.closed();
    this.#core = undefined;
    this.#isConnected = false;
    this.#clients.delete(this);
    this.#clients.activityChanged();
  }

  // --- the async family -------------------------------------------------------------------------------------------

  async asyncSelect(keepAlive?: number | Nil, pingreq?: PingReq | Nil): Promise<boolean> {
    const ms = keepAlive == null || keepAlive === 0 ? 0 : millisecondsOf("keepAlive", keepAlive, 0);
    const ping = pingreq == null ? "\0" : typeof pingreq === "function" ? pingreq : bytesOf(pingreq, "pingreq");
    return this.#alone("asyncSelect", async () => {
      if (!this.#isUsable || this.#core === undefined) return this.#refused("asyncSelect");
      if (this.#outbox.count > 0 && !(await this.#flush())) return false;
      if (ms > 0) this.#heartbeat.restart(ms, ping);
      if (this.#outbox.count > 0) return this.#isUsable;
      this.#parked = this.#waiting("asyncSelect");
      await this.#parked.end(undefined);
      return this.#isUsable;
    });
  }

  /** A closed client is no more, and its error may have come while it waited. */
  get #isUsable(): boolean {
    return this.#ending.reason === undefined;
  }

  async #flush(): Promise<boolean> {
    const { sys } = this.#clients.corelib;
    const bytes = this.#outbox.take();
    const ok = await this.#sender.send(bytes, this.#outbox.timeout, (one) => {
      sys.publish("SOCKET_ASYNC_SEND", one);
    });
    if (!ok) this.#publish("LIB_SOCKET_SEND_FAIL_IND");
    else if (bytes.length > 0) sys.publish("SOCKET_SEND", this.id ?? -1, true);
    return ok;
  }

  asyncSend(data: SendData, timeout?: number | Nil): boolean {
    const bytes = bytesOf(data);
    const ms = timeout == null ? undefined : millisecondsOf("timeout", timeout, 0);
    if (!this.#isUsable) return this.#refused("asyncSend");
    this.#outbox.timeout = ms;
    this.#outbox.push(bytes);
    this.#parked?.wake("queued");
    return true;
  }

  asyncRecv(): Uint8Array {
    return this.#arrivals.take(this.#core, this.#receiving);
  }

  getAsyncSend(): number {
    return this.#isUsable ? this.#outbox.count : 0;
  }

  setRcvProc(rcvCbFnc: (readFnc: ReadFunction, socketIndex: number, rcvDataLen: number) => unknown): void {
    expectFunction("rcvCbFnc", rcvCbFnc);
    if (this.#busy !== undefined) throw this.#mismatch("setRcvProc");
    this.#arrivals.rcvProc = rcvCbFnc;
  }

  get status(): string {
    const { kind, host, port } = this.#target ?? { ...this.#options, host: "", port: 0 };
    const state = this.#ending.reason ?? (this.#isConnected ? "CONNECTED" : "INIT");
    return `id=${this.id ?? "nil"} protocol=${PROTOCOLS[kind]} address=${host} port=${port} state=${state} wait=${this.#busy ?? "nil"} input=${this.#arrivals.count} output=${this.#outbox.count}`;
  }

  // --- what the core tells ----------------------------------------------------------------------------------------

  connected(result: Result, fault: Fault | undefined): void {
    if (result === 1) {
      if (this.#target !== undefined) this.#warn("connect", connectText(this.#target, fault));
      this.#core?.destroy();
    }
    this.#connecting?.wake(result === 0 ? "done" : "error");
  }

  sent(result: Result, _length: number, nth: number): void {
    this.#sender.sends.sent(result, nth);
  }

  received(length: number): void {
    if (this.#core !== undefined) this.#arrivals.received(this.#core, length, this.#receiving);
  }

  ended(fault: Fault | undefined): void {
    this.#publish("LIB_SOCKET_CLOSE_IND");
    this.fail(fault?.reason === "link" ? "IP_ERROR_IND" : "CLOSED");
  }

  closed(): void {
    this.#closing?.wake("done");
  }

  fail(reason: Reason): void {
    if (this.#core === undefined) return;
    this.#ending.fail(reason);
    const others: Array<Waiting | undefined> = [this.#connecting, this.#receiving, this.#parked];
    for (const waiting of others) waiting?.wake("error");
    this.#sender.sends.fail();
  }

  // ----------------------------------------------------------------------------------------------------------------

  #whyNotNew(): string | undefined {
    const { text = this.#core && "the client is connected already" } = this.#ending;
    if (text !== undefined) return `${text}; one client is for one connection`;
    return this.#clients.isReady() ? undefined : "the network is not ready";
  }

  #refused(call: string): false {
    this.#warn(call, this.#ending.text ?? NOT_CONNECTED);
    return false;
  }

  #warn(call: string, text: string): void {
    this.#clients.corelib.log.warn("socket", `${call}: ${text}`);
  }

  #connectFailed(): [false] {
    this.#publish("LIB_SOCKET_CONNECT_FAIL_IND");
    return [false];
  }

  #message(param: Uint8Array | undefined): void {
    const waiting = this.#receiving;
    if (waiting?.cause !== undefined || waiting === undefined || !this.#heedsMessages) return;
    if (param !== undefined) this.#outbox.push(param);
    waiting.wake("message");
  }

  #publish(topic: "LIB_SOCKET_CONNECT_FAIL_IND" | "LIB_SOCKET_SEND_FAIL_IND" | "LIB_SOCKET_CLOSE_IND"): void {
    const { kind, host, port } = this.#target ?? { ...this.#options, host: "", port: 0 };
    this.#clients.corelib.sys.publish(topic, kind === "ssl" ? "SSL" : undefined, PROTOCOLS[kind], host, port);
  }

  #waiting(call: string): Waiting {
    return new Waiting(this.#clients.corelib.sys, `${call} of air socket ${this.id ?? "?"}`);
  }

  /** Lets one call at a time wait, as the task that a client belongs to can. */
  async #alone<T>(call: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy !== undefined) throw this.#mismatch(call);
    this.#busy = call;
    try {
      return await work();
    } finally {
      this.#busy = undefined;
      this.#receiving = undefined;
      this.#parked = undefined;
    }
  }

  #mismatch(call: string): Error {
    return new Error(`${call}: coroutine mismatch: ${this.#busy ?? ""} of this client waits, called by another task or without await`);
  }
}
