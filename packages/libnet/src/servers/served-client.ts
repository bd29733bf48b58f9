import { formatEndpoint } from "@luat/contract";
import type { Origin } from "@luat/corelib";
import { Deadline, type Engine, type Socket } from "@luat/socket/runtime";
import type { ConnectionEnd } from "../connection/connection.js";
import { SocketConnection } from "../connection/socket-connection.js";
import type { World } from "../connection/world.js";
import { BrokenError, ClosedError, LuatError } from "../errors.js";
import type { Client } from "./client.js";
import type { Departure, Dismissal } from "./server-events.js";

/** The server of a {@link ServedClient}. */
export interface ClientHome {
  readonly idleTimeout: number | undefined;
  readonly loginTimeout: number | undefined;
  /** More bytes may not wait for a client. */
  readonly maxQueued: number;
  /** It is over; its numbers are still there. */
  left(client: ServedClient, departure: Departure): void;
}

/** What calls on its connection are told. */
const WHY: { readonly [reason in Dismissal]: string } = {
  replaced: "its device connected anew",
  login: "it was not identified in time",
  idle: "nothing came from it for too long",
  slow: "too much was waiting for it",
  stopped: "its server was closed",
};

/** A {@link Client}: a connection with limits of its server. */
export class ServedClient extends SocketConnection implements Client {
  readonly home: ClientHome;
  /** Why the server ended it, if it did. */
  dismissal: Dismissal | undefined;
  readonly #engine: Engine;
  #idle: Deadline | undefined;
  #login: Deadline | undefined;
  #deviceId: string | undefined;

  constructor(world: World, socket: Socket, origin: Origin | undefined, home: ClientHome) {
    super(world, socket, origin);
    this.home = home;
    this.#engine = world.engine;
    this.#idle = this.#limit(home.idleTimeout, "idle");
    this.#login = this.#limit(home.loginTimeout, "login");
  }

  get deviceId(): string | undefined {
    return this.#deviceId;
  }

  /** It is known now. */
  identified(deviceId: string): void {
    this.#deviceId = deviceId;
    this.#login = this.#forget(this.#login);
  }

  /**
   * Sends without waiting. One message is always taken where nothing waits, whatever its size.
   *
   * @returns why not, if not.
   */
  push(bytes: Uint8Array): "slow" | "closed" | undefined {
    if (this.state === "closing" || this.state === "closed") return "closed";
    const { queued } = this;
    if (queued > 0 && queued + bytes.length > this.home.maxQueued) return "slow";
    // What it does not get after all is part of what its departure tells.
    this.tx(bytes).catch(() => undefined);
    return undefined;
  }

  /** Ends it at once, for a reason of the server's. */
  dismiss(reason: Dismissal): void {
    this.dismissal ??= reason;
    // Of a slow one the system's own buffers are to be free too.
    this.cut(this.whyClosed, reason === "slow" ? "reset" : "abort");
  }

  /** Ends it in order, as its server ends. */
  retire(timeout: number): Promise<void> {
    if (this.state !== "closing") this.dismissal ??= "stopped";
    return this.close({ timeout });
  }

  override stopNow(): void {
    this.dismissal ??= "stopped";
    super.stopNow();
  }

  /** Whether that it left explains an error of its handler, so that nothing else is to be told. */
  explains(error: unknown): boolean {
    if (!(error instanceof LuatError) || (this.state !== "closed" && this.state !== "closing") || error.endpoint !== formatEndpoint(this.peer)) return false;
    return error instanceof BrokenError || (error instanceof ClosedError && this.dismissal !== undefined);
  }

  override received(): void {
    if (this.#idle !== undefined) this.#engine.deadlines.arm(this.#idle, this.home.idleTimeout ?? Infinity);
    super.received();
  }

  protected override get whyClosed(): string {
    return this.dismissal === undefined ? super.whyClosed : WHY[this.dismissal];
  }

  protected override over(end: ConnectionEnd): void {
    this.#idle = this.#forget(this.#idle);
    this.#login = this.#forget(this.#login);
    const { dismissal, queued: unsent } = this;
    const isDismissed = end.kind === "closed" && dismissal !== undefined;
    this.home.left(this, isDismissed ? { kind: dismissal, unsent } : { ...end, unsent });
  }

  #limit(timeout: number | undefined, reason: Dismissal): Deadline | undefined {
    if (timeout === undefined) return undefined;
    const deadline = new Deadline(() => {
      this.dismiss(reason);
    });
    this.#engine.deadlines.arm(deadline, timeout);
    return deadline;
  }

  #forget(deadline: Deadline | undefined): undefined {
    if (deadline !== undefined) this.#engine.deadlines.forget(deadline);
  }
}
