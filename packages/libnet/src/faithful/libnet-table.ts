import type { Ctrl, TxData } from "@luat/socket";

type Nil = null | undefined;

/**
 * The `libnet` library of LuatOS: waits in a named task until a socket call is done.
 * LuatOS 的 `libnet` 库：在指定任务中等待 socket 操作完成。
 *
 * Every call must run in the task made by `sys.taskInitEx(fn, taskName, …)`, with a ctrl created with that same name;
 * otherwise its events never reach the wait. Times are milliseconds, nil or 0 means for ever. A time-out does not
 * cancel what it waited for: close the socket then. When the device stops, a wait rejects with `TaskStopped`.
 * What else is not as in LuatOS: the guide "Porting from LuatOS", section `libnet`.
 *
 * @example
 * ```ts
 * sys.taskInitEx(async () => {
 *   const netc = socket.create(null, "CLIENT");
 *   if (await libnet.connect("CLIENT", 15_000, netc, "netlab.luatos.com", 40123)) {
 *     await libnet.tx("CLIENT", 15_000, netc, "hello");
 *     await libnet.wait("CLIENT", 15_000, netc);
 *     const [ok, data] = socket.read(netc);
 *     if (ok) log.info("client", data); // prints "I/client hello"
 *   }
 *   await libnet.close("CLIENT", 5_000, netc);
 *   socket.release(netc);
 * }, "CLIENT");
 * ```
 */
export interface LibnetTable {
  /**
   * Waits until the card's link is up.
   * 阻塞等待网卡的网络连接上。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @returns `true` it is; `false` after the time-out, or when netc is nil or released.
   * @see {@link @luat/libnet!Device.ready | Device.ready} on the Promise face.
   *
   * @example
   * ```ts
   * await libnet.waitLink("CLIENT", 30_000, netc); // true
   * ```
   */
  waitLink(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<boolean>;

  /**
   * Connects as a client and waits until on line.
   * 阻塞等待 IP 或者域名连接上，如果加密连接还要等握手完成。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @param ip - name, literal address, or IPv4 address as integer.
   * 域名、地址文本或 IPv4 整数。
   * @param port - 0 to 65535; with 0 a name is only looked up.
   * 端口，0 到 65535；0 只解析域名。
   * @param need_ipv6_dns - `true` looks up IPv6 addresses instead of IPv4 ones.
   * `true`：解析 IPv6 地址，而不是 IPv4。
   * @returns `true` on line; `false` refused, failed or timed out.
   * @throws TypeError when ip or port is missing or of a wrong type.
   * @see {@link @luat/libnet!Device.connect | Device.connect}, for UDP {@link @luat/libnet!Device.bind | Device.bind}, on the Promise face.
   *
   * @example
   * ```ts
   * await libnet.connect("CLIENT", 15_000, netc, "netlab.luatos.com", 40123); // true
   * ```
   */
  connect(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, ip: string | number, port: number | string, need_ipv6_dns?: boolean | Nil): Promise<boolean>;

  /**
   * Listens and waits until a client is there (not only until listening).
   * 阻塞等待客户端连接上。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @param backlog - as in `socket.listen`.
   * 与 `socket.listen` 的相同。
   * @returns `true` a client is there (`socket.accept` takes it); `false` refused, failed or timed out.
   * @see {@link @luat/libnet!Server.accept | Server.accept} on the Promise face.
   *
   * @example
   * ```ts
   * socket.config(netc, 8080);
   * await libnet.listen("CLIENT", 1_000, netc, 1); // false
   * ```
   */
  listen(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, backlog?: number | Nil): Promise<boolean>;

  /**
   * Sends and waits until the system has all of it.
   * 阻塞等待数据发送完成。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @param data - as in `socket.tx`. Empty data is done at once.
   * 与 `socket.tx` 的相同。空数据立即完成。
   * @param ip - UDP only.
   * 只用于 UDP。
   * @param port - UDP only.
   * 只用于 UDP。
   * @param flag - ignored.
   * 忽略。
   * @returns `[true, false]` done; `[true, true]` full: nothing was taken, send it again after the next `wait`;
   * `[false, false]` not connected, broken, or timed out.
   * @throws TypeError when data is of another type.
   * @see {@link @luat/libnet!Connection.tx | Connection.tx}, for UDP {@link @luat/libnet!DatagramSocket.tx | DatagramSocket.tx}, on the Promise face.
   *
   * @example
   * ```ts
   * await libnet.tx("CLIENT", 15_000, netc, "hello"); // [true, false]
   * ```
   */
  tx(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, data: TxData, ip?: string | number | Nil, port?: number | Nil, flag?: number | Nil): Promise<[ok: boolean, full: boolean]>;

  /**
   * Waits for anything new.
   * 阻塞等待新的网络事件。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @returns `[true, true]` something arrived, or `sys.sendMsg(taskName, socket.EVENT, 0)` woke it: read; `[true, false]`
   * timed out; `[false, false]` broken or not connected.
   * @see {@link @luat/libnet!Connection.wait | Connection.wait} on the Promise face.
   *
   * @example
   * ```ts
   * await libnet.wait("CLIENT", 15_000, netc); // [true, true]
   * socket.rx(netc, buff); // [true, 5, undefined, undefined]
   * await libnet.wait("CLIENT", 15_000, netc); // [true, false]
   * ```
   */
  wait(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<[ok: boolean, hasEvent: boolean]>;

  /**
   * Ends the connection in order, or, after the time-out, at once. The ctrl can connect again.
   * 阻塞等待网络断开连接。
   *
   * @param taskName - the name of the task that calls.
   * 调用者所在任务的名字。
   * @param timeout - milliseconds; nil or 0: for ever.
   * 毫秒；nil 或 0：一直等。
   * @param netc - the socket.
   * 套接字。
   * @see {@link @luat/libnet!Connection.close | Connection.close} on the Promise face.
   *
   * @example
   * ```ts
   * await libnet.close("CLIENT", 5_000, netc);
   * ```
   */
  close(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<void>;

  /**
   * The version of the LuatOS library whose behaviour this has.
   * 返回 libnet 库的版本号。
   *
   * Promise face: not needed, as it follows no library of LuatOS.
   *
   * @example
   * ```ts
   * libnet.version(); // "202607021200"
   * ```
   */
  version(): string;
}
