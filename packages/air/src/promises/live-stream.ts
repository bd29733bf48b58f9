import { describeFault, formatEndpoint, type Fault, type Stop } from "@luat/contract";
import { ClosedError, TimeoutError, type LuatError, type WaitOptions } from "@luat/libnet";
import { bytesOf, expectKnown, expectPort, expectText, isPort, wrongType, type SendData } from "../arguments.js";
import type { CoreSocket } from "../core/core-socket.js";
import type { Hearer, Result } from "../core/hearer.js";
import type { Target } from "../core/target.js";
import { AwaitedSends } from "../luatask/awaited-sends.js";
import type { Clients } from "../luatask/clients.js";
import { Inbox } from "../luatask/inbox.js";
import { Waiting } from "../luatask/waiting.js";
import type { AirStream, HeartbeatOptions, Received, RecvOptions } from "./air-stream.js";
import { errorOf } from "./errors.js";
import { expectWait, KNOWN_OF_RECV } from "./wait-options.js";
import { waitUntil } from "./wait-until.js";

const DEFAULT_TIMEOUT = 120_000;
const CHUNK = 11_200;
const DATAGRAM_CHUNK = 1_472;

/** Where it goes is told by `connect`. */
export type StreamPlan = Pick<Target, "kind" | "tls">;

/** An {@link AirStream} at work. */
export class LiveStream implements AirStream, Hearer {
  readonly #clients: Clients;
  readonly #plan: StreamPlan;
  readonly #inbox: Inbox;
  #to = { host: "", port: 0 };
  #core: CoreSocket | undefined;
  #state: AirStream["state"] = "new";
  #fault: Fault | undefined;
  #unread = 0;
  #connecting: Waiting | undefined;
  #receiving: Waiting | undefined;
  #closing: Waiting | undefined;
  #closed: Promise<void> | undefined;
  readonly #sends = new AwaitedSends();
  /** The send that the next one comes after. */
  #last: Promise<unknown> = Promise.resolve();
  #lastSend = 0;
  readonly #heartbeats = new Set<Stop>();
  id: number | undefined;

  constructor(clients: Clients, plan: StreamPlan) {
    this.#clients = clients;
    this.#plan = plan;
    this.#inbox = new Inbox(plan.kind === "udp", false);
  }

  get state(): AirStream["state"] {
    return this.#state;
  }

  get unsent(): number {
    return this.#core?.unsent ?? 0;
  }

