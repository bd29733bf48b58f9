import type { Ctrl, TxData } from "@luat/socket";

type Nil = null | undefined;

/**
 * The `libnet` library of LuatOS: waits in a named task until a socket call is done.
 * LuatOS 的 `libnet` 库：在指定任务中等待 socket 操作完成。
 *
 * Every call must run in the task made by `sys.taskInitEx(fn, taskName, …)`, with a ctrl created with that same name;
 * otherwise its events never reach the wait. Times are milliseconds, nil or 0 means for ever. A time-out does not
 * cancel what it waited for: close the socket then.
 */
export interface LibnetTable {
  /**
   * Waits until the card's link is up.
   * 阻塞等待网卡的网络连接上。
   *
   * @returns `true` it is; `false` after the time-out, or when it can't be.
   */
  waitLink(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<boolean>;

  /**
   * Connects as a client and waits until on line.
   * 阻塞等待 IP 或者域名连接上，如果加密连接还要等握手完成。
   *
   * @param ip - name, literal address, or IPv4 address as integer.
   * @returns `true` on line; `false` refused, failed or timed out.
   *
   * @example
   * ```ts
   * const ok = await libnet.connect("CLIENT", 15_000, netc, "netlab.luatos.com", 40123);
   * ```
   */
  connect(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, ip: string | number, port: number | string, need_ipv6_dns?: boolean | Nil): Promise<boolean>;

  /**
   * Listens and waits until a client is there (not only until listening).
   * 阻塞等待客户端连接上。
   *
   * @param backlog - as in `socket.listen`.
   */
  listen(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, backlog?: number | Nil): Promise<boolean>;

  /**
   * Sends and waits until the system has all of it.
   * 阻塞等待数据发送完成。
   *
   * @returns `[true, false]` done; `[true, true]` full: nothing was taken, send it again after the next `wait`;
   * `[false, false]` not connected, broken, or timed out.
   */
  tx(taskName: string, timeout: number | Nil, netc: Ctrl | Nil, data: TxData, ip?: string | number | Nil, port?: number | Nil, flag?: number | Nil): Promise<[ok: boolean, full: boolean]>;

  /**
   * Waits for anything new.
   * 阻塞等待新的网络事件。
   *
   * @returns `[true, true]` something arrived, or `sys.sendMsg(taskName, socket.EVENT, 0)` woke it: read; `[true, false]`
   * timed out; `[false, false]` broken or not connected.
   */
  wait(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<[ok: boolean, hasEvent: boolean]>;

  /**
   * Ends the connection in order, or, after the time-out, at once. The ctrl can connect again.
   * 阻塞等待网络断开连接。
   */
  close(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<void>;

  /**
   * The version of the LuatOS library whose behaviour this has.
   * 返回 libnet 库的版本号。
   */
  version(): string;
}
