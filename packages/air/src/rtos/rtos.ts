import type { Rtos } from "@luat/corelib";
import { limitOf, wrongType, type Nil } from "../arguments.js";
import { MESSAGES, type RtosHandler, type RtosMessage } from "./messages.js";
import type { Pump } from "./pump.js";

type Messages = typeof MESSAGES;

/** `rtos` with the messages of the core. 带底层消息的 `rtos`。 */
export interface AirRtos extends Rtos, Messages {
  /** {@link AirRtos.receive} waits for ever. */
  readonly INF_TIMEOUT: -1;
  /**
   * Lets a function be told one kind of message; one for each kind, the last counts.
   * 注册底层消息的处理函数。
   *
   * It is told of the sockets that `socketcore` made. The objects of `socket.tcp()` hear of theirs by themselves, so that both
   * can be used in one program.
   *
   * @param id - which message: one of `rtos.MSG_...`.
   * @param handler - gets the message; nil: nobody does. What it throws, or rejects with, goes to `onTaskError`.
   * @throws TypeError when id is no number, or handler no function.
   *
   * @example
   * ```ts
   * rtos.on(rtos.MSG_SOCK_CONN_CNF, (msg) => log.info("core", msg.socket_index, msg.result)); // prints "I/core 0 0"
   * socketcore.sock_conn(0, "10.0.0.1", 40123); // 0
   * ```
   */
  on(id: number, handler: RtosHandler | Nil): void;
  /**
   * Waits for the next message that no handler of {@link AirRtos.on} is for.
   * 接收下一个没有处理函数的底层消息。
   *
   * In LuatOS-Air one loop of it, in `sys.run()`, is all that goes on. Here everything goes on by itself, and it is for
   * programs that have such a loop of their own. What nobody takes is kept, up to 256 messages.
   *
   * @param timeout - milliseconds; nil, 0 or `rtos.INF_TIMEOUT`: for ever.
   * @returns the message; `undefined` when the time is over.
   * @throws TypeError, RangeError when the time is no finite number; rejects with `TaskStopped` when the device stops.
   *
   * @example
   * ```ts
   * socketcore.sock_conn(0, "10.0.0.1", 40123);
   * const msg = await rtos.receive(5_000);
   * msg?.id === rtos.MSG_SOCK_CONN_CNF; // true
   * ```
   */
  receive(timeout?: number | Nil): Promise<RtosMessage | undefined>;
}

/** `rtos` of a device, and the messages of its core. */
export function createRtos(rtos: Rtos, pump: Pump): AirRtos {
  return {
    ...rtos,
    ...MESSAGES,
    INF_TIMEOUT: -1,
    on(id, handler) {
      if (typeof id !== "number") throw wrongType("id", id, "the number of a message");
      if (handler != null && typeof handler !== "function") throw wrongType("handler", handler, "a function, or nil");
      pump.on(id, handler ?? undefined);
    },
    async receive(timeout) {
      return pump.receive(limitOf("timeout", timeout));
    },
  };
}
