import { callProgram } from "../core/call-program.js";
import type { CoreSocket } from "../core/core-socket.js";
import type { SocketClient } from "./client-table.js";
import type { Clients } from "./clients.js";
import { Inbox } from "./inbox.js";
import type { Waiting } from "./waiting.js";

/** What arrives for a client: its function has it, or the call that waits, or it is kept. */
export class Arrivals {
  rcvProc: Parameters<SocketClient["setRcvProc"]>[0] | undefined;
  /** What woke the call that waited. */
  handed: Uint8Array = new Uint8Array(0);
  readonly #clients: Clients;
  readonly #inbox: Inbox;
  /** Bytes that the core announced and that are not read, as the inbox is full. */
  #unread = 0;

  constructor(clients: Clients, isDatagrams: boolean) {
    this.#clients = clients;
    this.#inbox = new Inbox(isDatagrams, clients.newestFirst);
  }

  /** How many are kept. */
  get count(): number {
    return this.#inbox.count;
  }

  received(core: CoreSocket, length: number, receiving: Waiting | undefined): void {
    const { rcvProc } = this;
    const { bus, sys } = this.#clients.corelib;
    if (rcvProc !== undefined) {
      callProgram(bus.errors, "rcvProc of a socket", () => rcvProc((_index, len) => core.read(len), core.id, length));
      return;
    }
    if (this.#inbox.isFull) {
      this.#unread = length;
      return;
    }
    const bytes = core.read(length);
    if (receiving?.wake("data") === true) {
      // Not by way of the inbox, where somebody else could take it first.
      this.handed = bytes;
      return;
    }
    this.#inbox.push(bytes);
    sys.publish("SOCKET_RECV", core.id);
  }

  /** Takes what is kept, and reads what the core has held back meanwhile. */
  take(core: CoreSocket | undefined, receiving: Waiting | undefined): Uint8Array {
    const bytes = this.#inbox.take();
    if (this.#unread > 0 && !this.#inbox.isFull) {
      const length = this.#unread;
      this.#unread = 0;
      if (core !== undefined) this.received(core, length, receiving);
    }
    return bytes;
  }

  clear(): void {
    this.#inbox.clear();
    this.#unread = 0;
  }
}
