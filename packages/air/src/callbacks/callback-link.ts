import type { Fault, Stop } from "@luat/contract";
import type { Corelib } from "@luat/corelib";
import { callProgram } from "../core/call-program.js";
import { connectText } from "../core/connect-text.js";
import type { CoreSocket } from "../core/core-socket.js";
import type { Hearer, Result } from "../core/hearer.js";
import type { Slots } from "../core/slots.js";
import type { Target } from "../core/target.js";
import type { ReceiveHandler, ResponseHandler, SendItem, SocketEvent } from "./callback-socket-table.js";

const CHUNK = 11_200;
/** Milliseconds after which a connect that nobody answers restarts the device. */
const PATIENCE = 90_000;

/** What all of them share. */
export interface CallbackWorkings {
  readonly corelib: Corelib;
  readonly slots: Slots;
  /** Frees a number. */
  free(idx: number): void;
}

/** One numbered socket. */
export class CallbackLink implements Hearer {
  target: Target;
  rsp: ResponseHandler;
  rcv: ReceiveHandler;
  readonly #idx: number;
  readonly #workings: CallbackWorkings;
  readonly #queue: SendItem[] = [];
  #core: CoreSocket | undefined;
  #isConnected = false;
  /** What is told when it is closed. */
  #then: (() => void) | undefined;
  /** How much of the first item the core has. */
  #given = 0;
  #stopPatience: Stop | undefined;

  constructor(workings: CallbackWorkings, idx: number, target: Target, rsp: ResponseHandler, rcv: ReceiveHandler) {
    this.#workings = workings;
    this.#idx = idx;
    this.target = target;
    this.rsp = rsp;
    this.rcv = rcv;
  }

  get isConnected(): boolean {
    return this.#isConnected && this.#then === undefined;
  }

  get isIdle(): boolean {
    return this.#core === undefined;
  }

  /** @returns whether it is under way. */
  connect(): boolean {
    const { slots, corelib } = this.#workings;
    if (this.#then !== undefined) {
      this.#closeThen(() => this.connect());
      return true;
    }
    if (this.#core !== undefined) return true;
    const core = slots.connect(this.target, this);
    if ("text" in core) {
      corelib.log.warn("socket", `connect: ${core.text}`);
      return false;
    }
    this.#core = core;
    this.#stopPatience = corelib.clock.after(PATIENCE, () => {
      corelib.log.error("socket", `connect: socket ${this.#idx} has had no answer for ${PATIENCE} ms; the device restarts`);
      corelib.rtos.reboot();
      // What goes on without a restart must hear of it.
      core.failed({ reason: "timeout" });
    });
    return true;
  }

  /** Goes elsewhere than before. */
  move(target: Target): boolean {
    this.target = target;
    if (!this.isIdle) this.#closeThen(() => this.connect());
    else return this.connect();
    return true;
  }

  send(item: SendItem): boolean {
    this.#queue.push(item);
    if (this.isConnected) this.#pump();
    else if (!this.connect()) {
      this.#queue.pop();
      return false;
    }
    return true;
  }

  end(event: "DISCONNECT" | "CLOSE"): void {
    this.#closeThen(() => {
      if (event === "CLOSE") this.#workings.free(this.#idx);
      this.#tell(event, true);
    });
  }

  /** For the device that stops. */
  stopPatience(): void {
    this.#stopPatience?.();
    this.#stopPatience = undefined;
  }

  connected(result: Result, fault: Fault | undefined): void {
    this.stopPatience();
    if (this.#then !== undefined) return;
    if (result === 1) {
      this.#workings.corelib.log.warn("socket", `connect: ${connectText(this.target, fault)}`);
      this.#core?.destroy();
      this.#core = undefined;
    } else {
      this.#isConnected = true;
    }
    this.#tell("CONNECT", result === 0);
    if (result === 0) this.#pump();
    else this.#flush();
  }

  sent(result: Result): void {
    const [item] = this.#queue;
    if (item === undefined || this.#then !== undefined) return;
    if (result === 1) {
      this.#flush();
      return;
    }
    if (this.#given < item.data.length) {
      this.#giveMore(item);
      return;
    }
    this.#given = 0;
    this.#queue.shift();
    this.#tell("SEND", true, item);
    this.#pump();
  }

  received(length: number): void {
    const data = this.#core?.read(length);
    if (data !== undefined) callProgram(this.#workings.corelib.bus.errors, `rcv of socket ${this.#idx}`, () => this.rcv(this.#idx, data));
  }

  ended(fault: Fault | undefined): void {
    if (this.#then !== undefined) return;
    this.#flush();
    this.#closeThen(() => {
      this.#tell("STATE", fault?.reason === "link" ? "SHUTED" : "CLOSED");
    });
  }

  closed(): void {
    this.#core?.destroy();
    this.#core = undefined;
    this.#isConnected = false;
    const then = this.#then;
    this.#then = undefined;
    then?.();
  }

  #closeThen(then: () => void): void {
    const isClosing = this.#then !== undefined;
    this.#then = then;
    this.stopPatience();
    if (isClosing) return;
    const core = this.#core;
    if (core !== undefined) core.close();
    else {
      this.#workings.corelib.clock.dry(() => {
        this.closed();
      });
    }
  }

  #pump(): void {
    const [item] = this.#queue;
    if (item !== undefined && this.#given === 0) this.#giveMore(item);
  }

  #giveMore({ data }: SendItem): void {
    const chunk = data.subarray(this.#given, this.#given + CHUNK);
    const [nth] = this.#core?.send(chunk) ?? [0];
    this.#given += chunk.length;
    if (nth === 0) this.#flush();
  }

  /** All that is queued has failed. */
  #flush(): void {
    this.#given = 0;
    for (const item of this.#queue.splice(0)) this.#tell("SEND", false, item);
  }

  #tell(event: SocketEvent, val: boolean | "CLOSED" | "SHUTED", item?: SendItem): void {
    callProgram(this.#workings.corelib.bus.errors, `rsp of socket ${this.#idx}`, () => this.rsp(this.#idx, event, val, item));
  }
}
