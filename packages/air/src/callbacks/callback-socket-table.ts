import type { Nil, SendData } from "../arguments.js";

/** What an item of {@link CallbackSocketTable.send} was; `SEND` is told with it. */
export interface SendItem {
  /** What was sent, as bytes. */
  readonly data: Uint8Array;
  /** What `send` was given with it; `undefined`: nothing. */
  readonly para: unknown;
}

/** What happens to a socket. */
export type SocketEvent = "CONNECT" | "SEND" | "DISCONNECT" | "CLOSE" | "STATE";

/** Is told: `CONNECT` and `SEND` whether it worked, `DISCONNECT` and `CLOSE` true, `STATE` "CLOSED" or "SHUTED". */
export type ResponseHandler = (idx: number, evt: SocketEvent, val: boolean | "CLOSED" | "SHUTED", item?: SendItem) => unknown;

/** Is told what arrived. */
export type ReceiveHandler = (idx: number, data: Uint8Array) => unknown;

/**
 * The `socket` library from before LuaTask: the program chooses a number from 1 to 5 for each socket, and all is told to two
 * functions.
 * LuaTask 之前的 `socket` 库：应用自己选择 1 到 5 的索引，结果通过两个回调函数通知。
 *
 * @example
 * ```ts
 * callbackSocket.connect(1, "TCP", "10.0.0.1", 40123,
 *   (idx, evt, val) => log.info("rsp", idx, evt, val), // prints "I/rsp 1 CONNECT true"
 *   (idx, data) => log.info("rcv", idx, data)); // prints "I/rcv 1 hello"
 * callbackSocket.send(1, "hello"); // true
 * ```
 */
export interface CallbackSocketTable {
  /**
   * Registers a socket without connecting it: the first `send` does.
   * 创建 socket，不连接。
   *
   * @param idx - 1 to 5.
   * @param prot - "TCP" or "UDP".
   * @param addr - name or literal address.
   * @param port - 1 to 65535.
   * @param rsp - is told what happens.
   * @param rcv - is told what arrives.
   * @returns `true`; `undefined` when the number is none or is used.
   * @throws TypeError when an argument is of a wrong type.
   *
   * @example
   * ```ts
   * const rsp = () => undefined;
   * callbackSocket.create(1, "TCP", "10.0.0.1", 40123, rsp, (idx, data) => log.info("rcv", idx, data)); // true
   * callbackSocket.create(1, "TCP", "10.0.0.1", 40123, rsp, () => undefined); // undefined
   * ```
   */
  create(idx: number, prot: "TCP" | "UDP", addr: string, port: number | string, rsp: ResponseHandler, rcv: ReceiveHandler): true | undefined;
  /**
   * Connects; when it is connected elsewhere, after it was disconnected there.
   * 连接服务器。
   *
   * When there is no answer for 90 seconds it calls `rtos.reboot()`, as on the module; where that ends nothing, `CONNECT` is told with
   * false. A service whose device has an `onReboot` that ends the process is so ended by a server that is silent.
   *
   * @returns `true`: accepted, `CONNECT` is told later, unless it is connected there already; `undefined`: the number is none, or it
   * cannot be.
   * @throws TypeError when an argument is of a wrong type.
   *
   * @example
   * ```ts
   * callbackSocket.connect(1, "TCP", "10.0.0.1", 40123, (idx, evt, val) => log.info("rsp", idx, evt, val), () => undefined); // prints "I/rsp 1 CONNECT true"
   * ```
   */
  connect(idx: number, prot: "TCP" | "UDP", addr: string, port: number | string, rsp: ResponseHandler, rcv: ReceiveHandler): true | undefined;
  /**
   * Queues data; connects first where it must. When a send fails, all that is queued has.
   * 发送数据。
   *
   * @param para - anything, told with the result.
   * @returns `true`: queued, `SEND` is told later; `undefined`: there is no such socket, no data, or it cannot connect.
   * @throws TypeError when data is of another type.
   *
   * @example
   * ```ts
   * callbackSocket.create(1, "TCP", "10.0.0.1", 40123, (idx, evt, val, item) => log.info("rsp", idx, evt, val, item?.para), () => undefined); // prints "I/rsp 1 SEND true first"
   * callbackSocket.send(1, "hello", "first"); // true
   * ```
   */
  send(idx: number, data: SendData, para?: unknown): true | undefined;
  /**
   * Disconnects; `send` and `connect` can connect again.
   * 断开连接。
   *
   * @returns `true`: `DISCONNECT` is told later; `undefined`: it is not connected.
   *
   * @example
   * ```ts
   * callbackSocket.disconnect(5); // undefined
   * ```
   */
  disconnect(idx: number): true | undefined;
  /**
   * Disconnects, and frees the number.
   * 断开连接并释放索引。
   *
   * @returns `true`: `CLOSE` is told later; `undefined`: there is no such socket.
   *
   * @example
   * ```ts
   * callbackSocket.create(1, "UDP", "10.0.0.1", 7, (idx, evt) => log.info("rsp", idx, evt), () => undefined); // prints "I/rsp 1 CLOSE"
   * callbackSocket.close(1); // true
   * ```
   */
  close(idx: number): true | undefined;
  /**
   * Whether it is connected.
   * 是否已连接。
   *
   * @example
   * ```ts
   * callbackSocket.isactive(1); // false
   * ```
   */
  isactive(idx: number | Nil): boolean;
}
