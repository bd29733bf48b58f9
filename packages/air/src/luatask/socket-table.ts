import type { Nil } from "../arguments.js";
import type { TaskCert } from "./certificates.js";
import type { SocketClient } from "./client-table.js";

/** What the later libraries can say of the core's socket. */
export interface CoreExtPara {
  /** Bytes; the buffer is as large as it must be, whatever is given. */
  readonly rcvBufferSize?: number | Nil;
}

/** LuaTask's `socket` library. LuaTask 的 `socket` 库。 */
export interface AirSocketTable {
  /**
   * Whether the network is there; the same as `link.isReady`.
   * 网络是否就绪。
   *
   * @example
   * ```ts
   * if (!socket.isReady()) await sys.waitUntil("IP_READY_IND", 300_000);
   * ```
   */
  isReady(): boolean;
  /**
   * Makes a client for TCP or TLS.
   * 创建 TCP 或 SSL 客户端。
   *
   * @param ssl - `true`: TLS; anything else: none, and cert does not count. The log warns where there is a cert then, or ssl is no boolean.
   * @param cert - the certificates, as names of files or as PEM text. Without `caCert` the server is not verified,
   * which the log tells where `insist` is 0.
   * @param tCoreExtPara - is checked, and changes nothing.
   * @param ipv6 - `true`: names are looked up for IPv6 addresses.
   * @returns the client. In LuatOS-Air it is nil outside of a task, which cannot be known here.
   * @throws TypeError when cert is no table, or a field of it is of a wrong type, such as `insist: false`. The log warns of fields that
   * are not known.
   *
   * @example
   * ```ts
   * const c = socket.tcp(true, { caCert: "ca.crt", insist: 0 });
   * await c.connect("10.0.0.1", 443); // [false]
   * await c.close();
   * ```
   */
  tcp(ssl?: boolean | Nil, cert?: TaskCert | Nil, tCoreExtPara?: CoreExtPara | Nil, ipv6?: boolean | Nil): SocketClient;
  /**
   * Makes a client for UDP.
   * 创建 UDP 客户端。
   *
   * @param ipv6 - `true`: names are looked up for IPv6 addresses.
   *
   * @example
   * ```ts
   * const c = socket.udp();
   * await c.connect("10.0.0.1", 7); // [true, 0]
   * await c.close();
   * ```
   */
  udp(ipv6?: boolean | Nil): SocketClient;
  /**
   * Writes all about each connected client to the log.
   * 打印所有 socket 的状态。
   *
   * @example
   * ```ts
   * socket.printStatus();
   * ```
   */
  printStatus(): void;
  /**
   * Remembers how often and how long TCP resends; the host's system has its own way.
   * 设置 TCP 重传参数（仅保存）。
   *
   * @param retryCnt - 0 to 12; nil: 4.
   * @param retryMaxTimeout - 1 to 16 seconds; nil: 16.
   * @throws TypeError, RangeError when one is wrong.
   *
   * @example
   * ```ts
   * socket.setTcpResendPara(5, 10);
   * ```
   */
  setTcpResendPara(retryCnt?: number | Nil, retryMaxTimeout?: number | Nil): void;
  /**
   * Remembers how often names are asked for; the card has its own way.
   * 设置域名解析参数（仅保存）。
   *
   * @param retryCnt - 1 to 8; nil: 4.
   * @param retryTimeoutMulti - 1 to 5; nil: 4.
   * @throws TypeError, RangeError when one is wrong.
   *
   * @example
   * ```ts
   * socket.setDnsParsePara(4, 1);
   * ```
   */
  setDnsParsePara(retryCnt?: number | Nil, retryTimeoutMulti?: number | Nil): void;
  /**
   * When `send` returns, for all clients.
   * 设置发送模式。
   *
   * @param mode - 0 or nil: when the system has the bytes; 1: when they are stored, for which there are 10220 bytes, and with
   * no room it fails.
   * @throws TypeError, RangeError when it is wrong.
   *
   * @example
   * ```ts
   * socket.setSendMode(1);
   * ```
   */
  setSendMode(mode?: 0 | 1 | Nil): void;
  /**
   * Remembers when to sleep; nothing sleeps here.
   * 设置低功耗延时（仅保存）。
   *
   * @param tm - 1 to 20 seconds.
   * @throws TypeError, RangeError when it is wrong, or absent.
   *
   * @example
   * ```ts
   * socket.setLowPower(5);
   * ```
   */
  setLowPower(tm: number): void;
  /**
   * Publishes `LIB_IP_STATIS_RPT` every so many seconds, with the bytes that came in and went out since the last time.
   * 定时上报流量统计。
   *
   * @param interval - seconds; 0 ends it.
   * @throws TypeError, RangeError when it is wrong, or absent.
   *
   * @example
   * ```ts
   * socket.setIpStatis(60);
   * socket.setIpStatis(0);
   * ```
   */
  setIpStatis(interval: number): void;
}
