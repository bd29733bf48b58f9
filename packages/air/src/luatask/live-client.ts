import { formatEndpoint, type Fault } from "@luat/contract";
import { bytesOf, expectFunction, expectPort, expectText, limitOf, millisecondsOf, type Nil, type SendData } from "../arguments.js";
import { callProgram } from "../core/call-program.js";
import { connectText } from "../core/connect-text.js";
import type { CoreSocket } from "../core/core-socket.js";
import type { Hearer, Result } from "../core/hearer.js";
import type { Target } from "../core/target.js";
import { filesOf, tlsOfCert, type TaskCert } from "./certificates.js";
import type { ConnectResult, ReadFunction, RecvResult, SocketClient } from "./client-table.js";
import type { Clients, Live } from "./clients.js";
import { Heartbeat, type PingReq } from "./heartbeat.js";
import { Inbox, joined } from "./inbox.js";
import { MessageWake } from "./message-wake.js";
import { Waiting } from "./waiting.js";

const DEFAULT_TIMEOUT = 120_000;
const CHUNK = 11_200;
const DATAGRAM_CHUNK = 1_472;
/** What the core stores where a send does not wait until it is out. */
const STORE = 10_220;

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
  readonly #inbox: Inbox;
  readonly #heartbeat: Heartbeat;
  readonly #messages: MessageWake;
  /** What `asyncSend` queued, and what came with messages. */
  #outbox: Uint8Array[] = [];
  #asyncTimeout: number | undefined;
  #core: CoreSocket | undefined;
  #target: Target | undefined;
  #isConnected = false;
  #isClosed = false;
  /** Why nothing goes any more; it stays. */
  #error: "CLOSED" | "IP_ERROR_IND" | undefined;
  #errorWasTold = false;
  /** Bytes that the core announced and that are not read, as the inbox is full. */
  #unread = 0;
  #rcvProc: Parameters<SocketClient["setRcvProc"]>[0] | undefined;
  /** The call that waits. */
  #busy: string | undefined;
  #connecting: Waiting | undefined;
  #receiving: Waiting | undefined;
  /** What woke it. */
  #handed: Uint8Array = new Uint8Array(0);
  /** Whether a message wakes it. */
  #heedsMessages = true;
  #parked: Waiting | undefined;
  #closing: Waiting | undefined;
  #ended: Promise<void> | undefined;
  readonly #sends = new Map<number, { readonly waiting: Waiting; result: Result | undefined }>();
  id: number | undefined;

  constructor(clients: Clients, options: ClientOptions) {
    this.#clients = clients;
    this.#options = options;
    const { sys } = clients.corelib;
    this.#inbox = new Inbox(options.kind === "udp", clients.newestFirst);
    this.#heartbeat = new Heartbeat(sys, (data) => this.asyncSend(data));
    this.#messages = new MessageWake(sys, (param) => {
      this.#message(param);
    });
  }

  get isConnected(): boolean {
    return this.#isConnected && this.#error === undefined;
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
      const core = this.#begin(this.#target);
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
        else if (this.#error !== undefined) this.#warn("connect", this.#stateText);
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
      if (this.#error !== undefined) return this.#refused("send");
      for (const chunk of this.#chunks(bytes)) {
        if (await this.#sendChunk(chunk, ms)) continue;
        this.#publish("LIB_SOCKET_SEND_FAIL_IND");
        return false;
      }
      return true;
    });
  }

  async recv(timeout?: number | Nil, msg?: string | Nil, msgNoResume?: boolean | Nil): Promise<RecvResult> {
    const ms = limitOf("timeout", timeout);
    const topic = msg == null ? undefined : expectText("msg", msg);
    return this.#alone("recv", async () => {
      if (topic !== undefined && !this.#isClosed) this.#messages.subscribe(topic);
      const heeds = msgNoResume !== true;
      if (this.#inbox.count > 0) return [true, this.asyncRecv()];
      if (this.#error !== undefined) return this.#errorResult();
      if (heeds && topic !== undefined && topic === this.#messages.topic && this.#outbox.length > 0) return [false, topic, this.#takeOutbox()];
      const waiting = this.#waiting("recv");
      this.#receiving = waiting;
      this.#heedsMessages = heeds;
      switch (await waiting.end(ms)) {
        case "data":
          return [true, this.#handed];
        case "message":
          return [false, topic, this.#takeOutbox()];
        case undefined:
          return [false, "timeout"];
        default:
          return this.#errorResult();
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
    this.#isClosed = true;
    this.#messages.unsubscribe();
    this.#heartbeat.stop();
    const core = this.#core;
    if (core !== undefined && this.#clients.slots.get(core.id) === core) {
      this.#closing = this.#waiting("close");
      core.close();
      await this.#closing.end(undefined);
      core.destroy();
    }
    this.#inbox.clear();
    this.#outbox = [];
    this.#unread = 0;
    this.#error ??= "CLOSED";
    this.#errorWasTold = true;
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
      if (this.#error !== undefined || this.#core === undefined) return this.#refused("asyncSelect");
      if (this.#outbox.length > 0 && !(await this.#flush())) return false;
      if (ms > 0) this.#heartbeat.restart(ms, ping);
      if (this.#outbox.length > 0) return this.#isUsable();
      this.#parked = this.#waiting("asyncSelect");
      await this.#parked.end(undefined);
      return this.#isUsable();
    });
  }

  /** A closed client is no more, and its error may have come while it waited. */
  #isUsable(): boolean {
    return this.#error === undefined;
  }

  async #flush(): Promise<boolean> {
    const { sys } = this.#clients.corelib;
    const bytes = this.#takeOutbox();
    for (const chunk of this.#chunks(bytes)) {
      const ok = await this.#sendChunk(chunk, this.#asyncTimeout);
      sys.publish("SOCKET_ASYNC_SEND", ok);
      if (ok) continue;
      this.#publish("LIB_SOCKET_SEND_FAIL_IND");
      return false;
    }
    if (bytes.length > 0) sys.publish("SOCKET_SEND", this.id ?? -1, true);
    return true;
  }

  asyncSend(data: SendData, timeout?: number | Nil): boolean {
    const bytes = bytesOf(data);
    const ms = timeout == null ? undefined : millisecondsOf("timeout", timeout, 0);
    if (this.#error !== undefined) return this.#refused("asyncSend");
    this.#asyncTimeout = ms;
    this.#outbox.push(bytes);
    this.#parked?.wake("queued");
    return true;
  }

  asyncRecv(): Uint8Array {
    const bytes = this.#inbox.take();
    this.#readOn();
    return bytes;
  }

  getAsyncSend(): number {
    return this.#error === undefined ? this.#outbox.length : 0;
  }

  setRcvProc(rcvCbFnc: (readFnc: ReadFunction, socketIndex: number, rcvDataLen: number) => unknown): void {
    expectFunction("rcvCbFnc", rcvCbFnc);
    if (this.#busy !== undefined) throw this.#mismatch("setRcvProc");
    this.#rcvProc = rcvCbFnc;
  }

  get status(): string {
    const { kind, host, port } = this.#target ?? { ...this.#options, host: "", port: 0 };
    const state = this.#error ?? (this.#isConnected ? "CONNECTED" : "INIT");
    return `id=${this.id ?? "nil"} protocol=${protocolOf(kind)} address=${host} port=${port} state=${state} wait=${this.#busy ?? "nil"} input=${this.#inbox.count} output=${this.#outbox.length}`;
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
    const send = this.#sends.get(nth);
    if (send === undefined) return;
    send.result = result;
    send.waiting.wake("done");
  }

  received(length: number): void {
    const core = this.#core;
    if (core === undefined) return;
    const rcvProc = this.#rcvProc;
    if (rcvProc !== undefined) {
      callProgram(this.#clients.corelib.bus.errors, "rcvProc of a socket", () => rcvProc((_index, len) => core.read(len), core.id, length));
      return;
    }
    if (this.#inbox.isFull) {
      this.#unread = length;
      return;
    }
    const bytes = core.read(length);
    if (this.#receiving?.wake("data") === true) {
      // Not by way of the inbox, where somebody else could take it first.
      this.#handed = bytes;
      return;
    }
    this.#inbox.push(bytes);
    this.#clients.corelib.sys.publish("SOCKET_RECV", core.id);
  }

  ended(fault: Fault | undefined): void {
    this.#publish("LIB_SOCKET_CLOSE_IND");
    this.fail(fault?.reason === "link" ? "IP_ERROR_IND" : "CLOSED");
  }

  closed(): void {
    this.#closing?.wake("done");
  }

  fail(error: "CLOSED" | "IP_ERROR_IND"): void {
    if (this.#core === undefined) return;
    this.#error ??= error;
    const others: Array<Waiting | undefined> = [this.#connecting, this.#receiving, this.#parked];
    for (const waiting of others) waiting?.wake("error");
    for (const { waiting } of this.#sends.values()) waiting.wake("error");
  }

  // ----------------------------------------------------------------------------------------------------------------

  /** A text says why it cannot. */
  #begin(target: Target): CoreSocket | string {
    const { slots, readFile } = this.#clients;
    const { cert } = this.#options;
    const tls = target.kind === "ssl" ? tlsOfCert(cert, target.host, readFile, (text) => this.#warn("connect", text)) : undefined;
    if (typeof tls === "string") return tls;
    const core = slots.connect(tls === undefined ? target : { ...target, tls, tlsName: target.host }, this);
    if (!("text" in core)) return core;
    const files = core.fault.reason === "tls" ? filesOf(cert) : [];
    return files.length === 0 ? core.text : `${core.text}: ${files.join(", ")}`;
  }

  #whyNotNew(): string | undefined {
    if (this.#core !== undefined || this.#error !== undefined) return `${this.#stateText}; one client is for one connection`;
    return this.#clients.isReady() ? undefined : "the network is not ready";
  }

  get #stateText(): string {
    if (this.#isClosed) return "the client is closed";
    if (this.#error === "IP_ERROR_IND") return "the network was lost";
    if (this.#error !== undefined) return "the connection has ended";
    return this.#core === undefined ? "the client is not connected" : "the client is connected already";
  }

  #refused(call: string): false {
    this.#warn(call, this.#stateText);
    return false;
  }

  #warn(call: string, text: string): void {
    this.#clients.corelib.log.warn("socket", `${call}: ${text}`);
  }

  #connectFailed(): [false] {
    this.#publish("LIB_SOCKET_CONNECT_FAIL_IND");
    return [false];
  }

  async #sendChunk(chunk: Uint8Array, ms: number | undefined): Promise<boolean> {
    const core = this.#core;
    if (core === undefined || this.#error !== undefined) return this.#refused("send");
    const isStored = this.#clients.settings.sendMode === 1;
    if (isStored && core.unsent + chunk.length > STORE) return this.#sendFailed(`there is no room for ${chunk.length} bytes`);
    const [nth, error] = core.send(chunk);
    if (nth === 0) return this.#sendFailed(`the core did not take it, error ${error}`);
    if (isStored) return true;
    const send = { waiting: this.#waiting("send"), result: undefined as Result | undefined };
    this.#sends.set(nth, send);
    try {
      await send.waiting.end(ms);
    } finally {
      this.#sends.delete(nth);
    }
    if (send.result === 0) return true;
    if (this.#error !== undefined) return this.#refused("send");
    return this.#sendFailed(send.result === undefined && ms !== undefined ? `not with the system within ${ms / 1_000} s` : "it was not delivered");
  }

  #sendFailed(why: string): false {
    this.#warn("send", why);
    return false;
  }

  #chunks(bytes: Uint8Array): Uint8Array[] {
    const size = this.#options.kind === "udp" ? DATAGRAM_CHUNK : this.#clients.settings.sendMode === 1 ? STORE : CHUNK;
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  }

  #takeOutbox(): Uint8Array {
    const bytes = joined(this.#outbox);
    this.#outbox = [];
    return bytes;
  }

  #message(param: Uint8Array | undefined): void {
    const waiting = this.#receiving;
    if (waiting?.cause !== undefined || waiting === undefined || !this.#heedsMessages) return;
    if (param !== undefined) this.#outbox.push(param);
    waiting.wake("message");
  }

  /** Reads what the core has held back while the inbox was full. */
  #readOn(): void {
    if (this.#unread === 0 || this.#inbox.isFull) return;
    const length = this.#unread;
    this.#unread = 0;
    this.received(length);
  }

  #errorResult(): RecvResult {
    if (this.#errorWasTold || this.#error === undefined) return [false];
    this.#errorWasTold = true;
    return [false, this.#error];
  }

  #publish(topic: "LIB_SOCKET_CONNECT_FAIL_IND" | "LIB_SOCKET_SEND_FAIL_IND" | "LIB_SOCKET_CLOSE_IND"): void {
    const { kind, host, port } = this.#target ?? { ...this.#options, host: "", port: 0 };
    this.#clients.corelib.sys.publish(topic, kind === "ssl" ? "SSL" : undefined, protocolOf(kind), host, port);
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

function protocolOf(kind: Target["kind"]): "TCP" | "TCPSSL" | "UDP" {
  return kind === "ssl" ? "TCPSSL" : kind === "tcp" ? "TCP" : "UDP";
}
