import type { Hearer, Result } from "../core/hearer.js";
import { MESSAGES, type MessageId, type RtosMessage } from "../rtos/messages.js";
import type { Pump } from "../rtos/pump.js";

/** Makes the core's messages of what becomes of one socket. */
export class SocketMessages implements Hearer {
  id = -1;
  readonly #pump: Pump;

  constructor(pump: Pump) {
    this.#pump = pump;
  }

  connected(result: Result): void {
    this.#tell(MESSAGES.MSG_SOCK_CONN_CNF, { result });
  }

  sent(result: Result, send_len: number): void {
    this.#tell(MESSAGES.MSG_SOCK_SEND_CNF, { result, send_len });
  }

  received(recv_len: number): void {
    this.#tell(MESSAGES.MSG_SOCK_RECV_IND, { result: 0, recv_len });
  }

  ended(): void {
    this.#tell(MESSAGES.MSG_SOCK_CLOSE_IND, { result: 0 });
  }

  closed(): void {
    this.#tell(MESSAGES.MSG_SOCK_CLOSE_CNF, { result: 0 });
  }

  #tell(id: MessageId, fields: Omit<RtosMessage, "id" | "socket_index">): void {
    this.#pump.tell({ id, socket_index: this.id, ...fields });
  }
}
