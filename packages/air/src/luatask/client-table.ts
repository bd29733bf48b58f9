import type { Nil, SendData } from "../arguments.js";
import type { PingReq } from "./heartbeat.js";

/** What {@link SocketClient.connect} gives. */
export type ConnectResult = [false] | [true, id: number];

/** What {@link SocketClient.recv} gives. */
export type RecvResult =
  | [result: true, data: Uint8Array]
  | [result: false, reason: "timeout"]
  | [result: false, reason: "CLOSED" | "IP_ERROR_IND"]
  | [result: false, msg: string | undefined, param: Uint8Array]
  | [result: false];

/** Reads what an indication announced. */
export type ReadFunction = (index: number, len: number) => Uint8Array;

/**
 * A socket object of LuaTask. Its calls wait, as those of a task do: await each of them.
 * LuaTask 的 socket 对象，所有阻塞调用都要 `await`。
 *
 * It is for one connection: after an error or a close make another one. Times of `connect`, `send`, `asyncSend` and `asyncSelect`
 * are seconds; those of `recv` are milliseconds.
 *
 * A client belongs to one task. While a call waits, another one that waits rejects with an error that says `coroutine mismatch`:
 * it comes from another task, or an `await` is missing. `asyncSend`, `asyncRecv` and `getAsyncSend` may be called from anywhere.
 *
 * @example
 * ```ts
 * sys.taskInit(async () => {
 *   const c = socket.tcp();
 *   if ((await c.connect("10.0.0.1", 40123))[0]) {
 *     await c.send("hello");
 *     const [result, data] = await c.recv(2_000);
 *     if (result) log.info("client", data); // prints "I/client hello"
 *   }
 *   await c.close();
 * });
 * ```
 */
