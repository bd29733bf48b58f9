import { formatEndpoint, type Endpoint } from "@luat/contract";
import type { Origin } from "@luat/corelib";
import type { Socket } from "@luat/socket/runtime";
import type { EventEmitter } from "eventemitter3";
import type { Intake } from "../connection/socket-server.js";
import { tellLater } from "../connection/tell-later.js";
import type { World } from "../connection/world.js";
import type { LuatError } from "../errors.js";
import { Admission } from "./admission.js";
import { Arrivals } from "./arrivals.js";
import { Registry } from "./registry.js";
import type { ServerLimits } from "./serve-options.js";
import { ServedClient, type ClientHome } from "./served-client.js";
import type { Departure, Dropped, ManagedServerEvents, Refusal } from "./server-events.js";
import { Tally, type ServerStatus } from "./server-status.js";

/** Whom the server is to be told of. */
export interface CrowdParts {
  readonly world: World;
  readonly limits: ServerLimits;
  readonly events: EventEmitter<ManagedServerEvents>;
  /** Where it listens. */
  readonly local: () => Endpoint;
  /** Nobody is let in any more, and nobody is there. */
  readonly onOver: () => void;
}

/** The clients of a server: lets them in, knows them, counts them, and tells what becomes of them. */
export class Crowd implements Intake, ClientHome {
  readonly clients = new Set<ServedClient>();
  readonly arrivals = new Arrivals();
  readonly devices = new Registry<ServedClient>();
  readonly tally = new Tally();
  /** Whether clients are let in. */
  isOpen = true;
  isOver = false;
  readonly #parts: CrowdParts;
  readonly #admission: Admission;
  #error: LuatError | undefined;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
    this.#admission = new Admission(parts.world.clock, parts.limits.admission);
  }

  get idleTimeout(): number | undefined {
    return this.#parts.limits.idleTimeout;
  }

  get loginTimeout(): number | undefined {
    return this.#parts.limits.loginTimeout;
  }

  get maxQueued(): number {
    return this.#parts.limits.maxQueued;
  }

  get state(): ServerStatus["state"] {
    if (this.isOver) return "closed";
    return this.isOpen ? "listening" : "draining";
  }

  // --- who comes and goes -----------------------------------------------------------------------------------------

  admits(from: Endpoint): boolean {
    const reason = this.#admission.refusal(from.host, this.arrivals.size);
    if (reason !== undefined) this.refuse({ reason, from });
    return reason === undefined;
  }

  refuse(refusal: Refusal): void {
    this.tally.refused[refusal.reason]++;
    this.tell("refused", refusal);
  }

  take(socket: Socket, origin: Origin | undefined): void {
    const client = new ServedClient(this.#parts.world, socket, origin, this).adopt();
    this.#admission.enter(client.peer.host);
    this.tally.accepted++;
    this.clients.add(client);
    this.arrivals.put(client);
    this.tell("accepted", client);
  }

  left(client: ServedClient, departure: Departure): void {
    this.clients.delete(client);
    this.devices.remove(client);
    // Who left by itself may have said something before.
    if (client.dismissal !== undefined) this.arrivals.remove(client);
    this.#admission.leave(client.peer.host);
    this.tally.left[departure.kind]++;
    this.tally.bytesIn += client.bytesIn;
    this.tally.bytesOut += client.bytesOut;
    this.tell("left", client, departure);
    this.#settle(undefined);
  }

  over(error: LuatError | undefined): void {
    this.isOpen = false;
    this.arrivals.end(error);
    this.#settle(error);
  }

  /** Ends all at once. */
  cut(): void {
    for (const client of [...this.clients]) client.dismiss("stopped");
  }

  // --- what is sent to them ---------------------------------------------------------------------------------------

  /** Sends without waiting; says why not, if not. */
  push(client: ServedClient, bytes: Uint8Array): Dropped["reason"] | undefined {
    const reason = client.push(bytes);
    if (reason === undefined) return undefined;
    this.tally.dropped++;
    this.tell("dropped", { client, reason });
    if (reason === "slow" && !this.#parts.limits.dropsSlow) client.dismiss("slow");
    return reason;
  }

  // --- what is told of them ---------------------------------------------------------------------------------------

  /** An error of the handler of a client. */
  fail(error: unknown, client: ServedClient): void {
    this.tally.failed++;
    const { world, events } = this.#parts;
    if (events.listenerCount("failed") > 0) this.tell("failed", error, client);
    else world.errors.report(error, `handler of ${formatEndpoint(client.peer)} in each of ${this.#name()}`);
  }

  tell<E extends keyof ManagedServerEvents>(event: E, ...args: Parameters<ManagedServerEvents[E]>): void {
    const { world, events } = this.#parts;
    if (events.listenerCount(event) === 0) return;
    const emit = events.emit.bind(events) as (event: E, ...args: Parameters<ManagedServerEvents[E]>) => boolean;
    tellLater(world, () => emit(event, ...args), () => `listener of ${event} of ${this.#name()}`);
  }

  status(): ServerStatus {
    const { accepted, refused, left, dropped, failed } = this.tally;
    let { bytesIn, bytesOut } = this.tally;
    let queued = 0;
    for (const client of this.clients) {
      bytesIn += client.bytesIn;
      bytesOut += client.bytesOut;
      queued += client.queued;
    }
    const now = { state: this.state, clients: this.clients.size, identified: this.devices.size, waiting: this.arrivals.size };
    return { ...now, accepted, refused: { ...refused }, left: { ...left }, dropped, failed, bytesIn, bytesOut, queued };
  }

  readonly #name = (): string => `the server on ${formatEndpoint(this.#parts.local())}`;

  #settle(error: LuatError | undefined): void {
    this.#error ??= error;
    if (this.isOpen || this.isOver || this.clients.size > 0) return;
    this.isOver = true;
    this.#parts.onOver();
    this.tell("close", this.#error);
  }
}
