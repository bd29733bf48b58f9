import type { Corelib } from "@luat/corelib";
import type { Slots } from "../core/slots.js";
import type { ReadFile } from "./certificates.js";
import { defaultSettings, type Settings } from "./settings.js";

declare module "@luat/corelib" {
  interface Topics {
    /** LuatOS-Air: whether any socket object is connected. */
    SOCKET_ACTIVE: [active: boolean];
    /** LuatOS-Air: data came that nobody waited for. */
    SOCKET_RECV: [id: number];
    /** LuatOS-Air: what was queued is sent. */
    SOCKET_SEND: [id: number, sent: true];
    /** LuatOS-Air: a chunk of what was queued was sent, or was not. */
    SOCKET_ASYNC_SEND: [ok: boolean];
    /** LuatOS-Air: a socket object could not connect to this address, or not in time. */
    LIB_SOCKET_CONNECT_FAIL_IND: [ssl: "SSL" | undefined, protocol: "TCP" | "TCPSSL" | "UDP", address: string, port: number];
    /** LuatOS-Air: a socket object could not send, or not in time; the peer may have a part of it. */
    LIB_SOCKET_SEND_FAIL_IND: [ssl: "SSL" | undefined, protocol: "TCP" | "TCPSSL" | "UDP", address: string, port: number];
    /** LuatOS-Air: the peer has closed a socket object's connection. */
    LIB_SOCKET_CLOSE_IND: [ssl: "SSL" | undefined, protocol: "TCP" | "TCPSSL" | "UDP", address: string, port: number];
    /** LuatOS-Air: bytes since the last report, see `socket.setIpStatis`. */
    LIB_IP_STATIS_RPT: [bytes: number];
  }
}

/** A socket object, as the others see it. */
export interface Live {
  readonly isConnected: boolean;
  /** For `socket.printStatus`. */
  readonly status: string;
  /** Nothing goes any more. */
  fail(error: "CLOSED" | "IP_ERROR_IND"): void;
}

/** What the socket objects of one device share. */
export class Clients {
  readonly settings: Settings = defaultSettings();
  readonly #live = new Set<Live>();

  constructor(
    readonly corelib: Corelib,
    readonly slots: Slots,
    readonly isReady: () => boolean,
    readonly readFile: ReadFile | undefined,
    readonly newestFirst: boolean,
  ) {}

  add(client: Live): void {
    this.#live.add(client);
  }

  delete(client: Live): void {
    this.#live.delete(client);
  }

  get live(): readonly Live[] {
    return [...this.#live];
  }

  activityChanged(): void {
    this.corelib.sys.publish("SOCKET_ACTIVE", this.live.some(({ isConnected }) => isConnected));
  }

  /** The network is lost. */
  lose(): void {
    for (const client of this.live) client.fail("IP_ERROR_IND");
  }
}