export interface SocketClient {
  /** The number of its slot, from `connect` on. */
  readonly id: number | undefined;
  /**
   * Connects.
   * 连接服务器。
   *
   * @param address - name or literal address, of 100 characters at most.
   * @param port - 1 to 65535; a text that is a number will do.
   * @param timeout - seconds; nil: 120.
   * @returns `[true, id]`, or `[false]` when the network is not ready, nothing is there, the time is over, or it was connected
   * before: the log says which. Call `close` then.
   * @throws TypeError, RangeError when an argument is wrong; Error when another call of this client waits.
   *
   * @example
   * ```ts
   * const c = socket.tcp();
   * await c.connect("10.0.0.1", 40123, 20); // [true, 0]
   * await c.close();
   * ```
   */
  connect(address: string, port: number | string, timeout?: number | Nil): Promise<ConnectResult>;
  /**
   * Sends, in chunks of 11200 bytes (1472 with UDP), and waits after each until the system has it. It does not say that the peer
   * has it.
   * 发送数据。
   *
   * @param data - nil or nothing is sent well at once.
   * @param timeout - seconds for each chunk; nil: 120.
   * @returns `false` after an error, or when a chunk failed: those before it may have arrived.
   * @throws TypeError, RangeError when an argument is wrong; Error when another call of this client waits.
   *
   * @example
   * ```ts
   * const c = socket.tcp();
   * await c.connect("10.0.0.1", 40123);
   * await c.send("hello"); // true
   * await c.close();
   * ```
   */
  send(data: SendData | Nil, timeout?: number | Nil): Promise<boolean>;
  /**
   * Waits for data, or a message.
   * 接收数据，可被消息打断。
   *
   * | situation | result |
   * |---|---|
   * | data arrives | `[true, data]`, what one indication announced |
   * | data is there already | `[true, data]`, all of it; with UDP one datagram, the oldest |
   * | the time is over | `[false, "timeout"]` |
   * | `msg` is published meanwhile | `[false, msg, param]` |
   * | the peer closes, or has closed since | `[false, "CLOSED"]`, once, after all data |
   * | the network is lost | `[false, "IP_ERROR_IND"]`, once, after all data |
   * | later | `[false]` |
   *
   * The first call with `msg` subscribes it, until `close`: another name in later calls changes only the result. Publishing it while
   * the client waits in `recv` wakes it; at any other time it is lost, so keep a queue of your own. `param` is what was published with
   * it, as bytes, together with what `asyncSend` queued. If something is queued when `recv` is called with the topic that was subscribed, it
   * returns that at once; with another, or none, it waits.
   *
   * @param timeout - milliseconds; nil, 0 or less: for ever.
   * @param msg - a topic that ends the wait.
   * @param msgNoResume - `true`: this call does not heed the topic.
   * @returns see above.
   * @throws TypeError when an argument is of a wrong type; RangeError when the time is no finite number; Error when another call of this
   * client waits.
   *
   * @example
   * ```ts
   * const c = socket.tcp();
   * await c.connect("10.0.0.1", 40123);
   * await c.recv(100); // [false, "timeout"]
   * sys.timerStart(() => sys.publish("GO", "now"), 100);
   * await c.recv(60_000, "GO"); // [false, "GO", str.bytes("now")]
   * await c.close();
   * await c.recv(100); // [false]
   * ```
   */
  recv(timeout?: number | Nil, msg?: string | Nil, msgNoResume?: boolean | Nil): Promise<RecvResult>;
  /**
   * Closes it and frees its slot; a second call does nothing. It waits until the peer has closed its side too, for 5 seconds at most;
   * then the connection is cut.
   * 关闭连接，最多等待对方 5 秒。
   *
   * @throws Error when another call of this client waits.
   *
   * @example
   * ```ts
   * const c = socket.udp();
   * await c.connect("10.0.0.1", 7);
   * await c.close();
   * ```
   */
  close(): Promise<void>;
  /**
   * Sends what `asyncSend` queued, and waits until there is more: `while (await c.asyncSelect(60, "ping"));`
   * 发送队列中的数据并等待新数据。
   *
   * @param keepAlive - seconds without a send after which `pingreq` is queued; nil or 0: never.
   * @param pingreq - what is queued then, nil: one byte 0; a function is only called.
   * @returns `true`: something was queued, call it again; `false`: it is closed, or a send failed.
   * @throws TypeError, RangeError when an argument is wrong; Error when another call of this client waits.
   *
   * @example
   * ```ts
   * sys.taskInit(async () => {
   *   const c = socket.tcp();
   *   sys.timerStart(() => c.asyncSend("hello"), 1_000);
   *   sys.subscribe("SOCKET_RECV", () => log.info("client", c.asyncRecv())); // prints "I/client hello"
   *   if ((await c.connect("10.0.0.1", 40123))[0]) while (await c.asyncSelect(60, "ping"));
   *   await c.close();
   * });
   * ```
   */
  asyncSelect(keepAlive?: number | Nil, pingreq?: PingReq | Nil): Promise<boolean>;
  /**
   * Queues data, and wakes a task that is in `asyncSelect`.
   * 异步发送：放入队列。
   *
   * @param data - what to send.
   * @param timeout - seconds for each chunk when it is sent; nil: for ever. The last one counts for all that is queued.
   * @returns `false` after an error.
   * @throws TypeError, RangeError when an argument is wrong.
   *
   * @example
   * ```ts
   * socket.tcp().asyncSend("hello"); // true
   * ```
   */
  asyncSend(data: SendData, timeout?: number | Nil): boolean;
  /**
   * What arrived and was not read: all of it, with UDP the oldest datagram.
   * 异步接收：读取已缓存的数据。
   *
   * @returns the bytes, none when there are none.
   *
   * @example
   * ```ts
   * socket.tcp().asyncRecv().length; // 0
   * ```
   */
  asyncRecv(): Uint8Array;
  /**
   * How many sends are queued.
   * 异步发送队列的长度。
   *
   * @returns their number, 0 after an error.
   *
   * @example
   * ```ts
   * const c = socket.tcp();
   * c.asyncSend("hello");
   * c.getAsyncSend(); // 1
   * ```
   */
  getAsyncSend(): number;
  /**
   * Lets a function have what arrives, instead of `recv` and `asyncRecv`.
   * 设置接收处理函数。
   *
   * @param rcvCbFnc - is called for each arrival with a function that reads, the number of the socket, and how many bytes there
   * are. It must read them, else nothing more comes.
   * @throws TypeError when it is no function; Error when another call of this client waits.
   *
   * @example
   * ```ts
   * sys.taskInit(async () => {
   *   const c = socket.tcp();
   *   c.setRcvProc((read, index, len) => log.info("client", read(index, len))); // prints "I/client hello"
   *   await c.connect("10.0.0.1", 40123);
   *   await c.send("hello");
   *   await sys.wait(1_000);
   *   await c.close();
   * });
   * ```
   */
  setRcvProc(rcvCbFnc: (readFnc: ReadFunction, socketIndex: number, rcvDataLen: number) => unknown): void;
}
