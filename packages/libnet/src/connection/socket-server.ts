import { formatEndpoint, type Endpoint, type Fault, type SecureOptions } from "@luat/contract";
import type { OpenItem, Origin } from "@luat/corelib";
import { REFUSED, type Owner, type Socket } from "@luat/socket/runtime";
import { ClosedError, errorOf, TimeoutError, type LuatError } from "../errors.js";
import { expectSignal, expectTimeout } from "../expect.js";
import { coarseWait } from "./coarse-wait.js";
import type { Connection } from "./connection.js";
import type { Server } from "./server.js";
import { SocketConnection } from "./socket-connection.js";
import { tellLater } from "./tell-later.js";
import type { WaitOptions } from "./wait-options.js";
import type { Ending, World } from "./world.js";

interface Settlers<T> {
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

interface Acceptor extends Settlers<Connection | undefined> {
  readonly limit: number;
  readonly origin: Origin | undefined;
}

/** Takes the clients of a server as they come, so that none waits to be accepted. */
export interface Intake {
  /** Whether a client from there is taken; if not, it is sent away. */
  admits(from: Endpoint): boolean;
  /** Takes it. @param origin - where the call comes from that made the server. */
  take(client: Socket, origin: Origin | undefined): void;
  /** The server is over, by itself where there is an error. */
  over(error: LuatError | undefined): void;
}

/** A {@link Server} over a listening socket of the engine. */
export class SocketServer implements Server, Owner, Ending {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #asked: Endpoint;
  readonly #onRejected: ((from: Endpoint, error: LuatError) => void) | undefined;
  #opened: Settlers<Fault | undefined> | undefined;
  #acceptor: Acceptor | undefined;
  readonly #origin: Origin | undefined;
  #closed = false;
  #error: (() => LuatError) | undefined;
  /** Set it before it listens. */
  intake: Intake | undefined;

  constructor(world: World, socket: Socket, asked: Endpoint, onRejected: ((from: Endpoint, error: LuatError) => void) | undefined, origin: Origin | undefined) {
    this.#onRejected = onRejected;
    this.#world = world;
    this.#socket = socket;
    this.#asked = asked;
    socket.owner = this;
    this.#origin = origin;
    world.open.add(this);
  }

  /** Begins to listen; resolves when it does, or with why it does not. */
  open(): Promise<Fault | undefined> {
    return new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
      if (this.#socket.listen() === REFUSED) throw new Error("a fresh socket refused to listen");
    });
  }

  get local(): Endpoint {
    return this.#socket.local ?? this.#asked;
  }

  get waiting(): number {
    return this.#socket.waiting;
  }

  async accept(options?: WaitOptions): Promise<Connection | undefined> {
    const timeout = expectTimeout(options?.timeout);
    const signal = expectSignal(options?.signal);
    signal?.throwIfAborted();
    if (this.#acceptor !== undefined) throw new TypeError("an accept is waiting already; expected one at a time");
    if (this.#error !== undefined) throw this.#error();
    if (this.#closed) return undefined;
    const origin = this.#world.origins.note();
    const client = this.#take(origin);
    if (client !== undefined) return client;
    const coming = new Promise<Connection | undefined>((resolve, reject) => {
      this.#acceptor = { resolve, reject, limit: timeout ?? Infinity, origin };
    });
    const timedOut = (): TimeoutError => {
      this.#socket.timedOut("accept", timeout ?? 0);
      return new TimeoutError(timeout ?? 0, { op: "accept", endpoint: formatEndpoint(this.local) });
    };
    try {
      return await coarseWait(coming, { clock: this.#world.clock, origin, timeout, signal, timedOut });
    } finally {
      this.#acceptor = undefined;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Connection, undefined> {
    for (;;) {
      const client = await this.accept();
      if (client === undefined) return undefined;
      yield client;
    }
  }

  close(): Promise<void> {
    this.#end(undefined);
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  stopNow(): void {
    this.#opened?.reject(new ClosedError("stopped", "its device was stopped", { op: "listen", endpoint: formatEndpoint(this.#asked) }));
    this.#end(undefined);
  }

  items(): readonly OpenItem[] {
    const what = `server on ${formatEndpoint(this.local)}`;
    const acceptor = this.#acceptor;
    const accepting = acceptor === undefined ? [] : [{ what: `accept of the ${what}`, limit: acceptor.limit, origin: acceptor.origin }];
    return [{ what: this.#opened === undefined ? what : `${what}, which does not listen yet`, origin: this.#origin }, ...accepting];
  }

  listening(): void {
    this.#opened?.resolve(undefined);
    this.#opened = undefined;
  }

  failed(fault: Fault): void {
    const error = (): LuatError => errorOf(fault, { op: "listen", endpoint: formatEndpoint(this.local) });
    this.#opened?.resolve(fault);
    this.#opened = undefined;
    this.#end(error);
  }

  rejected(from: Endpoint, fault: Fault): void {
    const onRejected = this.#onRejected;
    if (onRejected === undefined) return;
    const error = errorOf(fault, { op: "accept", endpoint: formatEndpoint(from) });
    tellLater(this.#world, () => onRejected(from, error), () => `onRejected of the server on ${formatEndpoint(this.local)}`);
  }

  /** Lets clients that come from now on see another certificate; gives what the settings lack. */
  renew(secure: SecureOptions): Fault | undefined {
    return this.#socket.renew(secure);
  }

  offered(): void {
    const { intake } = this;
    if (intake !== undefined) {
      this.#feed(intake);
      return;
    }
    const acceptor = this.#acceptor;
    if (acceptor === undefined) return;
    this.#acceptor = undefined;
    acceptor.resolve(this.#take(acceptor.origin));
  }

  #feed(intake: Intake): void {
    for (let from = this.#socket.waitingFrom; from !== undefined; from = this.#socket.waitingFrom) {
      const client = intake.admits(from) ? this.#socket.accept() : undefined;
      if (client === undefined) this.#socket.turnAway();
      else intake.take(client, this.#origin);
    }
  }

  #take(origin: Origin | undefined): Connection | undefined {
    const client = this.#socket.accept();
    return client === undefined ? undefined : new SocketConnection(this.#world, client, origin).adopt();
  }

  #end(error: (() => LuatError) | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    this.#world.open.delete(this);
    this.#socket.release();
    if (error === undefined) this.#acceptor?.resolve(undefined);
    else this.#acceptor?.reject(error());
    this.#acceptor = undefined;
    this.intake?.over(error?.());
  }

  // A listening socket of a one-to-many server has no stream of its own: none of these is ever told.
  connected(): void {}
  received(): void {}
  acked(): void {}
  writable(): void {}
  ended(): void {}
  broken(): void {}
  disconnected(): void {}
}
