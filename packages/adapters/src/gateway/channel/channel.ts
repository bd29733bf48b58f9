import { describeFault, formatEndpoint, type Credentials, type Fault, type Stop } from "@luat/contract";
import { CLOSE_CODES, parseFromClient, WireError, writeFromGateway, type ClientMessage, type GatewayMessage, type WireSecure } from "../../wire/index.js";
import type { ChannelKind, RefusalReason } from "../gateway-status.js";
import type { LineFields } from "../gateway-log.js";
import type { Caller, Ending } from "./caller.js";
import { DatagramService } from "./datagram-service.js";
import type { Line, LineSink } from "./line.js";
import { ListenService } from "./listen-service.js";
import { Liveness } from "./liveness.js";
import type { Service } from "./service.js";
import type { Site } from "./site.js";
import { StreamService } from "./stream-service.js";

/** With so much on the way to a client nothing is added, as more leaves the processor's cache before it leaves the host: a bulk receive is a seventh slower with 256 KiB. */
const MOST_UNDER_WAY = 131_072;

/** Control messages that a client which reads nothing may leave unread, beside the payload. */
const MOST_QUEUED = 2_097_152;

/** What a channel is made of. */
export interface ChannelOptions {
  readonly site: Site;
  readonly line: Line;
  /** Which one of the gateway it is, and whose. */
  readonly id: number;
  readonly client: string;
  /** Whether a good token came with the upgrade. */
  readonly isKnown: boolean;
  /** Its WebSocket is closed. */
  gone(): void;
}

/** One WebSocket: what its first message makes of it, its end, and what is counted and logged. */
export class Channel implements LineSink, Caller {
  readonly #options: ChannelOptions;
  readonly #site: Site;
  readonly #line: Line;
  readonly #liveness: Liveness;
  readonly #since: number;
  #stopHandshake: Stop;
  #kind: ChannelKind = "waiting";
  #target: string | undefined;
  #service: Service | undefined;
  #isOver = false;
  #up = 0;
  #down = 0;