  async connect(host: string, port: number, options: WaitOptions = {}): Promise<void> {
    const to = { host: expectText("host", host), port: expectPort("port", port) };
    if (!isPort(to.port) || to.port === 0) throw new RangeError(`port is ${to.port}; expected 1 to 65535`);
    const { ms, signal } = expectWait("connect", options, DEFAULT_TIMEOUT);
    signal?.throwIfAborted();
    if (this.#state !== "new") throw new TypeError(`connect: the socket is ${this.#state}; expected a new one`);
    this.#to = to;
    const { slots, corelib } = this.#clients;
    if (corelib.stopped) throw new ClosedError("stopped", "the device was stopped", { op: "connect", endpoint: formatEndpoint(to) });
    const core = slots.connect({ ...this.#plan, ...to, tlsName: host }, this);
    if ("text" in core) {
      this.#state = "closed";
      throw errorOf(core.fault, "connect", to, core.text === describeFault(core.fault) ? undefined : core.text);
    }
    this.#core = core;
    this.id = core.id;
    core.patience = ms;
    this.#state = "connecting";
    this.#connecting = new Waiting(corelib.sys, `connect of air socket ${core.id}`);
    try {
      const cause = await waitUntil(this.#connecting, "connect", ms, signal);
      if (cause === "done") return;
      if (cause === undefined) throw new TimeoutError(ms ?? 0, { op: "connect", endpoint: formatEndpoint(to) });
      throw this.#error("connect");
    } catch (error) {
      core.stopNow();
      this.#state = "closed";
      throw error;
    } finally {
      this.#connecting = undefined;
    }
  }

  send(data: SendData, options: WaitOptions = {}): Promise<number> {
    const sending = this.#send(data, options, this.#last);
    this.#last = sending.catch(() => undefined);
    return sending;
  }

  async #send(data: SendData, options: WaitOptions, before: Promise<unknown>): Promise<number> {
    const bytes = bytesOf(data);
    const { ms, signal } = expectWait("send", options, DEFAULT_TIMEOUT);
    await before;
    const size = this.#plan.kind === "udp" ? DATAGRAM_CHUNK : CHUNK;
    for (let at = 0; at < bytes.length; at += size) await this.#sendChunk(bytes.subarray(at, at + size), ms, signal);
    return bytes.length;
  }

  async #sendChunk(chunk: Uint8Array, ms: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    const { sys, clock } = this.#clients.corelib;
    signal?.throwIfAborted();
    const [nth] = this.#state === "open" ? (this.#core?.send(chunk) ?? [0]) : [0];
    if (nth === 0) throw this.#error("send");
    this.#lastSend = clock.now();
    const waiting = new Waiting(sys, `send of air socket ${this.id ?? "?"}`);
    const result = await this.#sends.end(nth, waiting, async (one) => {
      if ((await waitUntil(one, "send", ms, signal)) === undefined) throw new TimeoutError(ms ?? 0, { op: "send", endpoint: formatEndpoint(this.#to) });
    });
    if (result !== 0) throw this.#error("send");
  }

  async recv(options: RecvOptions = {}): Promise<Received> {
    const { ms, signal } = expectWait("recv", options, undefined, KNOWN_OF_RECV);
    const { wakeOn } = options;
    if (wakeOn !== undefined) expectText("wakeOn", wakeOn);
    if (this.#receiving !== undefined) throw new TypeError("recv: another recv of this socket waits; expected one at a time");
    signal?.throwIfAborted();
    if (this.#inbox.count > 0) return { type: "data", data: this.readAvailable() };
    if (this.#state !== "open") return this.#end();
    const { sys } = this.#clients.corelib;
    const waiting = new Waiting(sys, `recv of air socket ${this.id ?? "?"}`);
    let args: readonly unknown[] = [];
    const onMessage = (...all: unknown[]): void => {
      if (waiting.wake("message")) args = all;
    };
    if (wakeOn !== undefined) sys.subscribe(wakeOn, onMessage);
    this.#receiving = waiting;
    try {
      switch (await waitUntil(waiting, "receive", ms, signal)) {
        case "data":
          return { type: "data", data: this.readAvailable() };
        case "message":
          return { type: "message", topic: wakeOn ?? "", args };
        case undefined:
          return { type: "timeout" };
        default:
          return this.#end();
      }
    } finally {
      this.#receiving = undefined;
      if (wakeOn !== undefined) sys.unsubscribe(wakeOn, onMessage);
    }
  }

  #end(): Received {
    if (this.#state === "ended" && this.#fault === undefined) return { type: "end" };
    throw this.#error("receive");
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: async () => {
        const got = await this.recv();
        return got.type === "data" ? { done: false, value: got.data } : { done: true, value: undefined };
      },
      return: async () => ({ done: true, value: undefined }),
    };
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const isOver = this.#state === "closed" || this.#state === "new";
    this.#state = "closed";
    for (const stop of [...this.#heartbeats]) stop();
    this.#wake();
    const core = this.#core;
    const { slots, corelib } = this.#clients;
    if (!isOver && core !== undefined && slots.get(core.id) === core) {
      this.#closing = new Waiting(corelib.sys, `close of air socket ${core.id}`);
      core.close();
      // The device that stops has cut it already.
      await waitUntil(this.#closing, "close", undefined, undefined).catch(() => undefined);
      core.destroy();
    }
    this.#inbox.clear();
    this.#unread = 0;
  }

  startHeartbeat(options: HeartbeatOptions): Stop {
    const { interval, payload = "\0" } = expectKnown("startHeartbeat", options, { interval: true, payload: true });
    if (typeof interval !== "number") throw wrongType("interval", interval, "a number of milliseconds");
    if (!(interval >= 1)) throw new RangeError(`interval is ${interval}; expected at least 1 ms`);
    const bytes = bytesOf(payload, "payload");
    const { sys, clock } = this.#clients.corelib;
    const started = clock.now();
    let timer: number | undefined;
    const stop = (): void => {
      sys.timerStop(timer);
      this.#heartbeats.delete(stop);
    };
    const arm = (): void => {
      const idle = clock.now() - Math.max(this.#lastSend, started);
      timer = sys.timerStart(beat, Math.max(1, Math.ceil(interval - idle)));
    };
    const beat = (): void => {
      if (clock.now() - Math.max(this.#lastSend, started) >= interval && !this.enqueue(bytes)) {
        stop();
        return;
      }
      arm();
    };
    this.#heartbeats.add(stop);
    arm();
    return stop;
  }

  enqueue(data: SendData): boolean {
    const bytes = bytesOf(data);
    if (this.#state !== "open") return false;
    this.#lastSend = this.#clients.corelib.clock.now();
    this.send(bytes, { timeout: Infinity }).catch((error: unknown) => {
      if (!(error instanceof ClosedError)) this.#clients.corelib.log.warn("air", String(error));
    });
    return true;
  }

  readAvailable(): Uint8Array {
    const bytes = this.#inbox.take();
    const length = this.#unread;
    this.#unread = 0;
    if (length > 0 && this.#core !== undefined) this.#inbox.push(this.#core.read(length));
    return bytes;
  }

  // --- what the core tells ----------------------------------------------------------------------------------------

  connected(result: Result, fault: Fault | undefined): void {
    this.#fault = fault;
    if (result === 0) this.#state = "open";
    this.#connecting?.wake(result === 0 ? "done" : "error");
  }

  sent(result: Result, _length: number, nth: number): void {
    this.#sends.sent(result, nth);
  }

  received(length: number): void {
    if (this.#inbox.isFull || this.#core === undefined) {
      this.#unread = length;
      return;
    }
    this.#inbox.push(this.#core.read(length));
    this.#receiving?.wake("data");
  }

  ended(fault: Fault | undefined): void {
    this.#fault = fault;
    if (this.#state !== "closed") this.#state = "ended";
    this.#wake();
  }

  closed(): void {
    this.#closing?.wake("done");
  }

  #wake(): void {
    for (const waiting of [this.#connecting, this.#receiving]) waiting?.wake("error");
    this.#sends.fail();
  }

  #error(op: string): LuatError {
    if (this.#state === "ended") return errorOf(this.#fault ?? { reason: "broken" }, op, this.#to, this.#fault === undefined ? "the peer has ended it" : undefined);
    if (this.#fault !== undefined) return errorOf(this.#fault, op, this.#to);
    const why = this.#state === "closed" ? "the socket is closed" : "the socket is not connected";
    return new ClosedError(this.#clients.corelib.stopped ? "stopped" : "closed", why, { op });
  }
}
