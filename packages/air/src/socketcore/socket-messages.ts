import type { Fault } from "@luat/contract";
import type { Hearer, Result } from "../core/hearer.js";
import { MESSAGES, type MessageId, type RtosMessage } from "../rtos/messages.js";
import type { Pump } from "../rtos/pump.js";

/** Makes the core's messages of what becomes of one socket. */
export class SocketMessages implements Hearer {
  id = -1;
  readonly #pump: Pump;

  readonly #failed: (fault: Fault | undefined) => void;

  /** @param failed - is told why it could not connect, which no message does. */
  constructor(pump: Pump, failed: (fault: Fault | undefined) => void) {
    this.#pump = pump;
    this.#failed = failed;
  }

  connected(result: Result, fault: Fault | undefined): void {
    if (result === 1) this.#failed(fault);
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