  constructor(options: ChannelOptions) {
    const { site, line } = options;
    const { clock, limits } = site;
    this.#options = options;
    this.#site = site;
    this.#line = line;
    this.#since = clock.now();
    site.tally.open.waiting++;
    this.#stopHandshake = clock.after(limits.handshakeTimeout, () => {
      this.#refuse("silent", { reason: "timeout", cause: new Error(`no first message came within ${limits.handshakeTimeout} ms`) });
    });
    this.#liveness = new Liveness({
      ...{ clock, pingInterval: limits.pingInterval, idleTimeout: limits.idleTimeout },
      ping: () => {
        line.ping();
      },
      lost: () => {
        this.#lose("lost");
      },
      idle: () => {
        this.over({ reason: "timeout", note: `nothing went either way for ${limits.idleTimeout} ms` }, { how: "idle", code: CLOSE_CODES.policy });
      },
    });
  }

  /** What it is used for. */
  get kind(): ChannelKind {
    return this.#kind;
  }

  get isBusy(): boolean {
    return this.#line.queued > Math.min(MOST_UNDER_WAY, this.#site.limits.window);
  }

  get queued(): number {
    return this.#line.queued;
  }

  text(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#liveness.alive();
    const message = parseFromClient(bytes);
    this.#guard(() => {
      if (message instanceof WireError) this.violate(message.message, message.kind);
      else if (this.#service === undefined) this.#begin(message);
      else this.#service.message(message);
    });
  }

  bytes(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#liveness.alive();
    this.#guard(() => {
      if (this.#service === undefined) this.violate("payload came before the first message");
      else this.#service.payload(bytes);
    });
  }

  alive(): void {
    this.#liveness.alive();
  }

  drained(): void {
    if (!this.#isOver) this.#service?.ready();
  }

  gone(): void {
    if (!this.#isOver) this.#end("left", undefined);
    this.#site.tally.open[this.#kind]--;
    this.#liveness.stop();
    this.#options.gone();
  }

  tell(message: GatewayMessage): void {
    if (this.#isOver) return;
    this.#line.sendText(writeFromGateway(message));
    if (this.#line.queued > MOST_QUEUED + this.#site.limits.window) this.#lose("slow");
  }

  send(bytes: Uint8Array, done?: () => void): void {
    if (!this.#isOver) this.#line.sendBytes(bytes, done);
  }

  count(way: "up" | "down", bytes: number, isDatagram = false): void {
    const { tally } = this.#site;
    if (way === "up") this.#up += bytes;
    else this.#down += bytes;
    tally.bytes[way] += bytes;
    if (isDatagram) tally.datagrams[way]++;
    this.#liveness.used();
  }

  opened(address: string): void {
    this.#site.log.write("info", "opened", `${this.#label} is open at ${address}`, { ...this.#fields, address });
    if (this.#kind !== "listen") this.#liveness.watchIdleness();
  }

  warn(event: string, fault: Fault): void {
    this.#site.log.writeSome("warn", event, `${this.#label}: ${event} failed: ${describeFault(fault)}`, { ...this.#fields, reason: fault.reason });
  }

  over(fault: Fault | undefined, { how = fault?.reason ?? "done", code = CLOSE_CODES.done }: Ending = {}): void {
    if (this.#isOver) return;
    this.tell({ type: "closed", fault });
    this.#end(how, fault);
    this.#line.close(code);
  }

  forbid(what: string): void {
    const [target = ""] = what.split(": ", 1);
    this.#refuse("forbidden", { reason: "forbidden", cause: new Error(`no rule allows ${target}`) }, what);
  }

  violate(what: string, kind: "protocol" | "size" = "protocol"): void {
    const fault: Fault = { reason: "broken", cause: new Error(what) };
    if (this.#service === undefined) this.#refuse("protocol", fault, what, CLOSE_CODES[kind]);
    else this.over(fault, { how: "protocol", code: CLOSE_CODES[kind] });
  }

  /** Cuts it, for those who do not close. */
  terminate(): void {
    this.#line.terminate();
  }

  /** What a client asks for may be more than a card checks without throwing; that is the end of this channel, and of no other. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.over({ reason: "broken", cause: error });
    }
  }

  #begin(message: ClientMessage): void {
    const { type } = message;
    if (type !== "dial" && type !== "listen" && type !== "accept" && type !== "bind") {
      this.violate(`the first message is ${type}; expected dial, listen, accept or bind`);
      return;
    }
    if (!this.#options.isKnown && !this.#site.tokens.holds(message.token)) {
      this.#refuse("token", { reason: "forbidden", cause: new Error(message.token === undefined ? "a token is needed" : "the token is wrong") });
      return;
    }
    this.#stopHandshake();
    switch (message.type) {
      case "dial": {
        this.#become(message.secure === undefined ? "tcp" : "tls", formatEndpoint(message));
        const service = new StreamService(this.#site, this, message.window);
        this.#serve(service, message.secure, (credentials) => {
          service.dial(message, credentials);
        });
        break;
      }
      case "listen": {
        this.#become("listen", formatEndpoint({ host: message.host ?? "*", port: message.port }));
        const service = new ListenService(this.#site, this);
        this.#serve(service, message.secure, (credentials) => {
          service.listen(message, credentials);
        });
        break;
      }
      case "accept": {
        const client = this.#site.offers.fetch(message.offer);
        this.#become("accept", client && formatEndpoint(client.from));
        const service = new StreamService(this.#site, this, message.window);
        this.#service = service;
        if (client === undefined) this.over({ reason: "reset", cause: new Error("the offer was fetched or refused before, its time is over, or its listener is closed") });
        else service.accept(client);
        break;
      }
      case "bind": {
        this.#become("udp", message.peer && formatEndpoint(message.peer));
        const service = new DatagramService(this.#site, this);
        this.#service = service;
        service.bind(message);
        break;
      }
    }
  }

  #serve(service: Service, secure: WireSecure | undefined, start: (credentials: Credentials | undefined) => void): void {
    this.#service = service;
    const credentials = secure && this.#site.card.credentials(secure.config);
    if (credentials !== undefined && "reason" in credentials) this.over(credentials);
    else start(credentials);
  }

  #become(kind: Exclude<ChannelKind, "waiting">, target: string | undefined): void {
    const { open, opened } = this.#site.tally;
    open.waiting--;
    open[kind]++;
    opened[kind]++;
    this.#kind = kind;
    this.#target = target;
  }

  #refuse(reason: RefusalReason, fault: Fault, why = fault.cause instanceof Error ? fault.cause.message : "", code: number = CLOSE_CODES.policy): void {
    if (this.#isOver) return;
    const { tally, log } = this.#site;
    tally.refused[reason]++;
    if (this.#kind !== "waiting") tally.opened[this.#kind]--;
    log.writeSome("warn", "refused", `${this.#label} was refused: ${why}`, { ...this.#fields, reason, why });
    this.tell({ type: "closed", fault });
    this.#finish();
    this.#line.close(code);
  }

  /** There is nobody to tell any more. */
  #lose(how: string): void {
    if (!this.#isOver) this.#end(how, undefined);
    this.#line.terminate();
  }

  #end(how: string, fault: Fault | undefined): void {
    const { tally, log, clock } = this.#site;
    const isFailure = fault !== undefined || how === "lost" || how === "slow";
    if (this.#kind !== "waiting" && isFailure) tally.fail(how);
    const ms = Math.round(clock.now() - this.#since);
    const why = fault === undefined ? how : describeFault(fault);
    const text = `${this.#label} is closed: ${why}; ${this.#up} bytes up, ${this.#down} bytes down, ${ms} ms`;
    const write = this.#kind === "waiting" ? log.writeSome : log.write;
    write.call(log, isFailure ? "warn" : "info", "closed", text, { ...this.#fields, reason: how, errno: fault?.errno, up: this.#up, down: this.#down, ms });
    this.#finish();
  }

  #finish(): void {
    this.#isOver = true;
    this.#stopHandshake();
    this.#service?.end();
    this.#service = undefined;
  }

  get #label(): string {
    const { id, client } = this.#options;
    return `#${id} ${this.#kind}${this.#target === undefined ? "" : ` ${this.#target}`} of ${client}`;
  }

  get #fields(): LineFields {
    const { id, client } = this.#options;
    return { channel: id, client, kind: this.#kind, target: this.#target };
  }
}
